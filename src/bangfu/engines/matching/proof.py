"""Potentials of a flow: the proof that it is optimal, and the prices with which left-out pairs are judged.

A flow is cheapest exactly when nodes can be given potentials under which no residual arc has a negative reduced cost.
They are found here by rounds of relaxation over whole arrays (Bellman-Ford), independently of the solver. Cost: one pass
over the pairs that leave changed organisations per round; rounds are bounded by the longest shortest path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bangfu.engines.matching.network import Bools, Costs, Ints, Network

FAR = 2**62


@dataclass(frozen=True, slots=True)
class Potentials:
    """A potential per organisation and need, and one for the joined source and sink (`root`)."""

    organisation: Ints
    need: Ints
    root: int


class NotOptimal(ArithmeticError):
    """The flow has a cheaper neighbour: the solver was wrong. Never expected; stops rather than go on wrong."""


def potentials(network: Network, costs: Costs, chosen: Bools) -> Potentials:
    """Shortest residual distances, which prove the flow optimal.

    Raises:
        NotOptimal: a residual cycle of negative cost exists.
    """
    add, undo = marginals(network, costs, chosen)
    used = np.bincount(network.organisation[chosen], minlength=len(network.capacity))
    can_leave, can_enter = used > 0, used < network.capacity
    mine, theirs, price = network.organisation[chosen], network.need[chosen], costs.pair[chosen]
    idle = ~chosen
    organisation = np.zeros(len(network.capacity), np.int64)
    need = np.zeros(len(network.maximum), np.int64)
    root, changed = 0, np.ones(len(organisation), np.bool_)
    for _ in range(len(organisation) + len(need) + 3):
        before = organisation.copy()
        need_before, root_before = need.copy(), root
        arcs = np.flatnonzero(changed[network.organisation] & idle)
        np.minimum.at(need, network.need[arcs], organisation[network.organisation[arcs]] + costs.pair[arcs])
        root = min(root, int((need + add).min(initial=FAR)), int(organisation[can_leave].min(initial=FAR)))
        need = np.minimum(need, root - undo)
        np.minimum.at(organisation, mine, need[theirs] - price)
        organisation[can_enter] = np.minimum(organisation[can_enter], root)
        changed = organisation != before
        if root == root_before and not changed.any() and np.array_equal(need, need_before):
            return Potentials(organisation, need, root)
    raise NotOptimal("negative residual cycle")


def marginals(network: Network, costs: Costs, chosen: Bools) -> tuple[Ints, Ints]:
    """Per need: cost of one partner more (FAR when full), and of the last one it has (-FAR when none)."""
    partners = np.bincount(network.need[chosen], minlength=len(network.maximum))
    room = np.diff(costs.first)
    unit = np.concatenate((costs.unit, [0]))
    last = len(costs.unit)
    add = np.where(partners < room, unit[np.minimum(costs.first[:-1] + partners, last)], FAR)
    undo = np.where(partners > 0, unit[np.maximum(costs.first[:-1] + partners - 1, 0)], -FAR)
    return add, undo
