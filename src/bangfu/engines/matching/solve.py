"""The best plan of a board: flow, proof, pricing, ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bangfu.engines.matching.model import Objective, Priorities
from bangfu.engines.matching.network import Bools, Costs, Ints, Network, level_costs, optimal_flow
from bangfu.engines.matching.proof import Potentials, potentials
from bangfu.engines.matching.shortlist import Listed, ScoreTable
from bangfu.engines.matching.ties import smallest_ids


@dataclass(frozen=True, slots=True)
class Proven:
    """An optimal set of pairs of one network, the costs it minimises and the prices that prove it."""

    chosen: Bools
    costs: Costs
    prices: Potentials


@dataclass(frozen=True, slots=True)
class Board:
    """What may be decided: limits left after locks, and either all eligible pairs (`codes`, `scores`) or a score table.

    A code is need * organisations + organisation, by position in the lists sorted by id.
    """

    capacity: Ints
    minimum: Ints
    maximum: Ints
    priority: Ints
    taken: Ints
    codes: Ints
    scores: Ints
    table: ScoreTable | None = None

    def listed(self) -> Listed:
        """The pairs to begin with."""
        return Listed(self.codes, self.scores)

    def network(self, codes: Ints, scores: Ints) -> Network:
        """These pairs with the limits of the board."""
        width = max(1, len(self.capacity))
        return Network(
            codes % width, codes // width, scores, self.capacity, self.minimum, self.maximum, self.priority, self.taken
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """The codes and scores of the plan's pairs (without locked ones), all pairs that the solver saw, the congestion price of
    each organisation in points, and the value of the first list's plan before any pair was added by price."""

    codes: Ints
    scores: Ints
    seen: Listed
    prices: Ints
    first_total: int
    rounds: int

    @property
    def considered(self) -> int:
        """How many pairs the solver saw."""
        return len(self.seen.codes)


def prove(network: Network, objective: Objective, priorities: Priorities) -> Proven:
    """A best plan of one network with its proof."""
    costs = level_costs(network, objective, priorities)
    chosen = _gentle_flow(network, objective, priorities)
    if chosen is None:
        chosen = optimal_flow(network, costs)
    return Proven(chosen, costs, potentials(network, costs, chosen))


def _gentle_flow(network: Network, objective: Objective, priorities: Priorities) -> Bools | None:
    """A best plan found with small weights, or None when they cannot promise it."""
    needs = len(network.maximum)
    if objective == "fair" or not network.minimum.any():
        return None
    chosen = optimal_flow(network, level_costs(network, objective, priorities, gentle=True))
    least = network.shortfall(np.bincount(network.need, minlength=needs))
    found = network.shortfall(np.bincount(network.need[chosen], minlength=needs))
    return chosen if found == least else None


def solve(network: Network, objective: Objective, priorities: Priorities) -> Proven:
    """The unique best plan of one network with its proof."""
    proven = prove(network, objective, priorities)
    return Proven(smallest_ids(network, proven.costs, proven.chosen, proven.prices), proven.costs, proven.prices)


def settle(board: Board, objective: Objective, priorities: Priorities, unique: bool = True) -> Settled:
    """The best plan over all eligible pairs of a board.

    With a score table, pairs that the prices call improving are added until there are none; then pairs that could stand in
    an equal plan join, so that ties are settled over all pairs too. `unique=False` skips ties: the levels' values are the same.
    """
    seen = board.listed()
    proven = prove(board.network(seen.codes, seen.scores), objective, priorities)
    first_total, rounds = int(seen.scores[proven.chosen].sum()), 0
    while board.table is not None:
        partners = int(np.bincount(seen.codes[proven.chosen] // max(1, len(board.capacity))).max(initial=0))
        more = board.table.improving(seen.codes, proven.costs, proven.prices, partners)
        if not len(more.codes):
            break
        seen, rounds = seen.joined(more), rounds + 1
        proven = prove(board.network(seen.codes, seen.scores), objective, priorities)
    chosen = proven.chosen
    if unique and board.table is not None:
        every = seen.joined(board.table.tied(seen.codes, proven.costs, proven.prices))
        chosen = _carried(seen, every, chosen)
        seen = every
    network = board.network(seen.codes, seen.scores)
    if unique:
        chosen = smallest_ids(network, level_costs(network, objective, priorities), chosen, proven.prices)
    prices = congestion(network, proven, chosen) if unique else np.zeros(0, np.int64)
    return Settled(seen.codes[chosen], seen.scores[chosen], seen, prices, first_total, rounds)


def congestion(network: Network, proven: Proven, chosen: Bools) -> Ints:
    """Per organisation, what a unit more of its capacity would add, in points of a score (0 where capacity is left)."""
    full = np.bincount(network.organisation[chosen], minlength=len(network.capacity)) >= network.capacity
    above = np.maximum(proven.prices.organisation - proven.prices.root, 0) // proven.costs.score_scale
    top = int(network.score.max(initial=0))
    return np.where(full & (network.capacity > 0), np.minimum(above, top), 0)


def _carried(before: Listed, after: Listed, chosen: Bools) -> Bools:
    """The same choice in a longer list."""
    kept = np.zeros(len(after.codes), np.bool_)
    kept[np.searchsorted(after.codes, before.codes[chosen])] = True
    return kept


def board_of_table(
    table: ScoreTable, capacity: Ints, minimum: Ints, maximum: Ints, priority: Ints, taken: Ints
) -> Board:
    """A board over a score table. All pairs at once when they are few."""
    first = table.first()
    whole = len(first.codes) == int(table.counts.sum())
    within = np.minimum(maximum, taken + table.counts)
    return Board(capacity, minimum, within, priority, taken, first.codes, first.scores, None if whole else table)
