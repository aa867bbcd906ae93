"""With the lead fixed everything is linear: one small covering programme per lead, its bound, and its exact solution.

The bound is computed from the LP's dual values by ourselves: any non-negative dual values give a true bound, so a solver's
tolerance cannot make it wrong. The same values show which candidates cannot stand in a better team; they are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.teams.covering import SHARE, Covering
from bangfu.engines.matching.teams.dominance import undominated

Level = Literal["levels", "amounts", "value"]
Floats = NDArray[np.float64]
SLACK = 1e-6
"""A bound may be wrong by this much in the last digits of a float; sums are whole numbers, so nothing is lost."""
NOTHING = 2**62
"""The bound of a lead that allows no better team."""
INFEASIBLE, OPTIMAL = 2, 0


@dataclass(frozen=True, slots=True)
class Goal:
    """What is minimised, with at most so many levels and thousandths left open (None: not limited)."""

    level: Level
    open_levels: int | None = 0
    open_amounts: int | None = 0

    @property
    def hard(self) -> bool:
        """Whether every wish must be covered."""
        return self.open_levels == 0 and self.open_amounts == 0

    def measure(self, covering: Covering, lead: int, members: Ints) -> int | None:
        """The exact worth of a team by this goal (smaller is better); None when it is not allowed."""
        levels, amounts = covering.missing(members)
        if not covering.within_limits(members):
            return None
        if self.open_levels is not None and levels > self.open_levels:
            return None
        if self.open_amounts is not None and amounts > self.open_amounts:
            return None
        return {"levels": levels, "amounts": amounts, "value": int(covering.prices(lead)[members].sum())}[self.level]


@dataclass(frozen=True, slots=True)
class Programme:
    """min cost·x, rows·x <= most, 0 <= x <= upper, x whole; `columns` are candidates, open units of wishes follow them."""

    lead: int
    columns: Ints
    cost: Ints
    rows: Ints
    most: Ints
    upper: Ints
    fixed: int


def programme_of(covering: Covering, lead: int, goal: Goal) -> Programme:
    """The programme of one lead."""
    columns = np.delete(np.arange(len(covering.ids)), lead)
    wanted = np.maximum(covering.wanted - covering.gives[lead], 0)
    gives, unit = covering.gives[columns], np.ones(len(wanted), np.int64)
    unit[covering.capabilities :] = SHARE
    rows = [-(gives * unit).T, np.ones((1, len(columns)), np.int64)]
    most = [-wanted * unit, np.array([covering.seats - 1])]
    if covering.budget is not None:
        rows.append(covering.cost[columns][None, :])
        most.append(np.array([covering.budget - covering.cost[lead]]))
    prices = covering.prices(lead)
    by_value = goal.level == "value"
    cost = prices[columns] if by_value else np.zeros(len(columns), np.int64)
    whole = Programme(
        lead,
        columns,
        cost,
        np.concatenate(rows),
        np.concatenate(most),
        np.ones(len(columns), np.int64),
        int(prices[lead]) if by_value else 0,
    )
    return whole if goal.hard else _with_open_units(whole, covering, wanted, goal)


def _with_open_units(hard: Programme, covering: Covering, wanted: Ints, goal: Goal) -> Programme:
    """The same with one more column per wish: what stays open of it, in levels or thousandths."""
    wishes, levels = len(wanted), covering.capabilities
    top = np.zeros((len(hard.rows), wishes), np.int64)
    asked = covering.wanted
    top[np.arange(wishes), np.arange(wishes)] = np.where(np.arange(wishes) < levels, -1, -asked)
    is_level = np.arange(wishes) < levels
    limits = [(is_level, goal.open_levels), (~is_level, goal.open_amounts)]
    extra = [
        np.concatenate((np.zeros(len(hard.columns), np.int64), mask.astype(np.int64)))
        for mask, limit in limits
        if limit is not None
    ]
    own = {
        "levels": is_level.astype(np.int64),
        "amounts": (~is_level).astype(np.int64),
        "value": np.zeros(wishes, np.int64),
    }
    rows = np.concatenate((hard.rows, top), axis=1)
    return Programme(
        hard.lead,
        hard.columns,
        np.concatenate((hard.cost, own[goal.level])),
        np.concatenate((rows, np.array(extra, np.int64).reshape(len(extra), rows.shape[1]))),
        np.concatenate((hard.most, np.array([limit for _, limit in limits if limit is not None], np.int64))),
        np.concatenate((hard.upper, np.where(is_level, wanted, SHARE))),
        hard.fixed,
    )


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The LP's answer: a true bound (NOTHING when no team is possible) and the reduced cost of every column."""

    bound: int
    exact: float
    reduced: Floats


