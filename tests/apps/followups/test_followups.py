"""Followups: owned, dated, closed by a second person (F1)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bangfu.apps.followups import actions, queries
from bangfu.apps.followups.invariants import INVARIANTS
from bangfu.apps.followups.models import Followup
from bangfu.apps.followups.rules import close_refusal
from bangfu.plumbing.access import Denied, Scope
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from tests.cast import COUNTY, DISTRICT, cast  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def made(cast):  # noqa: F811
    point = actions.ActionPoint(
        "补齐验收照片", cast["frontline"].person.pk, now() + timedelta(days=3), Scope(region=f"{COUNTY}000000")
    )
    return actions.assign_followup(by=cast["bureau"].actor, point=point)


def reported(cast, made):  # noqa: F811
    return actions.report_followup(by=cast["frontline"].actor, followup=made, outcome="照片已补齐")


def test_f1_the_rule_refuses_the_owner():
    assert close_refusal(state="reported", owner="a", by="a").code == "followups.own"
    assert close_refusal(state="reported", owner="a", by="b") is None


@pytest.mark.parametrize("state", ["open", "closed", "dropped"])
def test_only_what_is_reported_can_be_closed(state):
    assert close_refusal(state=state, owner="a", by="b") is not None


def test_f1_the_database_refuses_the_owner(cast, made):  # noqa: F811
    with pytest.raises(IntegrityError), transaction.atomic():
        Followup.objects.filter(pk=made.pk).update(state="closed", closed_by=made.owner, closed_at=now())


def test_f1_the_check_finds_an_owner_who_closed(cast, made, monkeypatch):  # noqa: F811
    reported(cast, made)
    actions.close_followup(by=cast["bureau"].actor, followup=made)
    assert list(INVARIANTS[0].broken()) == [] and INVARIANTS[0].count() == 1

    class Planted:
        def filter(self, **_):
            return self

        def values_list(self, *_):
            return [(made.pk, "x", "x")]

    monkeypatch.setattr(Followup, "objects", Planted())
    assert [finding.where for finding in INVARIANTS[0].broken()] == [made.pk]


def test_the_owner_who_may_close_others_cannot_close_their_own(cast):  # noqa: F811
    bureau = cast["bureau"]
    point = actions.ActionPoint(
        "写通报", bureau.person.pk, now() + timedelta(days=1), Scope(region=f"{DISTRICT}000000")
    )
    own = actions.assign_followup(by=bureau.actor, point=point)
    actions.report_followup(by=bureau.actor, followup=own, outcome="已写")
    with pytest.raises(Refused, match="followups.own"):
        actions.close_followup(by=bureau.actor, followup=own)


def test_sent_back_and_cancelled_need_a_reason(cast, made):  # noqa: F811
    reported(cast, made)
    with pytest.raises(Refused, match="no_reason"):
        actions.send_back_followup(by=cast["bureau"].actor, followup=made, reason=" ")
    assert actions.send_back_followup(by=cast["bureau"].actor, followup=made, reason="缺日期").state == "open"


def test_nobody_assigns_outside_their_scope(cast):  # noqa: F811
    point = actions.ActionPoint("x", cast["bureau"].person.pk, now() + timedelta(days=1), Scope(region="441802000000"))
    with pytest.raises(Denied):
        actions.assign_followup(by=cast["district"].actor, point=point)


def test_what_needs_me_now(cast, made):  # noqa: F811
    at = now()
    assert [todo.button for todo in queries.todo_items(cast["frontline"].actor, at)] == ["去办理"]
    assert queries.todo_items(cast["bureau"].actor, at) == []
    reported(cast, made)
    assert queries.todo_items(cast["frontline"].actor, at) == []
    assert [todo.button for todo in queries.todo_items(cast["bureau"].actor, at)] == ["去核销"]
    assert not queries.todo_items(cast["bureau"].actor, at)[0].is_late(at)
    assert queries.todo_items(cast["bureau"].actor, at)[0].is_late(at + timedelta(days=4))


def test_the_home_counts_what_waits_and_what_is_late(cast, made):  # noqa: F811
    page = cast["frontline"].client.get("/my/").content.decode()
    assert "今天有 1 件事等您办" in page and "补齐验收照片" in page and "超时" not in page
    Followup.objects.filter(pk=made.pk).update(due_at=now() - timedelta(days=2))
    assert "1 件已超时" in cast["frontline"].client.get("/my/").content.decode()


def test_a_followup_is_hidden_from_those_it_does_not_concern(cast, made):  # noqa: F811
    address = f"/my/followups/{made.pk}/"
    assert cast["volunteer"].client.get(address).status_code == 404
    assert cast["frontline"].client.get(address).status_code == 200
    assert cast["bureau"].client.get(address).status_code == 200
    assert cast["county"].client.post(f"{address}close/").status_code == 403
    assert cast["public"].client.get("/my/followups/").status_code == 302


def test_the_pages_carry_it_to_its_end(cast, made):  # noqa: F811
    address = f"/my/followups/{made.pk}/"
    assert cast["frontline"].client.post(f"{address}report/", {"outcome": "好了"}).status_code == 302
    assert cast["bureau"].client.post(f"{address}close/").status_code == 302
    assert "已核销" in cast["frontline"].client.get(address).content.decode()


def test_the_list_takes_few_queries_however_long_it_is(cast, made, django_assert_max_num_queries):  # noqa: F811
    for number in range(30):
        Followup.objects.create(
            title=f"事 {number}",
            owner=made.owner,
            region=made.region,
            assigned_at=now(),
            due_at=now() + timedelta(days=number),
        )
    with django_assert_max_num_queries(10):
        assert cast["bureau"].client.get("/my/followups/").status_code == 200


def test_assigning_on_the_page(cast):  # noqa: F811
    form = {"title": "走访", "owner": "demo-frontline", "due_day": "2099-01-01", "region": "441802000000"}
    answer = cast["bureau"].client.post("/my/followups/new/", form)
    assert answer.status_code == 302 and Followup.objects.get().assigned_by == cast["bureau"].person.pk
    assert cast["frontline"].client.get("/my/followups/new/").status_code == 403
