"""The engine's third question: which team, under which lead, covers a project at the least value (`team`)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from bangfu.engines.matching.checks import check_lists
from bangfu.engines.matching.model import InputRefused, Organisation, Problem
from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.setting import Words
from bangfu.engines.matching.teams.covering import Covering, covering_of
from bangfu.engines.matching.teams.model import Member, Number, Project, Team
from bangfu.engines.matching.teams.programme import NOTHING, Goal
from bangfu.engines.matching.teams.search import Best, Budget, best_team, first_teams

NODES = 1_000
"""Enough to prove a thousand candidates and twenty wishes; harder projects end here with their gap."""


def team(
    organisations: Sequence[Organisation],
    project: Project,
    *,
    words: Words | None = None,
    nodes: int = NODES,
    seconds: float = 60.0,
) -> Team:
    """The team with the least missing, then the least value, proven or with its bound.

    Args:
        organisations: in any order, ids unique; those out of good standing, without capacity or beyond the budget cannot join.
        project: what must be covered, and what a member adds to the value.
        words: understands other names of the same capability or resource; None takes names as they are.
        nodes: the search stops after so many nodes of branch and bound; the same number gives the same team.
        seconds: a safety stop, which sets `complete` to False.

    Raises:
        InputRefused: limits that contradict, nobody who may lead, numbers too large.
    """
    check_lists(organisations, ())
    _check_project(project, nodes, seconds)
    covering = covering_of(organisations, project, words)
    budget = Budget(nodes, time.monotonic() + seconds)
    best = best_team(covering, Goal("value"), first_teams(covering), budget)
    if best.members is None:
        best = _least_missing(covering, budget)
    return _team(covering, project, best, budget)


def _least_missing(covering: Covering, budget: Budget) -> Best:
    """Limits do not let everything be covered: fewest missing levels, then amounts, then the value."""
    leads = np.flatnonzero(covering.may_lead).tolist()
    open_levels: int | None = None
    open_amounts: int | None = None
    best = Best(leads[0], np.array([leads[0]]), NOTHING, -NOTHING, "nodes")
    stopped = []
    for level in ("levels", "amounts", "value"):
        goal = Goal(level, open_levels, open_amounts)  # type: ignore[arg-type]
        starts = [best, *(Best(lead, np.array([lead]), 0, -NOTHING, "nodes") for lead in leads)]
        worths = [(goal.measure(covering, one.lead, _members(one)), place) for place, one in enumerate(starts)]
        worth, place = min((worth, place) for worth, place in worths if worth is not None)
        best = best_team(
            covering, goal, Best(starts[place].lead, starts[place].members, worth, -NOTHING, "nodes"), budget
        )
        stopped.append(best.stopped_by)
        missing = covering.missing(_members(best))
        open_levels, open_amounts = missing[0], (missing[1] if level != "levels" else None)
    ended = "seconds" if "seconds" in stopped else "nodes" if "nodes" in stopped else "proof"
    return Best(best.lead, best.members, best.worth, best.bound, ended)  # type: ignore[arg-type]


def _members(best: Best) -> Ints:
    assert best.members is not None
    return best.members


def _team(covering: Covering, project: Project, best: Best, budget: Budget) -> Team:
    members = _members(best)
    names = [*project.required_capabilities, *project.required_resources]
    asked = [*project.required_capabilities.values(), *project.required_resources.values()]
    have = covering.offers[members].sum(axis=0).tolist()
    prices = covering.prices(best.lead)
    brings = [
        {name: int(amount) for name, amount in zip(names, covering.offers[member].tolist(), strict=True) if amount}
        for member in members.tolist()
    ]
    bound = min(best.bound, best.worth)
    if bound <= -NOTHING:
        lowest = covering.price + min(0, covering.other_field) - max(0, covering.same_hub)
        bound = int(np.minimum(lowest, 0).sum())
    size = max(abs(best.worth), abs(bound))
    return Team(
        lead=covering.ids[best.lead],
        members=tuple(
            Member(covering.ids[member], _plain(int(prices[member]), covering.price_scale), brought)
            for member, brought in zip(members.tolist(), brings, strict=True)
        ),
        value=_plain(best.worth, covering.price_scale),
        lower_bound=_plain(bound, covering.price_scale),
        gap=round((best.worth - bound) / size, 9) if size else 0.0,
        complete=best.stopped_by != "seconds",
        stopped_by=best.stopped_by,
        covers=dict(zip(names, have, strict=True)),
        missing={name: want - got for name, want, got in zip(names, asked, have, strict=True) if got < want},
        cost=_plain(int(covering.cost[members].sum()), covering.cost_scale),
        nodes=budget.spent,
        leads=int(covering.may_lead.sum()),
        candidates=len(covering.ids),
    )


def _plain(whole: int, scale: int) -> Number:
    """The real number: a whole one where it is whole."""
    number = Fraction(whole, scale)
    return int(number) if number.denominator == 1 else Decimal(number.numerator) / Decimal(number.denominator)


def _check_project(project: Project, nodes: int, seconds: float) -> None:
    problems = []
    wishes = [*project.required_capabilities.items(), *project.required_resources.items()]
    if not wishes:
        problems.append(Problem("nothing_required", "项目没有写所需能力，也没有写所需资源；请至少写一项。"))
    problems += [
        Problem("amount_too_small", f"“{name}”要 {amount}，应是不小于 1 的整数。", (name,))
        for name, amount in wishes
        if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1
    ]
    both = sorted(set(project.required_capabilities) & set(project.required_resources))
    problems += [Problem("name_twice", f"“{name}”既是所需能力又是所需资源；请改一个名称。", (name,)) for name in both]
    if project.max_members < 1:
        problems.append(Problem("no_seats", f"最多成员数是 {project.max_members}，至少为 1（牵头者也算）。"))
    if project.budget is not None and project.budget < 0:
        problems.append(Problem("negative_budget", f"预算是 {project.budget}，不能小于 0；不限预算请不写。"))
    if nodes < 1 or seconds <= 0:
        problems.append(Problem("no_search", "搜索节点数至少为 1，秒数必须大于 0。"))
    if problems:
        raise InputRefused(tuple(problems))
