"""Promises of pushes: the right ones, with their reason, and nobody twice; many only after a second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bangfu.apps.exchange.actions import claims
from bangfu.apps.needs.api import Filters
from bangfu.apps.notices.actions import choose_kinds, read_messages
from bangfu.apps.notices.models import Message, Notice
from bangfu.apps.notices.tasks import send_due
from bangfu.apps.organisations import api as organisations
from bangfu.apps.push import actions, invariants, queries, queries_pages, rules, tasks
from bangfu.apps.push.actions_subscribing import subscribe, unsubscribe
from bangfu.apps.push.models import Addressee, Push, Subscription
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.runs.actions import carry_out
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Progress
from bangfu.values import SHANGHAI
from tests.apps.push.conftest import account, actor_of
from tests.samples import THEME, somebody

pytestmark = pytest.mark.django_db


def draft(town, **changes):
    values = {"direction": "need", "need": town.need.number, "title": "请看一条需求", "top": 50} | changes
    return actions.draft_push(by=town.bureau, values=values)


def send(town, push):
    return actions.send_push(by=town.bureau, push=push.pk, reach=len(queries.audience_of(push).reached))


def sent(town, **changes):
    push = draft(town, **changes)
    carry_out.call(send(town, push).pk)
    push.refresh_from_db()
    return push


def told(push):
    return set(Addressee.objects.filter(push=push, left="").values_list("person", flat=True))


def left(push):
    return dict(Addressee.objects.filter(push=push).exclude(left="").values_list("name", "left"))


def test_a_push_reaches_who_suits_with_the_reason_and_says_who_not(town):
    push = sent(town)
    assert push.state == "sent" and told(push) == {town.people[name].pk for name in ("hub", "fruit", "care")}
    assert left(push) == {"试验loner果树协会": "no_account"} and push.reach == 3
    for message in Message.objects.filter(notice=push.notice):
        assert message.line.startswith("推给您，因为：") and len(message.line) > 10
    assert [list(invariant.broken()) for invariant in invariants.INVARIANTS] == [[], []]


def test_nobody_hears_of_the_same_need_twice_in_thirty_days(town):
    sent(town)
    with pytest.raises(Refused, match="push.nobody"):
        send(town, draft(town))
    why = {one.why for one in queries.audience_of(draft(town)).left}
    assert why == {"told", "no_account"}
    Push.objects.update(sent_at=now() - timedelta(days=31))
    assert len(queries.audience_of(draft(town)).reached) == 3


def test_who_wants_no_pushes_or_took_the_need_up_is_left_out(town):
    fruit, care = town.people["fruit"], town.people["care"]
    channels = ("insite", "email", "sms", "wecom", "wechat")
    choose_kinds(by=actor_of(fruit, "staff", "organisation", "x"), wanted={("push", each): False for each in channels})
    number = town.parties["care"].number
    claims.start_claim(
        by=actor_of(care, "staff", "organisation", number), number=town.need.number, organisation=number, wanted={1: 2}
    )
    push = sent(town)
    assert told(push) == {town.people["hub"].pk}
    assert left(push)["试验fruit果树协会"] == "refused" and left(push)["试验care果树协会"] == "claimed"


def test_a_push_is_narrowed_by_district_and_theme(town):
    assert len(queries.audience_of(draft(town, districts=["440106"])).reached) == 3
    assert queries.audience_of(draft(town, districts=["4418"])).reached == []
    assert len(queries.audience_of(draft(town, themes=[THEME])).reached) == 3
    assert queries.audience_of(draft(town, themes=["elder_care"])).reached == []


def test_over_500_people_need_a_second_person_who_did_not_write_it(town, monkeypatch):
    monkeypatch.setattr(rules, "ALONE", 2)
    push = draft(town)
    with pytest.raises(Refused, match="push.second_person"):
        send(town, push)
    actions.ask_push(by=town.bureau, push=push.pk)
    with pytest.raises(Refused, match="push.own"):
        actions.agree_push(by=town.bureau, push=push.pk)
    actions.agree_push(by=town.colleague, push=push.pk)
    carry_out.call(send(town, push).pk)
    push.refresh_from_db()
    assert (push.state, push.agreed_by) == ("sent", town.colleague.person)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "changes",
    [
        {"agreed_by": "a", "created_by": "a"},
        {"state": "sent", "notice": ""},
        {"state": "sent", "notice": "n", "reach": 501},
    ],
)
def test_the_database_refuses_a_push_that_was_decided_alone_or_has_no_notice(db, changes):
    values = {"direction": "need", "title": "x", "created_at": now(), "sent_at": now()} | changes
    with pytest.raises(IntegrityError), transaction.atomic():
        Push.objects.create(**values)


def test_a_run_that_is_cancelled_writes_nothing_and_can_be_sent_again(town):
    push = draft(town)
    run = send(town, push)
    with pytest.raises(Refused, match="push.under_way"):
        send(town, push)
    run.cancel_wanted = True
    run.save()
    carry_out.call(run.pk)
    push.refresh_from_db()
    assert push.state == "sending" and not Notice.objects.filter(kind="push").exists() and not push.addressees.exists()
    carry_out.call(send(town, push).pk)
    push.refresh_from_db()
    assert push.state == "sent"


def test_the_same_request_twice_makes_one_push(town):
    values = {"direction": "need", "need": town.need.number, "title": "x"}
    assert actions.draft_push(by=town.bureau, key="k", values=values) == actions.draft_push(
        by=town.bureau, key="k", values=values
    )
    assert Push.objects.count() == 1


def test_a_test_reaches_only_its_writer(town):
    actions.test_push(by=town.bureau, push=draft(town).pk)
    message = Message.objects.get(notice__title__startswith="【试看】")
    assert message.person == town.bureau.person


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "push.title"),
        ({"need": "B-26-000009-9"}, "push.need"),
        ({"need": ""}, "push.need"),
        ({"direction": "x"}, "push.direction"),
        ({"body": "长" * 301}, "push.long"),
    ],
)
def test_what_cannot_be_pushed_is_refused(town, changes, code):
    with pytest.raises(Refused, match=code):
        draft(town, **changes)


def test_another_office_neither_sees_nor_sends_it(town):
    push, stranger = draft(town), somebody("stranger", "bureau", scope="45")
    with pytest.raises(Hidden):
        actions.send_push(by=stranger, push=push.pk, reach=1)
    for act in (actions.cancel_push, actions.test_push, actions.ask_push, actions.agree_push):
        with pytest.raises(Hidden):
            act(by=stranger, push=push.pk)
    with pytest.raises(Denied):
        actions.draft_push(by=somebody("x", "village", scope="44"), values={})


def relay(town, hub, names):
    audience = queries.audience_of_relay(hub, town.need.number, {town.parties[name].number for name in names})
    return actions.relay_need(by=town.hub, hub=hub, need=town.need.number, audience=audience)


def test_a_hub_tells_its_members_and_nobody_else(town):
    own, other = town.parties["hub"].number, town.parties["fruit"].number
    push = relay(town, own, ("fruit", "care", "loner"))
    assert told(push) == {town.people["fruit"].pk, town.people["care"].pk} and push.cause == "hub"
    with pytest.raises(Hidden):
        relay(town, other, ("fruit",))
    with pytest.raises(Refused, match="push.nobody"):
        relay(town, own, ())


def test_what_organisations_can_do_reaches_the_places_contacts(town):
    place = Region.objects.get(code="441802000000")
    desk = account("desk", "county", "region", "441802")
    common = {"region_id": place.pk, "body": "county", "duty": "对接帮扶", "valid_from": today()}
    organisations.record_office(by=SYSTEM_ACTOR, values=common | {"name": "农业农村局", "person": desk.pk})
    organisations.record_office(by=SYSTEM_ACTOR, values=common | {"name": "民政局"})
    push = sent(town, direction="offers", need="", places=["4418"], districts=["440106"], themes=[THEME])
    assert told(push) == {desk.pk} and list(left(push).values()) == ["no_contact"]
    assert "对接帮扶" in Message.objects.get(notice=push.notice).line
    assert {row["number"] for row in queries.collected(push)} == {party.number for party in town.parties.values()}
    assert queries.offers_of(["4418"], []) == []


def test_a_published_need_finds_its_best_organisations_by_itself(town):
    Subscription.objects.all().delete()
    watcher = account("watcher", "donor", "all", "")
    subscribe(by=actor_of(watcher, "donor", "all", ""), filters=Filters(theme=THEME), words="果业", weekly=False)
    deliver_pending(at=now())
    run = Run.objects.get(kind="push.published")
    carry_out.call(run.pk)
    push = Push.objects.get(cause="published")
    assert push.need == town.need.number and len(told(push)) == 3
    line = Message.objects.get(person=watcher.pk).line
    assert "您订阅了" in line and "果业" in line
    again = Run.objects.create(
        kind=run.kind, title="再来", state="running", arguments=run.arguments, created_at=now(), started_at=now()
    )
    tasks.tell_of_new(again, Progress(again.pk))
    assert Push.objects.count() == 1 and Message.objects.filter(notice__kind="push", person=watcher.pk).count() == 1


def test_figures_count_how_far_it_came_and_open_into_rows(town):
    push = sent(town)
    fruit = town.people["fruit"]
    number = town.parties["fruit"].number
    staff = actor_of(fruit, "staff", "organisation", number)
    read_messages(by=staff)
    claim = claims.start_claim(by=staff, number=town.need.number, organisation=number, wanted={1: 2})
    claims.complete_offer(by=staff, claim_id=claim.pk, plan="派两名师傅下乡，月底前办完。")
    deliver_pending(at=now())
    rows = queries_pages.rows_of(push)
    figures = {one["label"]: one["value"] for one in queries_pages.figures_of(push, rows, "/x/")}
    assert figures["已生成"] == "3" and figures["已送达"] == "3" and figures["已读"] == "1"
    assert figures["接单"] == "1" and figures["有回应"] == "1" and figures["没有发"] == "1"
    assert Message.objects.get(notice=push.notice, person=fruit.pk).answered_at is not None


def test_an_office_keeps_back_what_has_not_left(town, mailoutbox):
    push = sent(town)
    actions.cancel_push(by=town.bureau, push=push.pk)
    send_due(at=now() + timedelta(days=2))
    assert mailoutbox == []


def test_a_weekly_search_is_told_once_a_week(town):
    watcher = account("watcher", "donor", "all", "")
    made = subscribe(by=actor_of(watcher, "donor", "all", ""), filters=Filters(theme=THEME), words="果业", weekly=True)
    Subscription.objects.filter(pk=made.pk).update(told_week="2020W01")
    early = now().astimezone(SHANGHAI).replace(hour=9)
    monday = early + timedelta(days=(7 - early.weekday()) % 7)
    town.need.__class__.objects.filter(pk=town.need.pk).update(published_at=monday - timedelta(days=2))
    assert tasks.tell_weekly(at=monday.replace(hour=7)) == 0
    assert tasks.tell_weekly(at=monday) == 1 and tasks.tell_weekly(at=monday + timedelta(minutes=1)) == 0
    notice = Notice.objects.get(kind="digest")
    assert "1 条" in notice.title and "沙田柚" in notice.body


def test_a_search_is_ones_own_and_no_more_than_twenty(town):
    me, other = (actor_of(town.people[name], "staff", "organisation", "x") for name in ("fruit", "care"))
    made = subscribe(by=me, filters=Filters(theme=THEME), words="果业", weekly=True)
    assert subscribe(by=me, filters=Filters(theme=THEME), words="果业", weekly=False).pk == made.pk
    with pytest.raises(Hidden):
        unsubscribe(by=other, subscription=made.pk)
    for n in range(rules.SUBSCRIPTIONS_MAX - 1):
        subscribe(by=me, filters=Filters(q=f"词{n}"), words="x", weekly=True)
    with pytest.raises(Refused, match="push.many_subscriptions"):
        subscribe(by=me, filters=Filters(q="再来"), words="x", weekly=True)
    unsubscribe(by=me, subscription=made.pk)
    assert Subscription.objects.filter(ended_at=None, person=me.person).count() == rules.SUBSCRIPTIONS_MAX - 1


def test_a_changed_list_is_found_by_the_checks(town):
    push = sent(town)
    Push.objects.filter(pk=push.pk).update(reach=2)
    assert len(list(invariants.INVARIANTS[1].broken())) == 1
