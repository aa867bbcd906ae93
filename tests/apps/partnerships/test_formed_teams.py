"""Formed teams: shares are exactly 100 %, the lead is able, everybody says yes and signs, joining and leaving midway."""

import pytest
from django.db import DatabaseError, transaction

from bangfu.apps.organisations import api as organisations
from bangfu.apps.organisations.models import CapacityHolding
from bangfu.apps.partnerships.actions import teams
from bangfu.apps.partnerships.api import undertaking_of
from bangfu.apps.partnerships.models import Settlement, Share, Team
from bangfu.apps.partnerships.rules import teams as rules
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.outbox.models import Event
from tests.apps.partnerships.conftest import of_hub
from tests.apps.partnerships.forming import (
    ANSWERS,
    all_say_yes,
    all_sign,
    broken,
    digest,
    formed,
    parts_of,
    staff,
    team_terms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(registry):
    """Numbers of the hub and two members."""
    return [registry[name].number for name in ("hub", "fruit", "care")]


@pytest.fixture
def parts(three):
    return parts_of((three[0], 500, 400), (three[1], 333, 300), (three[2], 167, 300))


@pytest.fixture
def team(bureau, draft, three, parts):
    return formed(bureau, draft, three[0], parts)


def refusal(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def test_all_yes_and_all_signatures_make_a_mandate(team, three):
    all_say_yes(team)
    assert team.state == "signing" and team.settlement is None
    all_sign(team)
    assert team.state == "mandated" and team.proposal is None
    assert set(team.members.values_list("state", flat=True)) == {"joined"}
    assert Event.objects.filter(topic="partnerships.team_mandated", payload={"number": team.number}).count() == 1
    one = undertaking_of(team.number)
    assert (one.kind, one.lead, [member[2:] for member in one.members]) == (
        "team",
        three[0],
        [(500, 400), (333, 300), (167, 300)],
    )
    assert broken("T4", "T5") == []


def test_a_team_without_a_mandate_undertakes_nothing(team):
    with pytest.raises(Hidden):
        undertaking_of(team.number)


@pytest.mark.parametrize(
    ("budget", "credit", "code"),
    [(501, 400, "budget_shares"), (499, 400, "budget_shares"), (500, 399, "credit_shares")],
)
def test_shares_that_are_not_100_percent_are_refused(bureau, draft, three, budget, credit, code):
    wrong = parts_of((three[0], budget, credit), (three[1], 333, 300), (three[2], 167, 300))
    with refusal(code) as refused:
        formed(bureau, draft, three[0], wrong)
    assert "100%" in refused.value.refusal.sentence and not Team.objects.exists()


def test_only_a_hub_or_a_trade_association_leads(bureau, draft, three, parts):
    with refusal("lead_unqualified"):
        formed(bureau, draft, three[1], parts)


def test_questions_are_answered_before_anybody_is_asked(bureau, draft, three):
    heavy = parts_of((three[0], 800, 400), (three[1], 200, 600))
    with refusal("questions_open") as refused:
        teams.form_team(
            by=bureau,
            number=draft.number,
            terms=team_terms(three[0]),
            parts=heavy,
            answers={code: words for code, words in ANSWERS.items() if code != "concentration"},
        )
    assert "会不会太集中" in refused.value.refusal.sentence


def test_a_member_of_the_leads_own_hub_raises_the_question_of_conflict(bureau, draft, three, parts, registry):
    organisations.join_hub(by=SYSTEM_ACTOR, hub=three[0], member=three[1])
    with refusal("questions_open") as refused:
        teams.form_team(
            by=bureau,
            number=draft.number,
            terms=team_terms(three[0]),
            parts=parts,
            answers={code: words for code, words in ANSWERS.items() if code != "conflict"},
        )
    assert "利益冲突" in refused.value.refusal.sentence


def test_a_hub_forms_from_its_own_draft_only(draft, three, parts):
    with pytest.raises(Hidden):
        formed(of_hub(three[0]), draft, three[0], parts)


def test_nobody_answers_or_signs_for_another_member(team, three):
    with pytest.raises(Denied):
        teams.answer_team(by=staff(three[1]), number=team.number, organisation=three[2], answer="accepted")
    all_say_yes(team)
    with pytest.raises(Denied):
        teams.sign_team(
            by=staff(three[1]),
            number=team.number,
            organisation=three[2],
            seen=digest(team.agreement),
            intent="同意签署",
        )


def test_a_no_stops_the_mandate_until_the_shares_are_settled_anew(team, three, bureau):
    teams.answer_team(
        by=staff(three[2]), number=team.number, organisation=three[2], answer="declined", reason="今年人手不够"
    )
    for number in three[:2]:
        teams.answer_team(by=staff(number), number=team.number, organisation=number, answer="accepted")
    team.refresh_from_db()
    assert team.state == "forming" and team.agreement == ""
    rest = parts_of((three[0], 500, 500), (three[1], 500, 500))
    team = teams.resettle_team(by=bureau, number=team.number, parts=rest, why="农训中心来不了", seen=1)
    team.refresh_from_db()
    assert team.state == "signing"
    all_sign(team)
    assert broken("T4", "T5") == []


def test_a_member_leaves_midway_and_another_joins_with_the_history_kept(team, three, registry):
    all_say_yes(team)
    all_sign(team)
    newcomer = registry["plain"].number
    with refusal("leave_reason"):
        teams.leave_team(by=staff(three[2]), number=team.number, organisation=three[2], reason="")
    teams.leave_team(by=staff(three[2]), number=team.number, organisation=three[2], reason="中心搬迁，做不下去")
    lead = staff(three[0])
    with refusal("still_leaving"):
        same = parts_of((three[0], 500, 400), (three[1], 333, 300), (three[2], 167, 300))
        teams.resettle_team(by=lead, number=team.number, parts=same, why="想留住它", seen=1)
    after = parts_of((three[0], 500, 400), (three[1], 300, 300), (newcomer, 200, 300))
    teams.resettle_team(by=lead, number=team.number, parts=after, why="农训由互助中心接手", seen=1)
    team.refresh_from_db()
    assert undertaking_of(team.number).members[2][0] == three[2]
    all_say_yes(team)
    all_sign(team)
    states = dict(team.members.values_list("organisation", "state"))
    assert states == {three[0]: "joined", three[1]: "joined", three[2]: "left", newcomer: "joined"}
    assert [one.serial for one in team.settlements.all()] == [1, 2] and team.settlement.serial == 2
    assert not CapacityHolding.objects.filter(
        holder=team.holder, released_at=None, capacity__organisation__number=three[2]
    ).exists()
    assert Event.objects.filter(topic="partnerships.team_mandated").count() == 1
    assert broken("T4", "T5") == []


def test_of_two_who_settle_at_once_one_is_told(team, three, bureau):
    rest = parts_of((three[0], 500, 500), (three[1], 500, 500))
    teams.resettle_team(by=bureau, number=team.number, parts=rest, why="先两家做起来", seen=1)
    with refusal("changed_meanwhile"):
        teams.resettle_team(by=bureau, number=team.number, parts=rest, why="另一个人也在改", seen=1)


def test_the_lead_does_not_walk_away(team, three):
    all_say_yes(team)
    all_sign(team)
    with refusal("lead_leaves"):
        teams.leave_team(by=staff(three[0]), number=team.number, organisation=three[0], reason="不想牵头了，换人")


@pytest.mark.both_engines
def test_the_database_refuses_shares_that_are_not_whole(team, three):
    bad = Settlement.objects.create(team=team, serial=9, person="x", at=team.formed_at)
    Share.objects.create(settlement=bad, organisation=three[0], budget_permille=999, credit_permille=1000)
    with pytest.raises(DatabaseError, match="T4"), transaction.atomic():
        Team.objects.filter(pk=team.pk).update(proposal=bad)
    with pytest.raises(DatabaseError, match="T4"), transaction.atomic():
        Share.objects.create(settlement=team.proposal, organisation="O-x", budget_permille=1, credit_permille=0)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Share.objects.filter(settlement=team.proposal).update(budget_permille=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Team.objects.filter(pk=team.pk).update(state="mandated", mandated_at=team.formed_at, settlement=team.proposal)
    assert broken("T4") != []


def test_giving_up_frees_every_slot(team, bureau):
    all_say_yes(team)
    teams.end_team(by=bureau, number=team.number, reason="村里改了主意，不做了")
    team.refresh_from_db()
    assert team.state == "abandoned" and broken("T5") == []
    assert not CapacityHolding.objects.filter(holder=team.holder, released_at=None).exists()


@pytest.mark.parametrize("weights", [[1, 1, 1], [1, 2, 4, 8], [0, 0], [1], [0.1] * 7, [5, 0, 1]])
def test_suggested_shares_are_always_whole(weights):
    shares = rules.fair_shares(weights)
    assert sum(shares) == 1000 and all(share >= 0 for share in shares)


@pytest.mark.parametrize(("typed", "permille"), [("33.3", 333), ("100%", 1000), (" 0 ", 0), ("5％", 50)])
def test_percents_are_read_as_typed(typed, permille):
    assert rules.permille_of(typed) == permille


@pytest.mark.parametrize("typed", ["", "33.33", "-1", "abc", "1e2", "1000.5"])
def test_what_is_no_share_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        rules.permille_of(typed)
