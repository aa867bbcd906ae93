"""The rules of goods, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.apps.goods import rules
from bangfu.apps.goods.rules import Batch, Limits, Stock
from bangfu.values import Refusal

DAY, HOME, ELSEWHERE = date(2026, 11, 24), "441826105990", "441424101000"


def batch(number, ends=None, *, units=10, came=1, place="", kind="米|袋", purpose=""):
    return Batch(number, kind, units, date(2026, 11, came), ends, place, purpose)


SHELF = [
    batch("never"),
    batch("late", date(2027, 3, 1)),
    batch("soon", date(2026, 12, 1)),
    batch("gone", date(2026, 11, 23)),
    batch("others", date(2026, 11, 30), place="441424000000"),
]


def test_what_expires_first_leaves_first_and_expired_or_others_goods_never():
    assert rules.proposal(SHELF, 15, HOME, DAY) == {"soon": 10, "late": 5}
    assert rules.proposal(SHELF, 30, HOME, DAY) == {"soon": 10, "late": 10, "never": 10}
    assert rules.proposal(SHELF, 15, ELSEWHERE, DAY) == {"others": 10, "soon": 5}
    assert rules.proposal(SHELF, 31, HOME, DAY).code == "not_so_many"
    assert rules.proposal(SHELF, 0, HOME, DAY).code == "units"


def test_of_one_day_what_was_given_for_the_place_leaves_first():
    ends = date(2027, 1, 1)
    shelf = [batch("any", ends), batch("ours", ends, came=9, place="441826000000")]
    assert rules.proposal(shelf, 12, HOME, DAY) == {"ours": 10, "any": 2}


@pytest.mark.parametrize(
    ("chosen", "more", "code"),
    [
        ({"soon": 10, "late": 5}, {}, None),
        ({"late": 15}, {}, "not_so_many"),
        ({"late": 5}, {}, "not_first_expired"),
        ({"late": 5}, {"reason": "近"}, "not_first_expired"),
        ({"late": 5}, {"reason": "路远，留日子长的"}, None),
        ({"gone": 1}, {"reason": "路远，留日子长的"}, "expired"),
        ({"others": 1}, {"reason": "路远，留日子长的"}, "not_for_this_place"),
        ({"soon": -1}, {}, "units"),
        ({"nothing": 1}, {}, "no_such_lot"),
        ({}, {}, "nothing_chosen"),
        ({"soon": 1}, {"on": date(2026, 11, 25)}, "sent_later"),
    ],
)
def test_a_choice_other_than_the_proposal_says_why(chosen, more, code):
    given = {"place": HOME, "on": DAY, "today": DAY, "reason": "", "purpose_kept": False} | more
    found = rules.dispatch_refusal(SHELF, chosen, **given)
    assert (found.code if found else None) == code


def test_goods_for_one_purpose_leave_only_for_it():
    shelf = [batch("books", purpose="给小学图书室")]
    given = {"place": HOME, "on": DAY, "today": DAY, "reason": ""}
    assert rules.dispatch_refusal(shelf, {"books": 1}, purpose_kept=False, **given).code == "purpose"
    assert rules.dispatch_refusal(shelf, {"books": 1}, purpose_kept=True, **given) is None


@pytest.mark.parametrize(
    ("ends", "tone"),
    [
        (None, "none"),
        (date(2026, 11, 23), "expired"),
        (DAY, "red"),
        (date(2026, 12, 24), "red"),
        (date(2026, 12, 25), "amber"),
        (date(2027, 2, 22), "amber"),
        (date(2027, 2, 23), "ok"),
    ],
)
def test_the_tone_of_an_expiry_follows_the_dated_rule(ends, tone):
    assert rules.expiry_tone(ends, DAY, Limits()) == tone


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"item": " "}, "no_item"),
        ({"quantity": 0}, "units"),
        ({"quantity": -3}, "units"),
        ({"basis": "guess"}, "basis"),
        ({"basis": "unvalued"}, "value_and_basis"),
        ({"unit_fen": None}, "value_and_basis"),
        ({"unit_fen": None, "basis": "unvalued"}, None),
        ({"unit_fen": 0}, "value"),
        ({"unit_fen": 10**14, "quantity": 2}, "value"),
        ({"donor_kind": "named"}, "donor"),
        ({"donor_kind": "anonymous", "donor": "某人"}, "donor"),
        ({"received_on": date(2026, 11, 25)}, "received_later"),
        ({"expires_on": date(2026, 11, 23)}, "expired_gift"),
    ],
)
def test_goods_are_recorded_whole_with_a_basis_and_a_day(changes, code):
    plain = {"item": "米", "unit": "袋", "quantity": 5, "unit_fen": 5_800, "basis": "invoice", "today": DAY}
    plain |= {"donor_kind": "anonymous", "donor": "", "expires_on": None, "received_on": DAY}
    found = rules.lot_refusal(**plain | changes)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("answer", "units", "good"),
    [
        ("promised", None, 20),
        ("promised", 3, 20),
        ("less", 18, 18),
        ("less", 20, "how_many"),
        ("less", 0, "how_many"),
        ("less", None, "how_many"),
        ("poor", None, 0),
        ("poor", 5, 5),
        ("not", 7, 0),
        ("", None, "no_answer"),
    ],
)
def test_an_answer_says_how_many_are_good(answer, units, good):
    found = rules.good_units("米", 20, answer, units)
    assert (found.code if isinstance(found, Refusal) else found) == good


def test_a_second_person_from_the_value_on_and_wherever_nobody_knows_it():
    assert [rules.needs_second(value, 100_000) for value in (99_999, 100_000, None)] == [False, True, True]
    same = rules.deciding_refusal(state="asked", step="approve", asked_by="a", by="a")
    assert same is not None and same.code == "maker_is_checker"
    assert rules.deciding_refusal(state="done", step="approve", asked_by="a", by="b").code == "wrong_state"


def test_nobody_of_the_sending_side_says_that_it_came():
    for person, own in (("", []), ("sender", []), ("other", ["O-1"])):
        assert rules.acceptor_refusal(person=person, sent_by="sender", own=own, sender="O-1") is not None
    assert rules.acceptor_refusal(person="other", sent_by="sender", own=["O-2"], sender="O-1") is None


@given(st.lists(st.tuples(st.sampled_from(sorted(set(rules.MOVES) - {"receive"})), st.integers(-2, 12)), max_size=30))
def test_whatever_is_done_every_unit_stays_in_exactly_one_place(steps):
    stock = Stock().moved("receive", 20)
    for name, units in steps:
        after = stock.moved(name, units)
        stock = stock if isinstance(after, Refusal) else after
        assert stock.is_whole() and stock.received == 20
