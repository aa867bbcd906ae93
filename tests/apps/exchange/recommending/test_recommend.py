"""Lists say why, heed declines and name them, leave the full and the gone out, and keep a place for a newcomer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bangfu.apps.exchange.actions.declines import decline, withdraw_decline
from bangfu.apps.exchange.queries.panels import changed_by
from bangfu.apps.exchange.queries.recommend import (
    fit_of,
    lists_around,
    recommended_for_need,
    recommended_for_organisation,
)
from bangfu.apps.exchange.rules.crowding import chosen_price, taken_price, with_newcomer
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.organisations.models import Organisation
from bangfu.plumbing.access import SYSTEM_ACTOR
from tests.apps.exchange.recommending.declining import AT, BUREAU, DAY, QUARTER, VILLAGE, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def listed(world, need=0, **more):
    return recommended_for_need(world.needs[need].number, on=DAY, **more)


def numbers(found):
    return [one.number for one in found.candidates]


def say(world, number, reason="too_far", by=VILLAGE, need=0):
    return decline(by=by, at=AT, need=world.needs[need].number, organisation=number, reason=reason)


def test_every_place_has_parts_that_add_up_and_reasons_for_and_against(world):
    found = listed(world)
    assert len(found.candidates) == 10 and found.version and found.made_at
    for one in found.candidates:
        assert sum(reason.points for reason in one.favour) == one.score
        assert sum(reason.points for reason in (*one.favour, *one.against)) == one.value
        assert one.favour and one.against and one.suits
    assert [one.value for one in found.candidates[:9]] == sorted((o.value for o in found.candidates[:9]), reverse=True)


def test_a_declined_pair_is_out_of_the_next_list_which_names_the_decline(world):
    first = numbers(listed(world))[0]
    said = say(world, first)
    found = listed(world)
    assert first not in numbers(found)
    assert [(one.number, one.said.id) for one in found.declined] == [(first, said.pk)]
    assert first in numbers(listed(world, need=1)), "too far is about the pair alone"
    withdraw_decline(by=VILLAGE, at=AT, decline_id=said.pk)
    assert first in numbers(listed(world))


def test_no_such_capability_lowers_the_organisation_for_like_needs_and_says_so(world):
    first = numbers(listed(world))[0]
    before = next(one for one in listed(world, need=1).candidates if one.number == first)
    said = say(world, first, "no_capability", by=staff_of(first))
    fit = fit_of(world.needs[1].number, first, listed(world, need=1), on=DAY)
    assert fit.candidate.value == before.value - 150
    assert [r.points for r in fit.candidate.against if r.code == f"decline:{said.pk}"] == [-150]
    other = fit_of(world.needs[3].number, first, listed(world, need=3), on=DAY)
    assert not [r for r in other.candidate.against if r.code.startswith("decline")], "another theme is left alone"


def test_a_full_quarter_said_by_the_organisation_rests_it_everywhere_until_the_quarter_ends(world):
    first = numbers(listed(world))[0]
    say(world, first, "no_capacity", by=staff_of(first))
    assert first not in numbers(listed(world)) + numbers(listed(world, need=1))
    after = recommended_for_need(world.needs[1].number, on=DAY + timedelta(days=60))
    assert first in numbers(after)
    second = numbers(listed(world))[0]
    say(world, second, "no_capacity")
    assert second not in numbers(listed(world)) and second in numbers(listed(world, need=1))


def test_a_decline_is_over_after_its_day(world):
    first = numbers(listed(world))[0]
    say(world, first, "no_time")
    assert first in numbers(recommended_for_need(world.needs[0].number, on=DAY + timedelta(days=91)))


def test_what_a_decline_changed_is_shown_with_and_without_it(world):
    first = numbers(listed(world))[0]
    said = say(world, first, "no_capability", by=staff_of(first))
    changed = changed_by(said, DAY)
    assert changed[0].need == world.needs[0].number and changed[0].left == (first,)
    assert {one.need for one in changed[1:]} <= {world.needs[1].number, world.needs[2].number} and len(changed) > 1


def test_the_lists_around_a_decline_take_as_many_queries_for_all_needs_as_for_one(world):
    first = numbers(listed(world))[0]
    said = say(world, first, "no_capability", by=staff_of(first))
    asked = [need.number for need in world.needs]
    with CaptureQueriesContext(connection) as for_one:
        assert [need for need, _, _ in lists_around(asked[:1], said.pk, on=DAY)] == asked[:1]
    with CaptureQueriesContext(connection) as for_all:
        found = lists_around(asked, said.pk, on=DAY)
    assert len(found) > 1 and len(for_all) == len(for_one)
    for need, before, after in found:
        assert before == replace(
            recommended_for_need(need, on=DAY, without=frozenset({said.pk})), made_at=before.made_at
        )
        assert after == replace(recommended_for_need(need, on=DAY), made_at=after.made_at)


def test_a_decline_about_one_pair_alone_changes_no_other_list(world):
    said = say(world, numbers(listed(world))[0], "too_far")
    asked = [need.number for need in world.needs]
    assert [need for need, _, _ in lists_around(asked, said.pk, on=DAY)] == [said.need]


def test_who_has_engagements_makes_room_and_whoever_is_full_is_left_out(world):
    first, second = numbers(listed(world))[:2]
    organisations.take_slot(by=SYSTEM_ACTOR, at=AT, number=first, quarter=QUARTER, holder="a")
    one = next(one for one in listed(world).candidates if one.number == first)
    assert [r.points for r in one.against if r.code == "taken"] == [-taken_price(1)]
    for holder in ("a", "b"):
        organisations.take_slot(by=SYSTEM_ACTOR, at=AT, number=second, quarter=QUARTER, holder=holder)
    assert second not in numbers(listed(world))


def test_a_revoked_organisation_is_not_proposed_to_anybody(world):
    first = numbers(listed(world))[0]
    organisations.set_credit_status(by=BUREAU, at=AT, number=first, status="abnormal", since=DAY, source="公示系统")
    assert first not in numbers(listed(world))
    assert not recommended_for_organisation(first, on=DAY).candidates


def test_the_last_place_is_a_newcomers(world):
    marked = [one for one in listed(world).candidates if one.is_newcomer]
    assert [one.rank for one in marked] == [10]
    assert with_newcomer(list("abcdefghijkl"), {"l"}) == (list("abcdefghil"), "l")
    assert with_newcomer(list("abcdefghijkl"), {"a"}) == (list("abcdefghij"), "")
    assert with_newcomer(list("abc"), {"c"}) == (list("abc"), "")
    assert chosen_price(100) == 40 and taken_price(100) == 60


def test_an_organisation_sees_its_best_needs_without_those_declined(world):
    number = world.numbers[0]
    found = recommended_for_organisation(number, on=DAY)
    assert {world.needs[n].number for n in range(3)} <= set(numbers(found))
    assert all(sum(reason.points for reason in one.favour) == one.score for one in found.candidates)
    said = say(world, number, by=staff_of(number))
    after = recommended_for_organisation(number, on=DAY)
    assert world.needs[0].number not in numbers(after) and after.declined[0].said.id == said.pk


def test_hard_rules_are_named(world):
    shut = world.numbers[0]
    Organisation.objects.filter(number=shut).update(service_radius_km=1)
    blocked = {one.number: one.rules for one in listed(world).blocked}
    assert "服务半径" in blocked[shut][0]
