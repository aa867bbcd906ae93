"""Scores of every pair of a kept plan's lists, and one pair judged whether planned or not. Solutions never change, so both are kept."""

from __future__ import annotations

from functools import lru_cache

from bangfu.apps.exchange.models import Scenario, Solution
from bangfu.apps.exchange.queries.nextbest import can_plan_again
from bangfu.apps.exchange.queries.orders import options_of
from bangfu.apps.exchange.queries.scenarios import again
from bangfu.apps.programmes.api import current_pack
from bangfu.engines import matching

GRIDS_KEPT = 8


def scores_of(scenario: Scenario) -> dict[tuple[str, str], int] | None:
    """Score by (organisation, need) of every possible pair; None without a plan, or when the lists are too long to look at."""
    if scenario.solution_id is None or not can_plan_again(scenario):
        return None
    return _scores(scenario.solution_id)


@lru_cache(maxsize=GRIDS_KEPT)
def _scores(solution_id: str) -> dict[tuple[str, str], int]:
    solution = Solution.objects.get(pk=solution_id)
    inputs = again(solution).inputs
    options = options_of(solution.settings, current_pack())
    found = matching.grid(
        inputs.organisations,
        inputs.needs,
        weights=options["weights"],
        existing=inputs.existing,
        setting=options["setting"],
    )
    return {
        (name, need): score
        for need, line in zip(found.needs, found.scores, strict=True)
        for name, score in zip(found.organisations, line, strict=True)
        if score is not None
    }


def judged_pair(solution: Solution, organisation: str, need: str) -> matching.Judged | None:
    """Reasons and broken rules of one pair of the lists; None when they do not have it."""
    inputs = again(solution).inputs
    options = options_of(solution.settings, current_pack())
    try:
        return matching.judged(
            inputs.organisations,
            inputs.needs,
            matching.Pair(need=need, organisation=organisation),
            weights=options["weights"],
            existing=inputs.existing,
            locks=inputs.locks,
            setting=options["setting"],
        )
    except matching.InputRefused:
        return None
