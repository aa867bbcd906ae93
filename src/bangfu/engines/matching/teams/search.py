"""The search over leads: the one with the lowest bound first, until no lead can be better than the best team found.

It ends by proof or when the budget of nodes is spent, both of which depend on the input alone; the seconds are only a
safety stop. Each lead gets a slice of nodes and comes back with its new bound when they did not suffice.
"""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass

import numpy as np

from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.teams.covering import Covering
from bangfu.engines.matching.teams.greedy import greedy, improved
from bangfu.engines.matching.teams.model import Stop
from bangfu.engines.matching.teams.programme import (
    NOTHING,
    Goal,
    Programme,
    Relaxed,
    programme_of,
    relaxed,
    search_lead,
)

FIRST_SLICE = 200
POLISHED = 12
"""So many of the best greedy teams are improved by drops and swaps."""


@dataclass
class Budget:
    """Nodes left, and the moment of the safety stop (a monotonic clock, in seconds)."""

    nodes: int
    until: float
    spent: int = 0

    def seconds(self) -> float:
        """Seconds left."""
        return self.until - time.monotonic()

    def used(self, nodes: int) -> None:
        """Counts nodes."""
        self.spent += nodes


@dataclass(frozen=True, slots=True)
class Best:
    """The best team by a goal (None: there is none), its worth, a bound on every team, and what ended the search."""

    lead: int
    members: Ints | None
    worth: int
    bound: int
    stopped_by: Stop


def first_teams(covering: Covering) -> Best | None:
    """The best greedy team, improved; None when no lead has one."""
    value = Goal("value")
    found = []
    for lead in np.flatnonzero(covering.may_lead).tolist():
        members = greedy(covering, lead)
        if members is not None:
            found.append((value.measure(covering, lead, members) or 0, lead, members))
    found.sort(key=lambda one: one[:2])
    polished = [(lead, improved(covering, lead, members)) for _, lead, members in found[:POLISHED]]
    if not polished:
        return None
    ranked = sorted((value.measure(covering, lead, members) or 0, lead, members.tolist()) for lead, members in polished)
    worth, lead, team = ranked[0]
    return Best(lead, np.array(team), worth, -NOTHING, "nodes")


def best_team(covering: Covering, goal: Goal, start: Best | None, budget: Budget) -> Best:
    """The best team by a goal, starting below `start`."""
    best = start or Best(-1, None, NOTHING, -NOTHING, "nodes")
    queue: list[tuple[int, int, int]] = []
    open_leads: dict[int, tuple[Programme, Relaxed]] = {}
    for lead in np.flatnonzero(covering.may_lead).tolist():
        if budget.seconds() <= 0:
            return Best(best.lead, best.members, best.worth, -NOTHING, "seconds")
        programme = programme_of(covering, lead, goal)
        answer = relaxed(programme)
        if answer.bound < best.worth:
            open_leads[lead] = (programme, answer)
            heapq.heappush(queue, (answer.bound, lead, FIRST_SLICE))
    while queue and queue[0][0] < best.worth:
        bound, lead, portion = queue[0]
        if budget.seconds() <= 0:
            return Best(best.lead, best.members, best.worth, bound, "seconds")
        if budget.spent >= budget.nodes:
            return Best(best.lead, best.members, best.worth, bound, "nodes")
        heapq.heappop(queue)
        below = best.worth if best.members is not None else None
        slice_of_nodes = min(portion, budget.nodes - budget.spent)
        found = search_lead(covering, *open_leads[lead], goal, below, slice_of_nodes, budget.seconds())
        budget.used(found.nodes)
        worth = None if found.members is None else goal.measure(covering, lead, found.members)
        if worth is not None and worth < best.worth:
            best = Best(lead, found.members, worth, best.bound, best.stopped_by)
        if found.bound < best.worth:
            heapq.heappush(queue, (max(bound, found.bound), lead, 4 * portion))
    return Best(best.lead, best.members, best.worth, best.worth, "proof")
