"""What the two-sided shortlist loses against the plan over every eligible pair, and what pricing gives back; with the bound."""

from __future__ import annotations

import time

from bangfu.engines.matching import plan, shortlist
from bangfu.engines.matching.model import Locks
from bangfu.engines.matching.planning import case_with_own_scores
from bangfu.engines.matching.solve import settle
from bench.matching_lists import city, setting

FIRST_MIN, PRICED_MIN = 99.0, 99.9
EVERY_PAIR = 10**9


def measure() -> list[dict[str, object]]:
    """Rows of one city of 8,000 x 10,000: first list, after pricing, and all pairs handed to the solver at once."""
    organisations, needs = city()
    chosen, weights = setting()
    took = time.perf_counter()
    case = case_with_own_scores(organisations, needs, weights, frozenset(), Locks(), chosen, 1)
    found = settle(case.board, "score", "ties")
    took = time.perf_counter() - took
    priced = int(found.scores.sum())
    whole, arcs = _exhaustive(organisations, needs)
    return [
        _row("两侧各 50", len(case.board.codes), found.first_total, whole, FIRST_MIN, None),
        _row(f"定价 {found.rounds} 轮后", found.considered, priced, whole, PRICED_MIN, priced),
        _row("全部合格的配对一次求解", arcs, whole, whole, 100, None) | {"seconds": round(took, 1)},
    ]


def _exhaustive(organisations: list, needs: list) -> tuple[int, int]:  # type: ignore[type-arg]
    """Total and arcs when the solver is handed every eligible pair: no shortlist, no prices."""
    chosen, weights = setting()
    before = shortlist.FEW_PAIRS
    shortlist.FEW_PAIRS = EVERY_PAIR
    try:
        made = plan(organisations, needs, weights=weights, setting=chosen)
    finally:
        shortlist.FEW_PAIRS = before
    return made.summary.score_total, made.summary.considered_pairs


def _row(name: str, arcs: int, total: int, whole: int, goal: float, bound: int | None) -> dict[str, object]:
    return {
        "what": name,
        "arcs": arcs,
        "score_total": total,
        "percent_of_exhaustive": round(100 * total / whole, 4),
        "goal_percent": goal,
        "upper_bound": bound if bound is not None else "",
    }


if __name__ == "__main__":
    for row in measure():
        print(row)
