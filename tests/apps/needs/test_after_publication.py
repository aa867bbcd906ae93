"""What becomes of a published need: fewer units, honest ends, a village's judgement, reopening; each with its trace."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bangfu.apps.needs import actions
from bangfu.apps.needs.actions_ending import close_need, evaluate_need, reduce_need, reopen_need, restore_units
from bangfu.apps.needs.actions_units import move_units
from bangfu.apps.needs.invariants import INVARIANTS
from bangfu.apps.needs.models import Need, NeedStep
from bangfu.plumbing.access import SYSTEM_ACTOR, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.outbox.models import Event
from bangfu.plumbing.publication.models import PublicationRow
from tests.apps.needs.conftest import AT, BUREAU, COUNTY, DAY, FRONTLINE, VILLAGE

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
WHY = "学校另外买到了"


def code_of(act, *args, **more):
    """The code with which an act is refused."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(*args, **more)
    return caught.value.refusal.code


def bring(need, accepted, *, left="committed"):
    """Units that a holder took, promised, brought and saw accepted."""
    for name in ("take", "commit", "deliver", "accept"):
        move_units(by=SYSTEM_ACTOR, at=AT, number=need.number, name=name, holder="claim:x", units={1: accepted})


def hold(need, count, *moves):
    for name in ("take", *moves):
        move_units(by=SYSTEM_ACTOR, at=AT, number=need.number, name=name, holder="claim:y", units={1: count})


def sound():
    return all(not list(invariant.broken()) for invariant in INVARIANTS)


def test_some_units_are_withdrawn_with_a_reason_and_come_back(published):
    reduce_need(by=VILLAGE, at=AT, number=published.number, units={1: 5}, reason=WHY)
    line = published.lines.get()
    assert (line.withdrawn, line.balance.open) == (5, 15)
    assert PublicationRow.objects.filter(kind="need.changed", subject=published.number).exists()
    restore_units(by=VILLAGE, at=AT, number=published.number, units={1: 5})
    assert published.lines.get().balance.open == 20
    assert list(NeedStep.objects.filter(need=published).order_by("id").values_list("name", flat=True))[-2:] == [
        "reduce",
        "restore",
    ]
    assert sound()


@pytest.mark.parametrize(
    ("units", "reason", "code"),
    [({1: 5}, "无", "reason"), ({}, WHY, "no_units"), ({1: 20}, WHY, "nothing_left"), ({1: 18}, WHY, "too_many_units")],
)
def test_no_more_than_is_open_is_withdrawn_and_never_all(published, units, reason, code):
    hold(published, 4)
    assert code_of(reduce_need, by=VILLAGE, at=AT, number=published.number, units=units, reason=reason) == code
    assert published.lines.get().withdrawn == 0


def test_a_reason_that_everybody_will_read_names_nobody(published):
    refused = {"by": VILLAGE, "at": AT, "number": published.number, "reason": "找黄叔13800138000"}
    assert code_of(reduce_need, units={1: 1}, **refused) == "private_words"
    assert code_of(close_need, how="elsewhere", **refused) == "private_words"
    assert code_of(actions.withdraw_need, **refused) == "private_words"


def test_what_was_wholly_accepted_ends_as_solved_and_as_nothing_else(published):
    bring(published, 20)
    assert code_of(close_need, by=VILLAGE, at=AT, number=published.number, how="elsewhere", reason=WHY) == "other_end"
    ended = close_need(by=VILLAGE, at=AT, number=published.number, how="solved")
    assert (ended.state, ended.ended_how) == ("closed", "solved")
    assert Event.objects.filter(topic="needs.close").exists()
    assert sound()


def test_what_was_accepted_in_part_ends_as_partly_solved(published):
    bring(published, 8)
    assert code_of(close_need, by=VILLAGE, at=AT, number=published.number, how="solved") == "other_end"
    assert close_need(by=VILLAGE, at=AT, number=published.number, how="partly", reason=WHY).ended_how == "partly"


@pytest.mark.parametrize("how", ["elsewhere", "impossible"])
def test_what_nobody_brought_ends_by_word_with_a_reason(published, how):
    assert code_of(close_need, by=VILLAGE, at=AT, number=published.number, how=how) == "reason"
    ended = close_need(by=VILLAGE, at=AT, number=published.number, how=how, reason=WHY)
    assert (ended.ended_how, ended.ended_reason) == (how, WHY)


@pytest.mark.parametrize("moves", [("commit",), ("commit", "deliver")])
def test_nothing_ends_under_those_who_promised_or_brought(published, moves):
    hold(published, 3, *moves)
    code = code_of(close_need, by=VILLAGE, at=AT, number=published.number, how="impossible", reason=WHY)
    assert code == "still_promised"


def test_the_village_judges_what_it_received_once_it_is_over(published):
    bring(published, 20)
    assert code_of(evaluate_need, by=VILLAGE, at=AT, number=published.number, rating=3) == "wrong_state"
    close_need(by=VILLAGE, at=AT, number=published.number, how="solved")
    assert code_of(evaluate_need, by=VILLAGE, at=AT, number=published.number, rating=7) == "rating"
    with pytest.raises(Denied):
        evaluate_need(by=FRONTLINE, at=AT, number=published.number, rating=3)
    judged = evaluate_need(by=VILLAGE, at=AT, number=published.number, rating=3, words="老人不用跑镇上了")
    assert (judged.state, judged.ended_how) == ("evaluated", "solved")
    assert PublicationRow.objects.filter(kind="need.evaluated", subject=published.number).exists()
    assert sound()


def test_what_was_never_received_is_not_judged(published):
    close_need(by=VILLAGE, at=AT, number=published.number, how="impossible", reason=WHY)
    assert code_of(evaluate_need, by=VILLAGE, at=AT, number=published.number, rating=1) == "nothing_received"


def test_an_evaluated_need_without_a_rating_is_refused_by_the_database(published):
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=published.pk).update(state="evaluated", ended_how="solved", rating=None)


def test_the_village_reopens_within_the_days_and_the_rest_waits_again(published):
    close_need(by=VILLAGE, at=AT, number=published.number, how="elsewhere", reason=WHY)
    again = {"number": published.number, "reason": "买来的坏了"}
    with pytest.raises(Denied):
        reopen_need(by=BUREAU, at=AT, **again)
    assert code_of(reopen_need, by=VILLAGE, at=AT + timedelta(days=31), **again) == "reopen_too_late"
    opened = reopen_need(by=COUNTY, at=AT + timedelta(days=29), claim_by=DAY + timedelta(days=60), **again)
    assert (opened.state, opened.ended_how, opened.ended_at, opened.ended_reason) == ("published", "", None, "")
    hold(published, 20)
    assert sound()


def test_what_has_nothing_left_to_take_on_is_written_anew_instead(published):
    bring(published, 20)
    close_need(by=VILLAGE, at=AT, number=published.number, how="solved")
    assert code_of(reopen_need, by=VILLAGE, at=AT, number=published.number, reason="又坏了两台") == "nothing_open"


def test_the_same_ending_twice_has_one_effect(published):
    for _ in range(2):
        close_need(by=VILLAGE, at=AT, key="k", number=published.number, how="elsewhere", reason=WHY)
    assert NeedStep.objects.filter(need=published, name="close").count() == 1
