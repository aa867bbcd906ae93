"""A budget of changes is kept, its bound holds against every plan, and without need of it the plan stays as it was."""

from __future__ import annotations

import itertools
import random

import pytest

from bangfu.engines.matching import InputRefused, Need, Organisation, Pair, Weights, plan

WEIGHTS = Weights(themes=700, capabilities=0, resources=0, distance=0, track=300, hub=0, text=0, existing=0)


def case(seed: int) -> tuple[list[Organisation], list[Need], frozenset[Pair]]:
    rng = random.Random(seed)
    words = ("果树", "养老", "直播", "教育")
    ours = [Organisation(f"O{one}", themes=tuple(rng.sample(words, 2)), track_record=rng.random()) for one in range(4)]
    theirs = [Need(f"N{one}", themes=tuple(rng.sample(words, rng.randint(1, 3)))) for one in range(4)]
    ends = rng.sample(range(4), 4)
    return ours, theirs, frozenset(Pair(f"N{need}", f"O{end}") for need, end in enumerate(ends))


def scores(ours, theirs, existing) -> dict[Pair, int]:
    return {
        Pair(need.id, one.id): row.score
        for need in theirs
        for one in ours
        for row in plan([one], [need], weights=WEIGHTS, existing=existing & {Pair(need.id, one.id)}).rows
    }


def best_within(known: dict[Pair, int], existing: frozenset[Pair], most: int) -> int:
    best = -1
    for ends in itertools.product((None, 0, 1, 2, 3), repeat=4):
        used = [end for end in ends if end is not None]
        pairs = [Pair(f"N{need}", f"O{end}") for need, end in enumerate(ends) if end is not None]
        if len(set(used)) == len(used) and set(pairs) <= set(known) and len(existing - set(pairs)) <= most:
            best = max(best, sum(known[pair] for pair in pairs))
    return best


def test_changes_stay_within_the_budget_and_the_bound_holds_against_all_plans() -> None:
    exact = some = 0
    for seed in range(12):
        ours, theirs, existing = case(seed)
        known = scores(ours, theirs, existing)
        for most in range(5):
            best = best_within(known, existing, most)
            made = plan(ours, theirs, weights=WEIGHTS, existing=existing, max_changes=most).summary
            assert made.changes is not None and made.changes <= most
            assert made.score_total <= best <= made.upper_bound
            exact += made.score_total == best
            some += 1
    assert exact > some * 3 // 4


def test_a_budget_that_is_large_enough_changes_nothing() -> None:
    ours, theirs, existing = case(3)
    free = plan(ours, theirs, weights=WEIGHTS, existing=existing)
    assert plan(ours, theirs, weights=WEIGHTS, existing=existing, max_changes=free.summary.changes) == free


def test_a_budget_that_hard_rules_break_is_refused_with_the_number_that_is_needed() -> None:
    ours = [Organisation("A", credit_status="严重失信"), Organisation("B")]
    with pytest.raises(InputRefused, match="变更 1 对"):
        plan(ours, [Need("N")], existing=frozenset({Pair("N", "A")}), max_changes=0)
    for wrong in ({"max_changes": -1, "existing": frozenset({Pair("N", "B")})}, {"max_changes": 1}):
        with pytest.raises(InputRefused):
            plan(ours, [Need("N")], **wrong)
