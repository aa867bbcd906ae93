"""The best plan of one network: flow, proof, ties."""

from __future__ import annotations

from dataclasses import dataclass

from bangfu.engines.matching.model import Objective, Priorities
from bangfu.engines.matching.network import Bools, Costs, Network, level_costs, optimal_flow
from bangfu.engines.matching.proof import Potentials, potentials
from bangfu.engines.matching.ties import smallest_ids


@dataclass(frozen=True, slots=True)
class Solution:
    """The unique best plan (`chosen` pairs), the costs it minimises and the prices that prove it."""

    chosen: Bools
    costs: Costs
    prices: Potentials


def solve(network: Network, objective: Objective, priorities: Priorities) -> Solution:
    """The unique best plan of `network` for an objective, with its proof."""
    costs = level_costs(network, objective, priorities)
    chosen = optimal_flow(network, costs)
    prices = potentials(network, costs, chosen)
    return Solution(smallest_ids(network, costs, chosen, prices), costs, prices)
