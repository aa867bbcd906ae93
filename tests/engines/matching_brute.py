"""Every plan of a small instance, ranked by the words of the promise, not by the engine's arithmetic."""

from __future__ import annotations

import itertools
import random

import numpy as np

from bangfu.engines.matching.network import Network


def network_of(pairs: dict[tuple[int, int], int], capacity, minimum, maximum, priority, taken=None) -> Network:
    """`pairs` maps (need, organisation) to a score."""
    keys = sorted(pairs)
    as_array = lambda values: np.array(list(values), dtype=np.int64)  # noqa: E731
    return Network(
        organisation=as_array(o for _, o in keys),
        need=as_array(n for n, _ in keys),
        score=as_array(pairs[key] for key in keys),
        capacity=as_array(capacity),
        minimum=as_array(minimum),
        maximum=as_array(maximum),
        priority=as_array(priority),
        taken=as_array(taken if taken is not None else [0] * len(maximum)),
    )


def rank(plan, pairs, minimum, priority, taken, objective, strict):
    """The promise as a sort key: smaller is better."""
    partners = list(taken)
    for need, _ in plan:
        partners[need] += 1
    shortfall = sum(max(0, low - have) for low, have in zip(minimum, partners, strict=True))
    score = sum(pairs[pair] for pair in plan)
    urgent = sum(priority[need] for need, _ in plan)
    spread = [-count for count in sorted(partners)]
    levels = [-score] if objective == "score" else [-len(plan), spread, -score]
    levels = [-urgent, *levels] if strict else [*levels, -urgent]
    return [shortfall, *levels, sorted(plan)]


def best_plan(pairs, capacity, minimum, maximum, priority, taken, objective, strict):
    """Try every subset of the pairs."""
    keys = sorted(pairs)
    best = None
    for bits in itertools.product((0, 1), repeat=len(keys)):
        plan = [key for key, bit in zip(keys, bits, strict=True) if bit]
        load = [0] * len(capacity)
        partners = list(taken)
        for need, organisation in plan:
            load[organisation] += 1
            partners[need] += 1
        if any(a > b for a, b in zip(load, capacity, strict=True)):
            continue
        if any(a > max(b, t) for a, b, t in zip(partners, maximum, taken, strict=True)):
            continue
        key = rank(plan, pairs, minimum, priority, taken, objective, strict)
        if best is None or key < best[0]:
            best = (key, plan)
    return best


def random_case(seed: int, most_pairs: int = 10):
    """Few distinct scores, so that ties are common."""
    rng = random.Random(seed)
    organisations, needs = rng.randint(1, 4), rng.randint(1, 5)
    all_pairs = [(n, o) for n in range(needs) for o in range(organisations)]
    scores = rng.choice([[0], [5], [0, 1], [3, 4, 5], [1, 2, 10, 1000]])
    pairs = {
        pair: rng.choice(scores) for pair in rng.sample(all_pairs, rng.randint(0, min(most_pairs, len(all_pairs))))
    }
    maximum = [rng.randint(0, 3) for _ in range(needs)]
    return {
        "pairs": pairs,
        "capacity": [rng.randint(0, 3) for _ in range(organisations)],
        "minimum": [rng.randint(0, high) for high in maximum],
        "maximum": maximum,
        "priority": [rng.randint(1, 5) if rng.random() < 0.5 else 1 for _ in range(needs)],
        "taken": [rng.randint(0, high) if rng.random() < 0.3 else 0 for high in maximum],
    }
