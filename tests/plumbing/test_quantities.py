"""Units are in exactly one place whatever is done with them; what cannot be is refused in words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.plumbing.quantities.rules import COLUMNS, LABELS, MOVES, Balance, least_advanced
from bangfu.values import Refusal

steps = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 30)), max_size=40)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is no fault of the rule
@given(st.integers(1, 25), steps)
def test_the_equation_holds_after_every_move(requested, moves):
    now = Balance(requested)
    for name, units in moves:
        after = now.moved(name, units)
        if isinstance(after, Refusal):
            assert units < 1 or units > now.at(MOVES[name].source)
            continue
        move = MOVES[name]
        assert after.at(move.source) == now.at(move.source) - units
        assert after.at(move.target) == now.at(move.target) + units
        now = after
        assert now.open + sum(now.at(place) for place in COLUMNS) == requested
        assert min(now.open, *(now.at(place) for place in COLUMNS)) >= 0
        assert now.label() in LABELS


def test_more_than_there_is_is_refused_with_both_numbers():
    refused = Balance(20, held=15).moved("take", 6)
    assert isinstance(refused, Refusal)
    assert "5" in str(refused)
    assert "6" in str(refused)


def test_a_balance_that_cannot_be_is_not_made():
    with pytest.raises(ValueError, match="placed"):
        Balance(3, held=2, accepted=2)


@pytest.mark.parametrize(
    ("balance", "begun", "label"),
    [
        (Balance(9), False, "open"),
        (Balance(9, held=4), False, "open"),
        (Balance(9, held=9), False, "held"),
        (Balance(9, held=1, committed=8), False, "held"),
        (Balance(9, committed=9), False, "committed"),
        (Balance(9, committed=9), True, "underway"),
        (Balance(9, delivered=9), True, "delivered"),
        (Balance(9, accepted=1, delivered=8), True, "partly_accepted"),
        (Balance(9, accepted=8, withdrawn=1), True, "accepted"),
        (Balance(9, withdrawn=9), False, "withdrawn"),
    ],
)
def test_a_line_is_called_by_its_least_advanced_unit(balance, begun, label):
    assert balance.label(begun=begun) == label


def test_a_need_is_as_far_as_its_least_advanced_line():
    assert least_advanced(["accepted", "held", "committed"]) == "held"
    assert least_advanced([]) == "open"
