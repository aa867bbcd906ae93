"""Among equal plans, the one with the smallest (need, organisation) ids.

All optimal plans differ by cycles of residual arcs whose reduced cost is zero. So: keep only such arcs, keep only those
inside a strongly connected component (others lie on no cycle), then walk through the pairs in order; a pair that is not
in the plan enters if a zero cycle through it exists, and is settled either way. The result is unique, so it depends on
neither the solver nor the order of the input.

Cost: one search per settled pair, each at most the tied part of the network; a failed search splits that part.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bangfu.engines.matching.network import Bools, Costs, Network
from bangfu.engines.matching.proof import Potentials, marginals

ROOT = 0


def smallest_ids(network: Network, costs: Costs, chosen: Bools, prices: Potentials) -> Bools:
    """The optimal plan whose sorted list of (need, organisation) is lexicographically smallest."""
    tight = np.flatnonzero(costs.pair + prices.organisation[network.organisation] - prices.need[network.need] == 0)
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
        self.at_root = sorted(node for node in self.pairs_at if self.label[node] == self.label[ROOT])

    def settle(self) -> None:
        """Walk through the pairs in order and take each that some equal plan can have."""
        for pair, (mine, theirs) in enumerate(zip(self.tail, self.head, strict=True)):
            if self.used[pair] or self.label[mine] != self.label[theirs]:
                continue
            steps = self._search(theirs, mine, pair)
            if steps:
                self._turn(steps)
                self.used[pair] = True

    def _search(self, start: int, goal: int, settled: int) -> list[tuple[int, int, int]]:
        """Steps (from, to, pair) over zero residual arcs later than `settled`, sought from both ends; [] when there are none."""
        label = self.label[start]
        ahead: dict[int, tuple[int, int]] = {start: (start, -1)}
        behind: dict[int, tuple[int, int]] = {goal: (goal, -1)}
        front, rear = [start], [goal]
        while front and rear:
            forward = len(front) <= len(rear)
            mine, other = (ahead, behind) if forward else (behind, ahead)
            edge: list[int] = []
            for node in front if forward else rear:
                for pair, near in self._beside(node, settled, forward):
                    if near in mine or self.label[near] != label:
                        continue
                    mine[near] = (node, pair)
                    if near in other:
                        return _steps(ahead, behind, near)
                    edge.append(near)
            front, rear = (edge, rear) if forward else (front, edge)
        fresh = len(self.label) + settled  # labels of scipy are below the number of nodes
        for node in behind if front else ahead:
            self.label[node] = fresh
        return []

    def _beside(self, node: int, settled: int, forward: bool) -> list[tuple[int, int]]:
        """Nodes that one zero residual arc leads to (or from, when not `forward`), each with its pair (-1: by the root)."""
        if node == ROOT:
            leads = self._from_root if forward else self._to_root
            return [(-1, near) for near in self.at_root if leads(near)]
        is_need = node >= self.shift
        ends = self.tail if is_need else self.head
        wanted = is_need == forward
        found = [(pair, ends[pair]) for pair in self.pairs_at[node] if pair > settled and self.used[pair] == wanted]
        if self._to_root(node) if forward else self._from_root(node):
            found.append((-1, ROOT))
        return found

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

    def _turn(self, steps: list[tuple[int, int, int]]) -> None:
        """Send one unit along the steps; the caller's pair closes the cycle."""
        for before, after, pair in steps:
            if pair >= 0:
                self.used[pair] = not self.used[pair]
            elif after == ROOT:
                self._count(before, +1 if before >= self.shift else -1)
            else:
                self._count(after, -1 if after >= self.shift else +1)

    def _count(self, node: int, change: int) -> None:
        if node < self.shift:
            self.load[node - 1] += change
        else:
            self.partners[node - self.shift] += change


def _steps(
    ahead: dict[int, tuple[int, int]], behind: dict[int, tuple[int, int]], meeting: int
) -> list[tuple[int, int, int]]:
    steps = []
    node = meeting
    while ahead[node][0] != node:
        before, pair = ahead[node]
        steps.append((before, node, pair))
        node = before
    node = meeting
    while behind[node][0] != node:
        after, pair = behind[node]
        steps.append((node, after, pair))
        node = after
    return steps
