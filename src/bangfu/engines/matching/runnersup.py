"""For every served need the best organisation outside the plan: read off the list that the solver saw, so it costs no new plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bangfu.engines.matching.model import Need, NextBest, Organisation, Reason, Row
from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.questions import OUT
from bangfu.engines.matching.shortlist import Listed, ScoreTable

NOBODY = -1
SHOWN = 3


def runners_up(seen: Listed, planned: Ints, needs: int, width: int, table: ScoreTable | None) -> Listed:
    """Per need the best pair outside the plan, among equals the smallest id; needs without any are left out.

    Args:
        seen: all pairs that the solver saw, of which `planned` (sorted codes) are the plan's.
        table: where to look again when a need's list may have ended too early; None when `seen` holds every eligible pair.
    """
    best = _best_of_each(seen.without(planned), needs, width)
    if table is None:
        return best
    score = np.full(needs, OUT)
    score[best.codes // width] = best.scores
    served = np.unique(planned // width)
    unsure = served[(table.last_of_need[served] != OUT) & (score[served] <= table.last_of_need[served])]
    again = _best_of_each(table.of_needs(unsure).without(planned), needs, width)
    sure = ~np.isin(best.codes // width, unsure)
    return Listed(best.codes[sure], best.scores[sure]).joined(again)


def _best_of_each(pairs: Listed, needs: int, width: int) -> Listed:
    need = pairs.codes // max(1, width)
    top = np.full(needs, OUT)
    np.maximum.at(top, need, pairs.scores)
    level = np.flatnonzero(pairs.scores == top[need])
    first = level[np.unique(need[level], return_index=True)[1]]
    return Listed(pairs.codes[first], pairs.scores[first])


def told(
    best: Listed, organisations: Sequence[Organisation], needs: Sequence[Need], rows: Sequence[Row]
) -> dict[str, NextBest]:
    """The runners-up of served needs by the need's id."""
    width, served = max(1, len(organisations)), {row.need for row in rows}
    holds: dict[str, list[str]] = {}
    for row in rows:
        holds.setdefault(row.organisation, []).append(row.need)
    found = {}
    for code, score in zip(best.codes.tolist(), best.scores.tolist(), strict=True):
        need, organisation = needs[code // width], organisations[code % width]
        if need.id in served:
            busy = tuple(holds.get(organisation.id, ()))
            found[need.id] = NextBest(need.id, organisation.id, score, busy, len(busy) >= organisation.capacity)
    return found


def what_would_change(row: Row, next_best: NextBest | None, names: Mapping[str, str]) -> Reason:
    """One sentence for a pair of the plan: who comes next, and what would bring them in. `names`: organisation id → name."""
    if row.locked:
        return Reason("locked", "这一对是锁定的：取消锁定后，方案才会重新考虑")
    if next_best is None:
        return Reason("nobody_else", "没有别的符合条件的组织：这一对不成，该需求就少一家")
    name = names.get(next_best.organisation) or next_best.organisation
    behind = row.score - next_best.score
    compared = f"少 {behind} 分" if behind > 0 else f"多 {-behind} 分" if behind < 0 else "同分"
    who = f"次优：{name}（{next_best.score} 分，{compared}）"
    if not next_best.full:
        return Reason("free", f"{who}，还有名额；这一对若低于 {next_best.score} 分就会换成它")
    shown = "、".join(next_best.serves[:SHOWN]) + ("等" if len(next_best.serves) > SHOWN else "")
    return Reason("full", f"{who}，名额已用于 {shown}；它多 1 个名额或那边让出，才可能换成它")
