"""Who gets units, who waits where, what a choice moves: every outcome can be carried out and loses nothing."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bangfu.plumbing.quantities.rules import Balance
from bangfu.plumbing.quantities.waiting import (
    Standing,
    promotions,
    settlement,
    waiting_places,
    wanted_refusal,
)
from bangfu.values import Refusal

# A busy machine is no fault of the rule.
calmly = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)


@st.composite
def counters(draw):
    """A need's lines and a queue of claims, some of which hold units first come, first served."""
    asked = {place: draw(st.integers(1, 12)) for place in range(1, draw(st.integers(1, 3)) + 1)}
    free, queue = dict(asked), []
    for number in range(draw(st.integers(1, 5))):
        wanted = {place: draw(st.integers(0, most)) for place, most in asked.items()}
        wanted = {place: units for place, units in wanted.items() if units}
        assume(wanted)
        held = {place: min(units, free[place]) for place, units in wanted.items() if free[place]}
        for place, units in held.items():
            free[place] -= units
        queue.append(Standing(f"c{number}", draw(st.sampled_from(["started", "offered"])), wanted, held))
    return asked, free, queue


def carried_out(asked, queue, steps):
    """The lines after the steps, with the moves of `quantities`; a step that cannot be done fails the test."""
    lines = {place: Balance(most, held=sum(one.held.get(place, 0) for one in queue)) for place, most in asked.items()}
    hands = {one.holder: dict(one.held) for one in queue}
    sign = {"take": 1, "give_back": -1, "commit": -1}
    for step in steps:
        for place, units in step.units.items():
            after = lines[place].moved(step.move, units)
            assert not isinstance(after, Refusal), (step, after)
            lines[place] = after
            mine = hands[step.holder].get(place, 0) + sign[step.move] * units
            assert mine >= 0, step
            hands[step.holder][place] = mine
    return lines, hands


@calmly
@given(counters(), st.data(), st.booleans())
def test_a_choice_commits_all_of_the_chosen_and_can_always_be_carried_out(counter, data, keep_others):
    asked, free, queue = counter
    chosen = data.draw(st.sets(st.sampled_from([one.holder for one in queue]), min_size=1))
    settled = settlement(free, queue, chosen, keep_others=keep_others)
    picked = [one for one in queue if one.holder in chosen]
    total = {place: sum(one.wanted.get(place, 0) for one in picked) for place in asked}
    possible = all(one.state == "offered" for one in picked) and all(total[place] <= asked[place] for place in asked)
    assert isinstance(settled, Refusal) is not possible
    if not possible:
        return
    lines, _hands = carried_out(asked, queue, settled.steps)
    assert {place: line.committed for place, line in lines.items()} == total
    unfinished = {one.holder for one in queue if one.state == "started"}
    assert not unfinished & set(settled.passed_over)
    assert not keep_others or not settled.passed_over


@calmly
@given(counters())
def test_units_that_come_free_go_to_the_first_in_the_line(counter):
    asked, free, queue = counter
    after = [Standing(one.holder, one.state, one.wanted, {}) for one in queue]
    steps = promotions(asked, after)
    lines, hands = carried_out(asked, after, steps)
    for place in asked:
        waiting = [one.wanted.get(place, 0) - hands[one.holder].get(place, 0) for one in queue]
        short = next((number for number, missing in enumerate(waiting) if missing), len(queue))
        assert lines[place].open == 0 or not any(waiting)
        assert all(hands[one.holder].get(place, 0) == 0 for one in queue[short + 1 :])


def test_places_in_the_line_are_counted_per_item():
    queue = [
        Standing("a", "offered", {1: 5}, {1: 5}),
        Standing("b", "started", {1: 3, 2: 1}, {2: 1}),
        Standing("c", "offered", {1: 2}, {}),
    ]
    assert waiting_places(queue) == {"b": {1: 1}, "c": {1: 2}}


def test_room_is_made_by_the_latest_unfinished_offer_first():
    queue = [
        Standing("old", "started", {1: 4}, {1: 4}),
        Standing("new", "started", {1: 4}, {1: 4}),
        Standing("best", "offered", {1: 6}, {1: 2}),
    ]
    settled = settlement({1: 0}, queue, ["best"])
    assert [(step.move, step.holder, step.units) for step in settled.steps] == [
        ("give_back", "new", {1: 4}),
        ("take", "best", {1: 4}),
        ("commit", "best", {1: 6}),
    ]


def test_quantities_that_cannot_be_claimed_are_refused_by_name():
    assert wanted_refusal({1: 0}, {1: 5}).code == "nothing_wanted"
    assert "第 3 项" in str(wanted_refusal({3: 1}, {1: 5}))
    assert "还有 5" in str(wanted_refusal({1: 6}, {1: 5}))
    assert wanted_refusal({1: 5}, {1: 5}) is None
