"""Invitations, rounds and unserved needs: a yes is a claim, a no is remembered, silence is neither; what waits too long climbs."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from bangfu.apps.exchange import actions as exchange
from bangfu.apps.exchange.actions import claims
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.exchange.api import declined_pairs
from bangfu.apps.exchange.models import Claim, Decline, Scenario
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.rounds import actions, queries
from bangfu.apps.rounds.invariants import INVARIANTS
from bangfu.apps.rounds.models import Climb, Invitation, Round
from bangfu.apps.rounds.queries_reasons import unserved_reasons
from bangfu.apps.rounds.rules import ACT_OF, ACTS, Asked, why_nobody
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Grant, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.values import Quarter
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need, make_organisation, make_places, solve_now

pytestmark = pytest.mark.both_engines
CLERK = Actor("clerk1clerk1", "person", (Grant("bureau", "region", "44"),))
PLAN = "派两名师傅带新机下乡，月底前送到。"


def refused(words):
    return pytest.raises(Refused, check=lambda error: words in str(error.refusal))


def broken():
    return [f"{each.id} {finding.what}" for each in INVARIANTS for finding in each.broken()]


@pytest.fixture
def site(db):
    """(cast, able organisation, its staff, published need)."""
    make_places()
    own = make_organisation(701)
    cast = make_cast(dict.fromkeys(("hub", "staff"), own.number))
    organisations.record_capacity(by=CLERK, number=own.number, quarter=Quarter.of(today()).text, slots=3)
    need = make_need(VILLAGE, "published", {role: member.actor for role, member in cast.items()})
    return cast, own, cast["staff"].actor, need


def invited(site):
    return actions.invite(by=CLERK, need=site[3].number, organisation=site[1].number, reason="离村里近，去年来过")


def solved():
    beginning = Beginning("全省", "needs", "440000000000", Quarter.of(today()).text)
    scenario = exchange.start_from_registry(by=CLERK, beginning=beginning)
    solve_now(scenario, CLERK)
    return Scenario.objects.get(pk=scenario.pk)


def test_a_yes_is_a_claim_that_the_village_may_choose_and_both_are_needed(site):
    _cast, _own, staff, need = site
    one = invited(site)
    actions.accept_invitation(by=staff, invitation_id=one.pk, wanted={1: 8})
    claim = Claim.objects.get()
    assert Invitation.objects.get().claim == claim.pk and claim.state == "started"
    assert (NeedLine.objects.get(need=need).held, NeedLine.objects.get(need=need).committed) == (8, 0)
    with refused("邀请现在是"):
        actions.accept_invitation(by=staff, invitation_id=one.pk, wanted={1: 8})
    assert broken() == []


def test_a_no_is_remembered_as_any_decline_and_the_pair_is_not_invited_again(site):
    one = invited(site)
    with refused("请选一个原因"):
        actions.decline_invitation(by=site[2], invitation_id=one.pk, reason="nothing")
    actions.decline_invitation(by=site[2], invitation_id=one.pk, reason="too_far")
    assert Decline.objects.get().reason == "too_far"
    assert (site[3].number, site[1].number) in declined_pairs(today())
    with refused("说过“不合适”"):
        invited(site)


def test_nobody_else_answers_and_nobody_invites_outside_their_places(site):
    one = invited(site)
    other = Actor("other", "person", (Grant("staff", "organisation", "O-26-999999-X"),))
    with pytest.raises(Hidden):
        actions.accept_invitation(by=other, invitation_id=one.pk, wanted={1: 1})
    far = Actor("far", "person", (Grant("village", "region", "450302001990"),))
    with pytest.raises(Denied):
        actions.invite(by=far, need=site[3].number, organisation=site[1].number, reason="想请他们")
    with refused("正等答复"):
        invited(site)


def test_silence_is_told_once_as_a_reminder_and_is_no_consent(site):
    one = invited(site)
    soon, late = one.answer_by - timedelta(days=1), one.answer_by
    assert actions.look_after_rounds(at=soon) == 1 and actions.look_after_rounds(at=soon) == 0
    assert actions.look_after_rounds(at=late) == 1 and actions.look_after_rounds(at=late) == 0
    assert Invitation.objects.get().state == "silent" and not Claim.objects.exists()
    with refused("邀请现在是"):
        actions.accept_invitation(by=site[2], invitation_id=one.pk, wanted={1: 1})


def test_a_plan_becomes_invitations_once_and_skips_what_may_not_be_any_more_by_name(site):
    scenario = solved()
    made = actions.publish_round(by=CLERK, scenario_id=scenario.pk)
    assert actions.publish_round(by=CLERK, scenario_id=scenario.pk).pk == made.pk
    assert Invitation.objects.filter(round=made).count() == 1 and Round.objects.count() == 1
    standing = queries.standing_of(made)
    assert (standing.counts, standing.effect) == ({"sent": 1}, 0)


def test_a_pair_takes_effect_when_both_sides_said_yes_and_the_round_counts_it(site):
    cast, _own, staff, need = site
    made = actions.publish_round(by=CLERK, scenario_id=solved().pk)
    one = Invitation.objects.get()
    claim = actions.accept_invitation(by=staff, invitation_id=one.pk, wanted={1: 5}).claim
    assert queries.standing_of(made).effect == 0
    claims.complete_offer(by=staff, claim_id=claim, plan=PLAN)
    claims.choose_claims(by=cast["village"].actor, number=need.number, chosen=[claim])
    assert queries.standing_of(made).effect == 1 and broken() == []


def test_a_stale_an_unfinished_and_an_archived_plan_are_refused_and_a_plan_of_nobody_too(site):
    scenario = solved()
    Scenario.objects.filter(pk=scenario.pk).update(version=scenario.version + 1)
    with refused("重新求解"):
        actions.publish_round(by=CLERK, scenario_id=scenario.pk)
    Scenario.objects.filter(pk=scenario.pk).update(version=scenario.version, archived_at=now())
    with refused("归档"):
        actions.publish_round(by=CLERK, scenario_id=scenario.pk)
    Scenario.objects.filter(pk=scenario.pk).update(archived_at=None)
    organisations.set_credit_status(
        by=CLERK, number=site[1].number, status="abnormal", since=today(), source="公示系统"
    )
    with refused("每一对现在都不能邀请"):
        actions.publish_round(by=CLERK, scenario_id=scenario.pk)
    assert not Round.objects.exists() and not Invitation.objects.exists()


def test_a_round_is_taken_back_in_order_and_answers_that_were_given_stay(site):
    made = actions.publish_round(by=CLERK, scenario_id=solved().pk)
    actions.withdraw_round(by=CLERK, round_id=made.pk)
    assert Invitation.objects.get().state == "withdrawn"
    with refused("邀请现在是"):
        actions.accept_invitation(by=site[2], invitation_id=Invitation.objects.get().pk, wanted={1: 1})
    assert actions.withdraw_round(by=CLERK, round_id=made.pk).withdrawn_at is not None


def test_an_unserved_need_climbs_step_by_step_with_why_and_what_to_do(site):
    need = site[3]
    for days, steps in ((29, 0), (30, 1), (61, 2), (95, 3)):
        actions.look_after_rounds(at=need.published_at + timedelta(days=days))
        assert Climb.objects.count() == steps, days
    assert list(Climb.objects.values_list("office", flat=True)) == ["district", "hub", "city"]
    assert all(climb.why and climb.suggestion for climb in Climb.objects.all())
    assert [climb.step for climb in queries.unserved_of(site[0]["county"].actor)] == [3]
    assert broken() == []
    with pytest.raises(Error), transaction.atomic():
        Climb.objects.update(why="改写")


def test_a_need_that_somebody_took_on_does_not_climb_and_no_step_is_skipped(site):
    need = site[3]
    claims.start_claim(by=site[2], number=need.number, organisation=site[1].number, wanted={1: 5})
    actions.look_after_rounds(at=need.published_at + timedelta(days=95))
    assert not Climb.objects.exists()
    with refused("一级一级"):
        actions.climb(by=SYSTEM_ACTOR, number=need.number, step=2)


def test_why_nobody_came_names_the_first_reason_that_explains_it_and_one_thing_to_do():
    for code, act, given in (
        ("not_invited", "invite", {}),
        ("silent", "next", {"asked": Asked(sent=2, silent=2)}),
        ("asked", "next", {"asked": Asked(sent=2, open=1, silent=1)}),
        ("lapsed", "next", {"asked": Asked(lapsed=1)}),
        ("not_taken", "next", {"asked": Asked(sent=2)}),
        ("declined", "rewrite", {"declines": {"路太远": 2}}),
        ("all_declined", "rewrite", {"able": 0, "declines": {"路太远": 2, "没时间": 1}}),
        ("blocked", "split", {"able": 0, "rules": ["距离超过服务半径"]}),
        ("offered", "order", {"able": 0, "rules": ["距离超过服务半径"], "offer": "G-26-000001-X"}),
        ("all_full", "spread", {"able": 0, "full": 2}),
        ("nobody_able", "spread", {"able": 0}),
        ("closed", "extend", {"closed": True}),
    ):
        found = why_nobody(**{"able": 3} | given)
        assert (found.code, found.act) == (code, act) and found.sentence and found.suggestion
    assert "路太远" in why_nobody(able=0, declines={"路太远": 2, "没时间": 1}).sentence
    assert set(ACT_OF.values()) == set(ACTS)


def test_each_of_the_needs_that_wait_longest_has_its_own_reason_and_button(site, django_assert_max_num_queries):
    cast, own, staff, need = site
    people = {role: member.actor for role, member in cast.items()}
    silent, lapsed, closed = (make_need(VILLAGE, "published", people, title=f"村里缺水泵{n}") for n in range(3))
    actions.look_after_rounds(
        at=actions.invite(by=CLERK, need=silent.number, organisation=own.number, reason="离得近").answer_by
    )
    claim = claims.start_claim(by=staff, number=lapsed.number, organisation=own.number, wanted={1: 5})
    claims.withdraw_claim(by=staff, claim_id=claim.pk, reason="人手不够")
    Need.objects.filter(pk=closed.pk).update(claim_by=today() - timedelta(days=1))
    closed.refresh_from_db()
    with django_assert_max_num_queries(40):  # inside a transaction the ground is read afresh
        found = unserved_reasons([need, silent, lapsed, closed], today())
    assert [found[one.pk].code for one in (need, silent, lapsed, closed)] == [
        "not_invited",
        "silent",
        "lapsed",
        "closed",
    ]
    page = cast["bureau"].client.get("/desk/").content.decode()
    for words in ("还没有人邀请过它们", "没有答复", "后来退出", f'href="/desk/needs/{closed.number}/life/#confirm"'):
        assert words in page, words


def test_the_same_request_twice_invites_once(site):
    ask = {"need": site[3].number, "organisation": site[1].number, "reason": "离村里近", "key": "once"}
    assert actions.invite(by=CLERK, **ask).pk == actions.invite(by=CLERK, **ask).pk


def test_the_database_refuses_a_yes_without_a_claim(site):
    one = invited(site)
    with pytest.raises(Error), transaction.atomic():
        Invitation.objects.filter(pk=one.pk).update(state="accepted", decided_at=now(), decided_by="x")
    Invitation.objects.filter(pk=one.pk).update(state="accepted", decided_at=now(), decided_by="x", claim="nobody")
    assert [found for found in broken() if found.startswith("K1")]


def test_the_pages_lead_from_the_needs_page_over_the_invitation_to_the_claim(site):
    cast, own, _staff, need = site
    bureau, staff = cast["bureau"].client, cast["staff"].client
    assert "邀请组织" in bureau.get(f"/desk/needs/{need.number}/").content.decode()
    said = bureau.post(
        f"/desk/needs/{need.number}/invite/new/", {"organisation": own.number, "reason": "推荐名单第 1 位"}
    )
    assert said.status_code == 302
    one = Invitation.objects.get()
    assert need.title in staff.get("/my/invitations/").content.decode()
    assert "接受邀请" in staff.get(f"/my/invitations/{one.pk}/").content.decode()
    bad = staff.post(f"/my/invitations/{one.pk}/", {"answer": "yes", "units_1": "0", "key": "a"})
    assert bad.status_code == 409 and "请至少写一项" in bad.content.decode()
    yes = staff.post(f"/my/invitations/{one.pk}/", {"answer": "yes", "units_1": "5", "key": "b"})
    assert yes.status_code == 302 and yes["Location"].endswith(f"/my/claims/{Claim.objects.get().pk}/")
    scenario = solved()
    assert scenario.title in bureau.get("/desk/rounds/").content.decode()
    again = bureau.post(f"/desk/rounds/of/{scenario.pk}/publish/", {"key": "p"})
    assert again.status_code in (302, 409)
    actions.look_after_rounds(at=need.published_at + timedelta(days=31))
    assert bureau.get("/desk/unserved/").status_code == 200
    assert Need.objects.count() == 1
