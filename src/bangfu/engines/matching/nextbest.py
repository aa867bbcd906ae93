"""For one pair of a plan: who else could do it, how far behind they are, and what would have to change.

The plan is made again without the pair, so what is said about its worth is exact, not an estimate from prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bangfu.engines.matching.door import plan, recommend
from bangfu.engines.matching.model import (
    Alternative,
    Alternatives,
    InputRefused,
    Locks,
    Need,
    Organisation,
    Pair,
    Plan,
    Problem,
    ReadyScores,
    Reason,
    Row,
)


def alternatives(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    made: Plan,
    pair: Pair,
    *,
    top: int = 3,
    locks: Locks | None = None,
    ready: ReadyScores | None = None,
    **options: Any,
) -> Alternatives:
    """The next best for a pair, and what would change it.

    Args:
        organisations, needs, locks, ready, options: what `made` was planned with, word for word as `plan` takes them.
        made: the plan that the pair stands in.
        pair: a pair of the plan.
        top: how many other organisations.

    Raises:
        InputRefused: the pair is not in the plan.
    """
    locks = locks or Locks()
    ours = {(row.need, row.organisation): row for row in made.rows}
    mine = ours.get((pair.need, pair.organisation))
    if mine is None:
        sentence = f"组织“{pair.organisation}”与需求“{pair.need}”不在这个方案里。"
        raise InputRefused((Problem("pair_not_planned", sentence, (pair.need, pair.organisation)),))
    without = Locks(locks.locked - {pair}, locks.banned | {pair})
    second = plan(organisations, needs, locks=without, ready=ready, **options)
    theirs = {(row.need, row.organisation) for row in second.rows}
    partners = {row.organisation for row in made.rows if row.need == pair.need}
    barred = partners | {one.organisation for one in locks.banned if one.need == pair.need}
    rows = _ranked(organisations, needs, pair.need, top + len(barred), ready, options)
    capacity = {one.id: one.capacity for one in organisations}
    found = [_alternative(row, mine, made, capacity) for row in rows if row.organisation not in barred][:top]
    loss = made.summary.score_total - second.summary.score_total
    missing = second.summary.shortfall - made.summary.shortfall
    return Alternatives(
        pair=pair,
        score=mine.score,
        others=tuple(found),
        loss=loss,
        shortfall=missing,
        leave=tuple(Pair(*one) for one in sorted(set(ours) - theirs)),
        enter=tuple(Pair(*one) for one in sorted(theirs - set(ours))),
        change=_what_would_change(mine, loss, missing, options.get("objective", "score")),
    )


def _ranked(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    need: str,
    top: int,
    ready: ReadyScores | None,
    options: dict[str, Any],
) -> list[Row]:
    if ready is not None:
        able = {one.id for one in organisations if one.capacity > 0}
        listed = sorted((-score, one.organisation) for one, score in ready.items() if one.need == need)
        return [
            Row(name, need, -score, (Reason("ready", f"给定的匹配分 {-score}", -score),))
            for score, name in listed
            if name in able
        ][:top]
    asked = {name: options[name] for name in ("weights", "existing", "setting") if name in options}
    return list(recommend(organisations, needs, need_ids=[need], top=top, **asked).organisations_for_needs)


def _alternative(row: Row, mine: Row, made: Plan, capacity: dict[str, int]) -> Alternative:
    busy = tuple(one.need for one in made.rows if one.organisation == row.organisation)
    full = len(busy) >= capacity[row.organisation]
    points = {reason.code: -reason.points for reason in mine.reasons}
    for reason in row.reasons:
        points[reason.code] = points.get(reason.code, 0) + reason.points
    return Alternative(
        organisation=row.organisation,
        score=row.score,
        behind=mine.score - row.score,
        parts={code: difference for code, difference in points.items() if difference},
        serves=busy,
        full=full,
        reasons=row.reasons,
    )


def _what_would_change(mine: Row, loss: int, missing: int, objective: str) -> Reason:
    if mine.locked:
        return Reason("locked", "这一对是锁定的：取消锁定后，方案才会重新考虑")
    if missing > 0:
        return Reason("needed_for_minimum", f"没有这一对，最少承接组织数的缺口会增加 {missing}")
    if objective == "fair":
        return Reason("fair", "均衡优先：先看各需求的组织数，再看分数")
    if loss == 0:
        return Reason("as_good", "换成别的组织，总分一样；编号小的在前")
    return Reason("margin", f"这一对的匹配分再低 {loss} 分，方案才可能换人；换人后总分少 {loss} 分")
