"""A plan that leaves out at most so many existing pairs: the smallest bonus for existing pairs that keeps enough of them.

The bonus is a Lagrange multiplier: a plan that is best with it is best among all plans that change as little, and with any
bonus the total gives an upper bound for every plan within the budget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bangfu.engines.matching.model import ExistingPairs, InputRefused, Plan, Problem, ReadyScores

LARGEST_BONUS = 20_000


def check_change_budget(most: int, existing: ExistingPairs, ready: ReadyScores | None) -> None:
    """Raises InputRefused when a budget of changes makes no sense."""
    if most < 0:
        raise InputRefused((Problem("negative_budget", f"最多变更 {most} 对，不能小于 0。"),))
    if ready is not None or not existing:
        sentence = "限制变更数需要既有结对表，且不能与现成的匹配分一起用；请补上既有结对，或不写变更上限。"
        raise InputRefused((Problem("nothing_to_change", sentence),))


def counted(plan: Plan, existing: ExistingPairs) -> Plan:
    """The plan with its number of changes."""
    if not existing:
        return plan
    return replace(plan, summary=replace(plan.summary, changes=changes_of(plan, existing)))


def changes_of(plan: Plan, existing: ExistingPairs) -> int:
    """How many existing pairs the plan leaves out."""
    inside = {(row.need, row.organisation) for row in plan.rows}
    return sum((pair.need, pair.organisation) not in inside for pair in existing)


def within_changes(planned: Callable[[int], Plan], existing: ExistingPairs, most: int) -> Plan:
    """The plan of the smallest bonus that leaves out at most `most` existing pairs, with its bound.

    Raises:
        InputRefused: even the largest bonus leaves out more (hard rules, capacities, locks or minima force it).
    """
    plan = planned(0)
    if changes_of(plan, existing) <= most:
        return counted(plan, existing)
    low, high = 0, 1
    plan = planned(high)
    while changes_of(plan, existing) > most:
        if high == LARGEST_BONUS:
            least = changes_of(plan, existing)
            sentence = f"找到的变更最少的方案也要变更 {least} 对既有结对，超过上限 {most}；请调高上限，或放宽名额、锁定和最少数。"
            raise InputRefused((Problem("too_few_changes_allowed", sentence),))
        low, high = high, min(4 * high, LARGEST_BONUS)
        plan = planned(high)
    while high - low > 1:
        middle = (low + high) // 2
        tried = planned(middle)
        if changes_of(tried, existing) <= most:
            high, plan = middle, tried
        else:
            low = middle
    return _bounded(counted(plan, existing), high, most)


def _bounded(plan: Plan, bonus: int, most: int) -> Plan:
    one = plan.summary
    bound = one.score_total + bonus * (most - (one.changes or 0))
    gap = (bound - one.score_total) / bound if bound else 0.0
    return replace(plan, summary=replace(one, upper_bound=bound, gap=gap))
