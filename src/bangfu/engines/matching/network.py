"""Integer arrays of one assignment, the costs that rank plans by several levels at once, and the flow that solves it.

One min-cost flow is exact for a whole list of levels (shortfall, then pairs, then ...) when the weight of a level exceeds
what all lower levels together can change *on one simple residual cycle*: two plans differ by a set of such cycles, and a
simple cycle passes the common source-and-sink at most once, so it changes at most two needs' partner counts and trades at
most min(organisations, needs) scores. These weights are far smaller than ones built from totals; they fit 64 bits at a
million organisations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bangfu.engines.matching.model import InputRefused, Objective, Priorities, Problem

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LARGEST_SCALED_COST = 2**61
"""Costs times nodes stay below this: the solver scales costs by the number of nodes in 64-bit integers."""


GENTLE = 3


@dataclass(frozen=True, slots=True)
class Network:
    """Eligible pairs as parallel arrays sorted by (need, organisation), with the limits that are left after locks.

    `capacity` is per organisation; `minimum`, `maximum`, `priority` and `taken` (partners already locked in) per need.
    """

    organisation: Ints
    need: Ints
    score: Ints
    capacity: Ints
    minimum: Ints
    maximum: Ints
    priority: Ints
    taken: Ints

    def room(self) -> Ints:
        """How many more partners each need can take; the builder keeps `maximum` within reach to bound the arrays."""
        return np.maximum(self.maximum - self.taken, 0)

    def shortfall(self, partners: Ints) -> int:
        """Partners missing from the minima when needs have `partners` beside the locked ones."""
        return int(np.maximum(self.minimum - self.taken - partners, 0).sum())


@dataclass(frozen=True, slots=True)
class Costs:
    """What one more unit costs: `pair` per pair; `unit[first[j] + k]` for the (k+1)-th partner of need j, rising in k."""

    pair: Ints
    unit: Ints
    first: Ints
    score_scale: int


def level_costs(network: Network, objective: Objective, priorities: Priorities, gentle: bool = False) -> Costs:
    """Costs whose minimum is the best plan by levels.

    score: shortfall, score, priority. fair: shortfall, pairs, even spread, score, priority. With strict priorities the sum
    of priorities stands right after the shortfall. "Even spread" is the least sum of squared partner counts, which over
    these sets is the lexicographically greatest sorted vector (Frank and Murota, Decreasing minimization on M-convex sets).

    `gentle` weighs a missing partner like a few best pairs only. The flow is then found faster, and it is the same best plan
    if its shortfall turns out to be the least possible one.
    """
    room = network.room()
    first = np.concatenate(([0], np.cumsum(room)))
    owner = np.repeat(np.arange(len(room)), room)
    count = np.arange(first[-1]) - first[owner] + network.taken[owner]
    top_score = int(network.score.max(initial=0))
    top_priority = int(network.priority.max(initial=0))
    traded = top_score * min(len(network.capacity), len(network.maximum))
    strict = priorities == "strict"
    scale = 1 if strict else top_priority + 1
    below = scale * traded + (0 if strict else top_priority)
    unit = np.zeros(len(owner), dtype=np.int64) if strict else -network.priority[owner]
    if objective == "fair":
        even = below + 1
        pairs = even * (2 * int(count.max(initial=0)) + 2)
        unit = unit + even * (2 * count + 1) - pairs
        below = 2 * pairs
    if strict:
        unit = unit - (below + 1) * network.priority[owner]
        below = (below + 1) * (top_priority + 1)
    missing = min(below, GENTLE * (scale * top_score + top_priority)) if gentle else below
    unit = unit - np.where(count < network.minimum[owner], missing + 1, 0)
    _check_range(2 * below, len(network.capacity) + len(network.maximum))
    return Costs(-scale * network.score.astype(np.int64), unit, first, scale)


def _check_range(largest: int, nodes: int) -> None:
    if largest * (nodes + 3) >= LARGEST_SCALED_COST:
        sentence = "数值过大，无法精确求解：请把匹配分控制在 0 到 1000，或减少一次规划的组织和需求数量。"
        raise InputRefused((Problem("numbers_too_large", sentence),))


def optimal_flow(network: Network, costs: Costs) -> Bools:
    """Which pairs a cheapest flow uses. Never infeasible: a bypass carries what no pair can take.

    Raises:
        InputRefused: the solver gave up on the size of the numbers.
    """
    from ortools.graph.python import min_cost_flow  # heavy: loaded at first use, here only

    organisations, needs = len(network.capacity), len(network.maximum)
    sink = organisations + needs + 1
    capacity = np.minimum(network.capacity, np.bincount(network.organisation, minlength=organisations))
    begin, size, owner = _unit_runs(costs)
    supply = int(min(capacity.sum(), size.sum())) + 1
    pairs = len(network.need)
    tail = np.concatenate((np.zeros(organisations, np.int64), network.organisation + 1, organisations + 1 + owner, [0]))
    head = np.concatenate(
        (np.arange(1, organisations + 1), organisations + 1 + network.need, np.full(len(owner), sink), [sink])
    )
    room = np.concatenate((capacity, np.ones(pairs, np.int64), size, [supply + 1]))
    cost = np.concatenate((np.zeros(organisations, np.int64), costs.pair, costs.unit[begin], [0]))
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), room, cost)
    solver.set_nodes_supplies(np.array([0, sink], np.int32), np.array([supply, -supply], np.int64))
    if solver.solve() != solver.OPTIMAL:
        sentence = "求解器无法处理这样大的数值；请把匹配分控制在 0 到 1000 后再试。"
        raise InputRefused((Problem("solver_gave_up", sentence),))
    return np.asarray(solver.flows(arcs[organisations : organisations + pairs])) > 0


def _unit_runs(costs: Costs) -> tuple[Ints, Ints, Ints]:
    """Units of one need with equal cost become one arc: their first positions, sizes and owners."""
    owner = np.repeat(np.arange(len(costs.first) - 1), np.diff(costs.first))
    if not len(owner):
        return owner, owner, owner
    starts = np.concatenate(([True], (owner[1:] != owner[:-1]) | (costs.unit[1:] != costs.unit[:-1])))
    begin = np.flatnonzero(starts)
    return begin, np.diff(np.concatenate((begin, [len(owner)]))), owner[begin]
