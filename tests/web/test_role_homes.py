"""What each role finds on its own home beside its list: a hub's quiet members and gaps, a team's round, duplicates to judge."""

from datetime import timedelta

import pytest

from bangfu.apps.exchange.models import Claim
from bangfu.apps.exchange.queries.quiet import quiet_members
from bangfu.apps.needs.rules_route import round_trip
from bangfu.apps.organisations.api import join_hub
from bangfu.apps.organisations.models import DuplicatePair
from bangfu.apps.programmes.api import rules_of
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now, today
from bangfu.values import GeoPoint
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need, make_organisation, make_places


def test_the_round_goes_to_the_nearest_next_and_places_without_a_point_come_last():
    points = {"b": GeoPoint(23.0, 113.3), "a": GeoPoint(23.0, 113.1), "far": GeoPoint(24.0, 115.0), "none": None}
    order = round_trip(GeoPoint(23.0, 113.0), points)
    assert [code for code, _away in order] == ["a", "b", "far", "none"]
    assert order[0][1] == pytest.approx(10.2, abs=0.2) and order[-1][1] is None
    assert [code for code, _away in round_trip(None, {"z": points["a"], "y": points["b"]})] == ["y", "z"]
    assert round_trip(None, {}) == []


@pytest.fixture
def site(db):
    """(cast with a hub, its one member)."""
    make_places()
    hub, member = make_organisation(701), make_organisation(702)
    type(hub).objects.filter(pk=hub.pk).update(is_hub=True)
    cast = make_cast({"hub": hub.number, "staff": member.number})
    join_hub(by=SYSTEM_ACTOR, hub=hub.number, member=member.number)
    return cast, hub, member


def test_a_hub_sees_members_that_took_on_nothing_for_ninety_days_and_a_claim_takes_them_off(site):
    cast, hub, member = site
    assert [row[0] for row in quiet_members(hub.number, now())] == [member.number]
    assert "90 天没有接单的会员" in cast["hub"].client.get("/my/").content.decode()
    need = make_need(VILLAGE, "published", {role: each.actor for role, each in cast.items()})
    at = now()
    Claim.objects.create(
        need=need, organisation=member, position=1, person="x", state="started", started_at=at, offer_by=at,
        quarter="2026Q4",
    )  # fmt: skip
    assert quiet_members(hub.number, at + timedelta(days=89)) == []
    assert [row[0] for row in quiet_members(hub.number, at + timedelta(days=91))] == [member.number]
    assert "90 天没有接单的会员" not in cast["staff"].client.get("/my/").content.decode()


def test_a_front_line_team_finds_the_places_to_go_to_and_reads_that_the_order_is_by_straight_lines(site):
    cast = site[0]
    need = make_need(VILLAGE, "submitted", {role: each.actor for role, each in cast.items()})
    page = cast["frontline"].client.get("/my/").content.decode()
    assert "今天去哪几处" in page and "不是道路里程" in page and need.title in page
    assert "今天去哪几处" not in cast["village"].client.get("/my/").content.decode()


def test_the_bureau_has_likely_duplicates_among_its_things_to_do(site):
    cast, hub, member = site
    first, second = sorted((hub, member), key=lambda one: one.pk)
    pair = DuplicatePair.objects.create(first=first, second=second, likeness=90, found_at=now())
    page = cast["bureau"].client.get("/my/todo/").content.decode()
    assert 'href="/desk/orgs/duplicates/"' in page and "比对合并" in page
    judged = cast["bureau"].client.get("/desk/orgs/duplicates/").content.decode()
    assert f"/desk/orgs/duplicates/{pair.pk}/" in judged
    assert "比对合并" not in cast["hub"].client.get("/my/todo/").content.decode()


def test_waiting_times_of_questions_suggestions_and_visits_are_rules_of_the_pack():
    limits = {name: rules_of(today()).limit(name) for name in (
        "question_answer_hours", "suggestion_answer_days", "suggestion_contact_days", "visit_burden_cap"
    )}  # fmt: skip
    assert limits == {
        "question_answer_hours": 72, "suggestion_answer_days": 10, "suggestion_contact_days": 180, "visit_burden_cap": 6,
    }  # fmt: skip
