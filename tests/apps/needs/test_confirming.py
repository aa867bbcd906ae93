"""A need that nobody speaks for goes grey, is asked about, and ends; one that somebody works on never does."""

from datetime import timedelta

import pytest

from bangfu.apps.needs import rules_confirming
from bangfu.apps.needs.actions_confirming import confirm_need, look_after_needs
from bangfu.apps.needs.actions_merging import write_again
from bangfu.apps.needs.actions_units import move_units
from bangfu.apps.needs.invariants import INVARIANTS
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_life import last_years, staleness_of, terms_of
from bangfu.apps.notices.models import Message
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.outbox.models import Event
from tests.apps.needs.conftest import AT, DAY, VILLAGE
from tests.apps.needs.test_after_publication import bring, code_of, hold
from tests.cast import make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
NOBODY = Actor(person="x" * 16, kind="person")
TERMS = terms_of(DAY)
GREY = AT + timedelta(days=TERMS.confirm_days + 1)
OVER = GREY + timedelta(days=TERMS.expire_days, minutes=1)


@pytest.fixture
def waiting(published):
    """A public need whose counter stays open for a year."""
    Need.objects.filter(pk=published.pk).update(claim_by=DAY + timedelta(days=365))
    published.refresh_from_db()
    return published


def again(need):
    return Need.objects.get(pk=need.pk)


def test_it_goes_grey_is_asked_once_and_then_expires(waiting):
    assert staleness_of(waiting, at=AT) == ""
    assert look_after_needs(at=GREY - timedelta(days=3)) == 0
    assert staleness_of(waiting, at=GREY) == "unconfirmed"
    assert (look_after_needs(at=GREY), look_after_needs(at=GREY)) == (1, 0)
    assert Event.objects.filter(topic="needs.ask").count() == 1
    assert look_after_needs(at=OVER - timedelta(hours=1)) == 0
    assert look_after_needs(at=OVER) == 1
    ended = again(waiting)
    assert (ended.state, ended.ended_how) == ("closed", "expired")
    assert Event.objects.filter(topic="needs.expire").count() == 1
    assert all(not list(invariant.broken()) for invariant in INVARIANTS)


def test_nothing_ends_that_nobody_was_asked_about(waiting):
    assert look_after_needs(at=OVER + timedelta(days=300)) == 1
    assert again(waiting).state == "published", "asked today, not ended today"


def test_still_needed_begins_the_clock_anew(waiting):
    look_after_needs(at=GREY)
    confirm_need(by=VILLAGE, at=GREY, number=waiting.number)
    assert staleness_of(again(waiting), at=GREY) == ""
    assert look_after_needs(at=OVER) == 0
    assert again(waiting).state == "published"


def test_a_closed_counter_is_asked_about_and_renewed_with_a_new_day(waiting):
    Need.objects.filter(pk=waiting.pk).update(claim_by=DAY - timedelta(days=1))
    assert look_after_needs(at=AT) == 1
    assert code_of(confirm_need, by=VILLAGE, at=AT, number=waiting.number) == "deadline_past"
    renewed = confirm_need(by=VILLAGE, at=AT, number=waiting.number, claim_by=DAY + timedelta(days=10))
    assert (renewed.claim_by, renewed.asked_at) == (DAY + timedelta(days=10), None)


def test_only_those_who_live_with_it_say_that_it_is_still_needed(waiting):
    with pytest.raises(Denied):
        confirm_need(by=NOBODY, at=AT, number=waiting.number)


@pytest.mark.parametrize("moves", [(), ("commit",), ("commit", "deliver")])
def test_what_somebody_works_on_never_expires(waiting, moves):
    look_after_needs(at=GREY)
    hold(waiting, 3, *moves)
    assert look_after_needs(at=OVER) == 0
    assert again(waiting).state == "published"


def test_what_was_brought_in_part_ends_as_partly_solved(waiting):
    bring(waiting, 3)
    look_after_needs(at=GREY)
    look_after_needs(at=OVER)
    assert again(waiting).ended_how == "partly"


def test_what_was_wholly_accepted_ends_by_itself_as_solved(waiting):
    bring(waiting, 20)
    assert look_after_needs(at=AT) == 1
    assert (again(waiting).state, again(waiting).ended_how) == ("closed", "solved")


def test_a_rule_that_is_not_certain_only_warns(waiting, monkeypatch):
    warns = rules_confirming.Terms(TERMS.confirm_days, TERMS.expire_days, TERMS.reopen_days, may_end=False)
    monkeypatch.setattr("bangfu.apps.needs.actions_confirming.terms_of", lambda on: warns)
    assert look_after_needs(at=GREY) == 1
    assert look_after_needs(at=OVER) == 0
    assert again(waiting).state == "published"


def test_the_people_of_the_place_are_asked_and_nobody_farther_away(waiting):
    cast = make_cast({"village": "441826105990", "county": "441826"})
    Message.objects.all().delete()
    Event.objects.all().delete()
    look_after_needs(at=GREY)
    deliver_pending(at=GREY)
    asked = set(Message.objects.filter(notice__title__startswith="还需要吗").values_list("person", flat=True))
    assert asked == {str(cast["village"].person.pk)}


def test_last_seasons_need_is_offered_once_the_season_comes_round(waiting):
    ended = AT.replace(year=2025, month=9, day=20)
    Need.objects.filter(pk=waiting.pk).update(state="closed", ended_how="solved", ended_at=ended, season="school")
    july, june = AT.replace(month=7, day=5).date(), AT.replace(month=6, day=5).date()
    rows = Need.objects.all()
    assert last_years(rows, on=june) == []
    assert [each.number for each in last_years(rows, on=july)] == [waiting.number]
    write_again(by=VILLAGE, at=AT.replace(month=7, day=5), number=waiting.number)
    assert last_years(rows, on=july) == []


def test_moving_units_is_refused_once_it_expired(waiting):
    look_after_needs(at=GREY)
    look_after_needs(at=OVER)
    asked = {"by": SYSTEM_ACTOR, "at": OVER, "number": waiting.number, "name": "take", "holder": "claim:x"}
    assert code_of(move_units, units={1: 1}, **asked) == "not_published"
