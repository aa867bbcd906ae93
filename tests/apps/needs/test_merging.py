"""Needs that become one, one that becomes two, and the way back: no unit is lost or doubled, and both sides say so."""

import pytest
from django.db import IntegrityError, transaction

from bangfu.apps.needs import actions
from bangfu.apps.needs.actions_merging import merge_needs, split_need, undo_merge, write_again
from bangfu.apps.needs.actions_units import move_units
from bangfu.apps.needs.invariants import INVARIANTS
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.rules import Line
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied
from tests.apps.needs.conftest import AT, BUREAU, COUNTY, ELSEWHERE, FRONTLINE, LINES, VILLAGE
from tests.apps.needs.test_after_publication import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def other(values):
    """Another public need of the village: the same item and one of its own."""
    lines = (*LINES, Line("体温计", 6, "支", True))
    need = actions.draft_need(by=VILLAGE, at=AT, values=values(title="卫生站还缺体温计"), lines=lines)
    actions.submit_need(by=VILLAGE, at=AT, number=need.number)
    actions.verify_need(by=FRONTLINE, at=AT, number=need.number)
    return actions.publish_need(by=BUREAU, at=AT, number=need.number)


def take(need, position, count):
    move_units(by=SYSTEM_ACTOR, at=AT, number=need.number, name="take", holder="claim:x", units={position: count})


def opens(need):
    return {line.position: line.balance.open for line in NeedLine.objects.filter(need__number=need.number)}


def sound():
    return all(not list(invariant.broken()) for invariant in INVARIANTS)


def test_a_double_ends_in_the_other_and_only_what_is_new_goes_over(published, other):
    merged = merge_needs(by=FRONTLINE, at=AT, number=other.number, into=published.number, moving=[2])
    assert (merged.state, merged.ended_how, merged.merged_into.number) == ("closed", "merged", published.number)
    assert merged.ended_at == AT
    assert opens(published) == {1: 20, 2: 6}
    assert Need.objects.get(number=published.number).search != published.search, "it is found by the new item"
    assert sound()


@pytest.mark.parametrize("position", [1, 2])
def test_nothing_is_merged_away_from_under_those_who_hold_it(published, other, position):
    take(other, position, 1)
    assert code_of(merge_needs, by=FRONTLINE, at=AT, number=other.number, into=published.number) == "still_held"


def test_what_is_less_verified_does_not_slip_into_public(published, values):
    draft = actions.draft_need(by=VILLAGE, at=AT, values=values(), lines=LINES)
    sent = actions.submit_need(by=VILLAGE, at=AT, number=draft.number)
    asked = {"by": FRONTLINE, "at": AT, "number": sent.number, "into": published.number}
    assert code_of(merge_needs, moving=[1], **asked) == "merge_unverified"
    assert merge_needs(**asked).ended_how == "merged"
    assert opens(published) == {1: 20}


def test_a_need_is_not_merged_into_itself_or_into_one_that_has_ended(published, other):
    assert code_of(merge_needs, by=COUNTY, at=AT, number=other.number, into=other.number) == "merge_itself"
    actions.withdraw_need(by=VILLAGE, at=AT, number=published.number, reason="不需要了吧")
    assert code_of(merge_needs, by=COUNTY, at=AT, number=other.number, into=published.number) == "merge_target"


def test_merging_takes_the_right_over_both(published, other):
    with pytest.raises(Denied):
        merge_needs(by=VILLAGE, at=AT, number=other.number, into=published.number)
    with pytest.raises(Denied):
        merge_needs(by=ELSEWHERE, at=AT, number=other.number, into=published.number)
    assert code_of(merge_needs, by=COUNTY, at=AT, number=other.number, into="N-26-999999-9") == "no_such_need"


def test_the_database_refuses_a_merged_need_that_points_nowhere(published):
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=published.pk).update(state="closed", ended_how="merged")


def test_a_merge_is_taken_back_whole(published, other):
    merge_needs(by=FRONTLINE, at=AT, number=other.number, into=published.number, moving=[1, 2])
    back = undo_merge(by=FRONTLINE, at=AT, number=other.number)
    assert (back.state, back.merged_into) == ("published", None)
    assert opens(other) == {1: 20, 2: 6}
    assert opens(published) == {1: 20, 2: 0, 3: 0}
    assert sound()


def test_a_merge_is_not_taken_back_from_under_those_who_took_it_on(published, other):
    merge_needs(by=FRONTLINE, at=AT, number=other.number, into=published.number, moving=[2])
    take(published, 2, 1)
    assert code_of(undo_merge, by=FRONTLINE, at=AT, number=other.number) == "merge_in_use"
    assert sound()


def test_a_part_becomes_a_need_of_its_own_that_a_second_person_publishes(published):
    made = split_need(by=BUREAU, at=AT, number=published.number, title="新村分站缺 8 台血压计", units={1: 8})
    assert (made.state, made.origin.number, made.origin_how) == ("verified", published.number, "split")
    assert (opens(published), opens(made)) == ({1: 12}, {1: 8})
    assert code_of(actions.publish_need, by=BUREAU, at=AT, number=made.number) == "second_person"
    assert sound()


@pytest.mark.parametrize(
    ("units", "code"),
    [({}, "no_units"), ({1: 21}, "too_many_units"), ({1: 20}, "nothing_left"), ({7: 1}, "no_such_line")],
)
def test_a_split_leaves_something_on_both_sides(published, units, code):
    asked = {"by": FRONTLINE, "at": AT, "number": published.number, "title": "新村分站缺血压计"}
    assert code_of(split_need, units=units, **asked) == code
    assert Need.objects.count() == 1


def test_a_split_is_undone_by_merging_it_back(published):
    made = split_need(by=FRONTLINE, at=AT, number=published.number, title="新村分站缺 8 台血压计", units={1: 8})
    actions.publish_need(by=BUREAU, at=AT, number=made.number)
    merge_needs(by=FRONTLINE, at=AT, number=made.number, into=published.number, moving=[1])
    assert opens(published) == {1: 20}
    assert sound()


def test_written_again_it_is_a_draft_with_the_same_items_and_no_dates(published):
    made = write_again(by=VILLAGE, at=AT, number=published.number)
    assert (made.state, made.claim_by, made.entered_by) == ("draft", None, VILLAGE.person)
    assert [(line.item, line.quantity) for line in made.lines.all()] == [("血压计", 20)]
    with pytest.raises(Denied):
        write_again(by=ELSEWHERE, at=AT, number=published.number)
    assert sound()