def relaxed(programme: Programme) -> Relaxed:
    """Bound of one lead."""
    from scipy.optimize import linprog  # heavy: loaded at first use

    if not len(programme.cost):
        possible = bool((programme.most >= 0).all())
        return Relaxed(programme.fixed if possible else NOTHING, float(programme.fixed), np.zeros(0))
    answer = linprog(
        programme.cost,
        A_ub=programme.rows,
        b_ub=programme.most,
        bounds=np.stack((np.zeros(len(programme.upper)), programme.upper), axis=1),
        method="highs",
    )
    if answer.status == INFEASIBLE:
        return Relaxed(NOTHING, float(NOTHING), np.zeros(len(programme.cost)))
    known = answer.status == OPTIMAL  # else there are no dual values; zeros give a true bound too
    duals = np.maximum(-answer.ineqlin.marginals, 0) if known else np.zeros(len(programme.most))
    reduced = programme.cost + duals @ programme.rows
    exact = float(-duals @ programme.most + np.minimum(reduced * programme.upper, 0).sum())
    return Relaxed(programme.fixed + _up(exact), programme.fixed + exact, reduced)


def _up(bound: float) -> int:
    return ceil(bound - SLACK * max(1.0, abs(bound) * 1e-6))


@dataclass(frozen=True, slots=True)
class Answer:
    """A lead searched: a better team if one was found, a bound on what it still allows, nodes spent."""

    members: Ints | None
    bound: int
    nodes: int


def search_lead(
    covering: Covering,
    programme: Programme,
    relaxed_bound: Relaxed,
    goal: Goal,
    below: int | None,
    nodes: int,
    seconds: float,
) -> Answer:
    """Looks for a team of this lead that is better than `below`, within a budget of nodes.

    Columns whose reduced cost shows that they cannot stand in a better team are left out first, then dominated ones.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # heavy: loaded at first use

    keep = np.ones(len(programme.cost), np.bool_)
    if below is not None:
        keep = relaxed_bound.reduced <= below - 1 - relaxed_bound.exact + SLACK * max(1.0, abs(below))
    if goal.hard:
        keep &= undominated(covering, programme.cost, programme.columns, keep)
    kept = np.flatnonzero(keep)
    if not len(kept):
        return _alone(covering, programme, goal, below)
    rows, most = programme.rows[:, kept], programme.most
    if below is not None:
        rows = np.concatenate((rows, programme.cost[None, kept]))
        most = np.append(most, below - 1 - programme.fixed)
    answer = milp(
        programme.cost[kept],
        integrality=np.ones(len(kept)),
        bounds=Bounds(np.zeros(len(kept)), programme.upper[kept]),
        constraints=LinearConstraint(rows, -np.inf, most),
        options={"node_limit": nodes, "mip_rel_gap": 0.0, "time_limit": max(0.01, seconds)},
    )
    spent = max(1, int(answer.mip_node_count or 0))
    if answer.status == INFEASIBLE:
        return Answer(None, NOTHING, spent)
    members = None
    if answer.x is not None:
        inside = kept[(answer.x > 0.5) & (kept < len(programme.columns))]
        members = np.sort(np.append(programme.columns[inside], programme.lead))
    if answer.status == OPTIMAL and members is not None:
        return Answer(members, goal.measure(covering, programme.lead, members) or 0, spent)
    dual = answer.mip_dual_bound
    bound = (
        relaxed_bound.bound
        if dual is None or not np.isfinite(dual)
        else max(relaxed_bound.bound, programme.fixed + _up(dual))
    )
    return Answer(members, bound, spent)


def _alone(covering: Covering, programme: Programme, goal: Goal, below: int | None) -> Answer:
    """Nobody may join: the lead alone, or nothing."""
    alone = np.array([programme.lead])
    worth = goal.measure(covering, programme.lead, alone)
    if worth is None or (below is not None and worth >= below):
        return Answer(None, NOTHING, 1)
    return Answer(alone, worth, 1)
