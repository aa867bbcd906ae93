"""When minima stay short: the conflict is a smallest one, and each way out, taken alone, lessens the shortfall by one."""

from __future__ import annotations

import random
from dataclasses import replace

from bangfu.engines.matching import Conflict, Locks, Need, Organisation, Pair, Plan, plan

REGIONS = ("441800000000", "441900000000", "440800000000")


def case(seed: int) -> tuple[list[Organisation], list[Need], Locks]:
    """Few organisations for many minima; service regions decide who may serve whom."""
    rng = random.Random(seed)
    ours = [
        Organisation(
            f"O{one}", capacity=rng.randint(1, 2), service_regions=tuple(rng.sample(REGIONS, rng.randint(1, 2)))
        )
        for one in range(rng.randint(1, 5))
    ]
    theirs = [
        Need(f"N{one}", region=rng.choice(REGIONS), min_partners=rng.randint(0, 2), max_partners=3)
        for one in range(rng.randint(1, 6))
    ]
    free = [Pair(need.id, one.id) for need in theirs for one in ours if need.region in one.service_regions]
    rng.shuffle(free)
    banned = frozenset(free[: rng.randint(0, 2)])
    locked = frozenset(free[2:3]) if rng.random() < 0.6 else frozenset()
    return ours, theirs, Locks(locked - banned, banned)


def shortfall(ours, theirs, locks) -> int:
    return plan(ours, theirs, locks=locks).summary.shortfall


def short_plans() -> list[tuple[list[Organisation], list[Need], Locks, Plan]]:
    found = []
    for seed in range(40):
        ours, theirs, locks = case(seed)
        made = plan(ours, theirs, locks=locks)
        assert bool(made.conflicts) == bool(made.summary.shortfall)
        if made.conflicts:
            found.append((ours, theirs, locks, made))
    return found


def test_each_way_out_of_a_conflict_lessens_the_shortfall_by_one() -> None:
    kinds = set()
    for ours, theirs, locks, made in short_plans():
        before = made.summary.shortfall
        for conflict in made.conflicts:
            for name in conflict.needs:
                eased = [replace(one, min_partners=one.min_partners - (one.id == name)) for one in theirs]
                assert shortfall(ours, eased, locks) == before - 1
            for name in conflict.organisations:
                eased = [replace(one, capacity=one.capacity + (one.id == name)) for one in ours]
                assert shortfall(eased, theirs, locks) == before - 1
            for pair in conflict.locks:
                assert shortfall(ours, theirs, Locks(locks.locked - {pair}, locks.banned)) == before - 1
            for pair in conflict.bans:
                assert shortfall(ours, theirs, Locks(locks.locked, locks.banned - {pair})) == before - 1
            kinds |= {reason.code for reason in conflict.relax}
    assert kinds == {"lower_minimum", "raise_capacity", "find_organisation", "lift_lock", "lift_ban"}


def test_conflicting_limits_cannot_hold_even_alone_and_none_of_them_is_too_many() -> None:
    for ours, theirs, locks, made in short_plans():
        for conflict in made.conflicts:
            assert _alone(ours, theirs, locks, conflict) == conflict.asked - conflict.possible
            for name in conflict.needs:
                fewer = replace(conflict, needs=tuple(one for one in conflict.needs if one != name))
                assert _alone(ours, theirs, locks, fewer) < conflict.asked - conflict.possible


def _alone(ours, theirs, locks, conflict: Conflict) -> int:
    """The shortfall when only the minima and capacities of the conflict count."""
    needs = [replace(one, min_partners=one.min_partners * (one.id in conflict.needs)) for one in theirs]
    loose = [replace(one, capacity=one.capacity if one.id in conflict.organisations else 99) for one in ours]
    return shortfall(loose, needs, locks)


def test_every_short_need_stands_in_a_conflict() -> None:
    for _, _, _, made in short_plans():
        told = {name for conflict in made.conflicts for name in conflict.needs}
        assert {one.need for one in made.coverage if one.shortfall} <= told


def test_with_ready_scores_the_conflict_is_found_in_the_list() -> None:
    ours = [Organisation("A", capacity=1)]
    theirs = [Need("N1", min_partners=1), Need("N2", min_partners=1)]
    made = plan(ours, theirs, ready={Pair("N1", "A"): 5, Pair("N2", "A"): 4})
    (conflict,) = made.conflicts
    assert (conflict.needs, conflict.organisations, conflict.asked, conflict.possible) == (("N1", "N2"), ("A",), 2, 1)
    assert "N1、N2" in conflict.sentence and "还差 1" in conflict.sentence
