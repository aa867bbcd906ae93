"""Among equal plans, the one with the smallest (need, organisation) ids.

All optimal plans differ by cycles of residual arcs whose reduced cost is zero. So: keep only such arcs, keep only those
inside a strongly connected component (others lie on no cycle), then walk through the pairs in order; a pair that is not
in the plan enters if a zero cycle through it exists, and is settled either way. The result is unique, so it depends on
neither the solver nor the order of the input.

Cost: one search per settled pair, each at most the tied part of the network; a failed search splits that part.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bangfu.engines.matching.network import Bools, Costs, Network
from bangfu.engines.matching.proof import Potentials, marginals

ROOT = 0


def smallest_ids(network: Network, costs: Costs, chosen: Bools, prices: Potentials) -> Bools:
    """The optimal plan whose sorted list of (need, organisation) is lexicographically smallest."""
    tight = np.flatnonzero(
        costs.pair + prices.organisation[network.organisation] - prices.need[network.need] == 0
    )
    labels = _components(network, costs, chosen, prices, tight)
    organisations = len(network.capacity)
    inside = labels[network.organisation[tight] + 1] == labels[network.need[tight] + 1 + organisations]
    free = tight[inside]
    if not len(free) or chosen[free].all():
        return chosen
    walk = _Walk(network, costs, chosen, prices, free, labels)
    walk.settle()
    result = chosen.copy()
    result[free] = walk.used
    return result


def _components(network: Network, costs: Costs, chosen: Bools, prices: Potentials, tight: np.ndarray) -> np.ndarray:
    """Strongly connected components of the zero residual arcs (node 0 is the joined source and sink)."""
    organisations = len(network.capacity)
    nodes = 1 + organisations + len(network.maximum)
    add, undo = marginals(network, costs, chosen)
    used = np.bincount(network.organisation[chosen], minlength=organisations)
    level = prices.organisation == prices.root
    enter = 1 + np.flatnonzero(level & (used < network.capacity))
    leave = 1 + np.flatnonzero(level & (used > 0))
    gain = 1 + organisations + np.flatnonzero(add + prices.need - prices.root == 0)
    lose = 1 + organisations + np.flatnonzero(prices.root - undo - prices.need == 0)
    mine, theirs = network.organisation[tight] + 1, network.need[tight] + 1 + organisations
    taken = chosen[tight]
    tail = np.concatenate((np.where(taken, theirs, mine), np.zeros(len(enter) + len(lose), np.int64), leave, gain))
    head = np.concatenate((np.where(taken, mine, theirs), enter, lose, np.zeros(len(leave) + len(gain), np.int64)))
    graph = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes, nodes))
    return connected_components(graph, directed=True, connection="strong")[1]


class _Walk:
    """Plain lists of the tied part of a network, walked through pair by pair."""

    def __init__(
        self,
        network: Network,
        costs: Costs,
        chosen: Bools,
        prices: Potentials,
        free: np.ndarray,
        labels: np.ndarray,
    ) -> None:
        shift = len(network.capacity) + 1
        self.tail: list[int] = (network.organisation[free] + 1).tolist()
        self.head: list[int] = (network.need[free] + shift).tolist()
        self.used: list[bool] = chosen[free].tolist()
        self.label: list[int] = labels.tolist()
        self.pairs_at: dict[int, list[int]] = {}
        for pair, (mine, theirs) in enumerate(zip(self.tail, self.head, strict=True)):
            self.pairs_at.setdefault(mine, []).append(pair)
            self.pairs_at.setdefault(theirs, []).append(pair)
        self.shift = shift
        self.load = np.bincount(network.organisation[chosen], minlength=shift - 1).tolist()
        self.partners = np.bincount(network.need[chosen], minlength=len(network.maximum)).tolist()
        self.capacity = network.capacity.tolist()
        self.level = (prices.organisation == prices.root).tolist()
        self.owed = (prices.root - prices.need).tolist()
        self.unit, self.first = costs.unit.tolist(), costs.first.tolist()
        self.at_root = sorted(
            node for node in self.pairs_at if self.label[node] == self.label[ROOT]
        )

    def settle(self) -> None:
        """Walk through the pairs in order and take each that some equal plan can have."""
        for pair, (mine, theirs) in enumerate(zip(self.tail, self.head, strict=True)):
            if self.used[pair] or self.label[mine] != self.label[theirs]:
                continue
            came_from = self._search(theirs, mine, pair)
            if came_from:
                self._turn(came_from, theirs, mine)
                self.used[pair] = True

    def _search(self, start: int, goal: int, settled: int) -> dict[int, tuple[int, int]]:
        """Breadth first from `start` over zero residual arcs later than `settled`; {} after a failed search."""
        label = self.label[start]
        came_from: dict[int, tuple[int, int]] = {start: (start, -1)}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for pair, other in self._onward(node, settled):
                if other not in came_from and self.label[other] == label:
                    came_from[other] = (node, pair)
                    if other == goal:
                        return came_from
                    queue.append(other)
        fresh = len(self.label) + settled  # labels of scipy are below the number of nodes
        for node in came_from:
            self.label[node] = fresh
        return {}

    def _onward(self, node: int, settled: int) -> list[tuple[int, int]]:
        if node == ROOT:
            return [(-1, other) for other in self.at_root if self._from_root(other)]
        is_need = node >= self.shift
        ends = self.tail if is_need else self.head
        onward = [
            (pair, ends[pair]) for pair in self.pairs_at[node] if pair > settled and self.used[pair] == is_need
        ]
        if self._to_root(node):
            onward.append((-1, ROOT))
        return onward

    def _to_root(self, node: int) -> bool:
        if node < self.shift:
            return self.level[node - 1] and self.load[node - 1] > 0
        need = node - self.shift
        nth = self.first[need] + self.partners[need]
        return nth < self.first[need + 1] and self.unit[nth] == self.owed[need]

    def _from_root(self, node: int) -> bool:
        if node < self.shift:
            return self.level[node - 1] and self.load[node - 1] < self.capacity[node - 1]
        need = node - self.shift
        return self.partners[need] > 0 and self.unit[self.first[need] + self.partners[need] - 1] == self.owed[need]

    def _turn(self, came_from: dict[int, tuple[int, int]], start: int, goal: int) -> None:
        """Send one unit along the found path; the caller's pair closes the cycle."""
        node = goal
        while node != start:
            before, pair = came_from[node]
            if pair >= 0:
                self.used[pair] = not self.used[pair]
            elif node == ROOT:
                self._count(before, +1 if before >= self.shift else -1)
            else:
                self._count(node, -1 if node >= self.shift else +1)
            node = before

    def _count(self, node: int, change: int) -> None:
        if node < self.shift:
            self.load[node - 1] += change
        else:
            self.partners[node - self.shift] += change
