"""A first team: the cheapest cover step by step, then dropping and swapping. The search starts below it."""

from __future__ import annotations

import numpy as np

from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.teams.covering import Covering
from bangfu.engines.matching.teams.programme import Goal

WHOLE = Goal("value")


def greedy(covering: Covering, lead: int) -> Ints | None:
    """Members (positions, sorted) that cover everything under this lead, or None when this way finds none."""
    prices = covering.prices(lead)
    members = [lead]
    outside = np.ones(len(covering.ids), np.bool_)
    outside[lead] = False
    left = None if covering.budget is None else covering.budget - int(covering.cost[lead])
    asked = np.maximum(covering.wanted, 1)
    gap = np.maximum(covering.wanted - covering.gives[lead], 0)
    while gap.any():
        if len(members) == covering.seats:
            return None
        gain = (np.minimum(covering.gives, gap) / asked).sum(axis=1)
        able = outside & (gain > 0)
        if left is not None:
            able &= covering.cost <= left
        if not able.any():
            return None
        places = np.flatnonzero(able)
        ratio = np.where(prices[places] > 0, prices[places] / gain[places], prices[places])
        chosen = int(places[np.lexsort((places, -gain[places], ratio))[0]])
        members.append(chosen)
        outside[chosen] = False
        left = None if left is None else left - int(covering.cost[chosen])
        gap = np.maximum(gap - covering.gives[chosen], 0)
    return np.sort(np.array(members))


def improved(covering: Covering, lead: int, members: Ints) -> Ints:
    """The same team after the best drops, swaps and additions, until none helps. Never worse."""
    prices = covering.prices(lead)
    while True:
        best = _best_step(covering, lead, members, prices)
        if best is None:
            return members
        out, enters = best
        kept = members[members != out] if out is not None else members
        members = kept if enters is None else np.sort(np.append(kept, enters))


def _best_step(covering: Covering, lead: int, members: Ints, prices: Ints) -> tuple[int | None, int | None] | None:
    """(leaves, enters) of the step that lowers the value most; first by id among equals."""
    best = 0
    step: tuple[int | None, int | None] | None = None
    outside = np.setdiff1d(np.arange(len(covering.ids)), members)
    for out in [None, *(int(one) for one in members if one != lead)]:
        kept = members if out is None else members[members != out]
        saved = 0 if out is None else int(prices[out])
        if WHOLE.measure(covering, lead, kept) is not None and -saved < best:
            best, step = -saved, (out, None)
        if len(kept) == covering.seats:
            continue
        gap = covering.wanted - covering.gives[kept].sum(axis=0)
        change = prices[outside] - saved
        able = (covering.gives[outside] >= gap).all(axis=1) & (change < best)
        if covering.budget is not None:
            able &= covering.cost[outside] <= covering.budget - covering.cost[kept].sum()
        if able.any():
            places = np.flatnonzero(able)
            place = places[np.argmin(change[places])]
            best, step = int(change[place]), (out, int(outside[place]))
    return step
