"""Blocking pairs and congestion prices say what a brute-force look at the plan says."""

from __future__ import annotations

import random
from dataclasses import replace

from bangfu.engines.matching import Locks, Need, Organisation, Pair, plan
from tests.engines.test_matching_door import lists


def test_blocking_pairs_are_exactly_those_whose_both_sides_prefer_each_other() -> None:
    some = 0
    for seed in range(25):
        rng = random.Random(seed)
        ours = [Organisation(f"O{one}", capacity=rng.randint(0, 2)) for one in range(6)]
        theirs = [Need(f"N{one}", max_partners=rng.randint(0, 2)) for one in range(6)]
        ready = {Pair(n.id, o.id): rng.randint(0, 9) for n in theirs for o in ours if rng.random() < 0.6}
        free = [pair for pair in ready if {o.id: o for o in ours}[pair.organisation].capacity]
        able = [pair for pair in free if next(n for n in theirs if n.id == pair.need).max_partners]
        made = plan(ours, theirs, ready=ready, locks=Locks(frozenset(able[:1]), frozenset(able[1:2])))
        inside = {Pair(row.need, row.organisation): row.score for row in made.rows}
        count = 0
        for pair, score in ready.items():
            if pair in inside or pair in able[1:2]:
                continue
            mine = [s for one, s in inside.items() if one.organisation == pair.organisation]
            theirs_scores = [s for one, s in inside.items() if one.need == pair.need]
            slots = next(o.capacity for o in ours if o.id == pair.organisation)
            places = next(n.max_partners for n in theirs if n.id == pair.need)
            count += _better(score, mine, slots) and _better(score, theirs_scores, places)
        assert made.summary.blocking_pairs == count
        some += count
    assert some


def _better(score: int, have: list[int], room: int) -> bool:
    return len(have) < room or bool(have) and score > min(have)


def test_blocking_pairs_of_our_own_scores_equal_those_of_the_same_scores_given() -> None:
    organisations, needs = lists(30, 25, 3)
    given = {}
    for need in needs:
        for organisation in organisations:
            lone = plan(
                [replace(organisation, capacity=1)] if organisation.capacity else [organisation],
                [replace(need, min_partners=0, max_partners=1)],
            )
            given |= {Pair(row.need, row.organisation): row.score for row in lone.rows}
    own, ready = plan(organisations, needs), plan(organisations, needs, ready=given)
    assert own.rows and own.summary.blocking_pairs == ready.summary.blocking_pairs
    assert own.prices == ready.prices


def test_a_congestion_price_is_what_one_more_slot_would_add_at_most() -> None:
    checked = 0
    for seed in range(12):
        rng = random.Random(seed)
        ours = [Organisation(f"O{one}", capacity=rng.randint(1, 2)) for one in range(4)]
        theirs = [Need(f"N{one}", max_partners=rng.randint(1, 2)) for one in range(6)]
        ready = {Pair(n.id, o.id): rng.randint(1, 99) for n in theirs for o in ours if rng.random() < 0.7}
        made = plan(ours, theirs, ready=ready)
        for one in ours:
            wider = [replace(other, capacity=other.capacity + (other.id == one.id)) for other in ours]
            gain = plan(wider, theirs, ready=ready).summary.score_total - made.summary.score_total
            price = made.prices.get(one.id, 0)
            assert gain <= price, (seed, one.id)
            checked += price > 0
    assert checked
