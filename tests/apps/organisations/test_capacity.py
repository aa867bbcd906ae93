"""O1: held + committed ≤ slots at the moment of taking — decided, refused by the database, re-derived."""

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.models import Capacity, CapacityHolding
from bangfu.plumbing.actions import Refused
from tests.apps.organisations.conftest import broken

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
Q4 = "2026Q4"


def findings():
    return broken("O1")


@pytest.fixture
def two_slots(verified, author):
    one = verified()
    actions.record_capacity(by=author, number=one.number, quarter=Q4, slots=2)
    return one.number


def test_no_slot_is_taken_beyond_what_was_declared(two_slots, author):
    for holder in ("claim-1", "claim-2"):
        actions.take_slot(by=author, number=two_slots, quarter=Q4, holder=holder)
    with pytest.raises(Refused) as caught:
        actions.take_slot(by=author, number=two_slots, quarter=Q4, holder="claim-3")
    assert caught.value.refusal.code == "organisations.capacity_full"
    assert findings() == []


def test_nothing_is_taken_in_a_quarter_without_a_declaration(two_slots, author):
    with pytest.raises(Refused) as caught:
        actions.take_slot(by=author, number=two_slots, quarter="2027Q1", holder="claim-1")
    assert caught.value.refusal.code == "organisations.no_capacity"


def test_the_same_holder_takes_one_slot_however_often_it_asks(two_slots, author):
    for _ in range(3):
        actions.take_slot(by=author, number=two_slots, quarter=Q4, holder="claim-1")
    assert Capacity.objects.get().held == 1


def test_committing_and_releasing_move_the_slot(two_slots, author):
    actions.take_slot(by=author, number=two_slots, quarter=Q4, holder="c")
    actions.commit_slot(by=author, number=two_slots, quarter=Q4, holder="c")
    row = Capacity.objects.get()
    assert (row.held, row.committed, row.free) == (0, 1, 1)
    actions.release_slot(by=author, number=two_slots, quarter=Q4, holder="c")
    row.refresh_from_db()
    assert (row.held, row.committed, row.free) == (0, 0, 2)
    actions.take_slot(by=author, number=two_slots, quarter=Q4, holder="c")
    assert CapacityHolding.objects.count() == 2 and findings() == []


def test_lowering_below_use_is_allowed_and_stops_new_ones(two_slots, author):
    for holder in "ab":
        actions.take_slot(by=author, number=two_slots, quarter=Q4, holder=holder)
    actions.record_capacity(by=author, number=two_slots, quarter=Q4, slots=0)
    with pytest.raises(Refused):
        actions.take_slot(by=author, number=two_slots, quarter=Q4, holder="c")
    actions.commit_slot(by=author, number=two_slots, quarter=Q4, holder="a")
    actions.release_slot(by=author, number=two_slots, quarter=Q4, holder="b")
    assert findings() == []


def test_the_database_itself_refuses_a_slot_too_many(two_slots):
    with pytest.raises(DatabaseError, match="capacity exceeded"), transaction.atomic():
        Capacity.objects.update(held=3)
    with pytest.raises(DatabaseError, match="capacity exceeded"), transaction.atomic():
        row = Capacity.objects.get()
        Capacity.objects.create(organisation=row.organisation, quarter="2027Q1", slots=1, committed=2)


def test_a_count_that_lies_is_found(two_slots):
    Capacity.objects.update(held=1)
    assert len(findings()) == 1


@pytest.mark.parametrize("slots", [-1, 1000])
def test_an_impossible_declaration_is_a_sentence(two_slots, author, slots):
    with pytest.raises(Refused) as caught:
        actions.record_capacity(by=author, number=two_slots, quarter=Q4, slots=slots)
    assert caught.value.refusal.code == "organisations.slots"


def test_any_order_of_acts_keeps_the_invariant(two_slots, author):
    """A walk through random acts, held against a model."""

    class Walk(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            CapacityHolding.objects.all().delete()
            Capacity.objects.update(slots=2, held=0, committed=0)
            self.slots, self.live = 2, {}

        @rule(holder=st.sampled_from("abcd"))
        def take(self, holder):
            fits = holder in self.live or len(self.live) + 1 <= self.slots
            try:
                with transaction.atomic():
                    actions.take_slot(by=author, number=two_slots, quarter=Q4, holder=holder)
                assert fits
                self.live.setdefault(holder, "held")
            except Refused:
                assert not fits

        @precondition(lambda self: self.live)
        @rule(data=st.data(), commit=st.booleans())
        def settle(self, data, commit):
            holder = data.draw(st.sampled_from(sorted(self.live)))
            if commit:
                actions.commit_slot(by=author, number=two_slots, quarter=Q4, holder=holder)
                self.live[holder] = "committed"
            else:
                actions.release_slot(by=author, number=two_slots, quarter=Q4, holder=holder)
                del self.live[holder]

        @rule(slots=st.integers(0, 3))
        def declare(self, slots):
            actions.record_capacity(by=author, number=two_slots, quarter=Q4, slots=slots)
            self.slots = slots

        @invariant()
        def books_agree(self):
            row = Capacity.objects.get()
            states = list(self.live.values())
            assert (row.held, row.committed) == (states.count("held"), states.count("committed"))
            assert findings() == []

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
