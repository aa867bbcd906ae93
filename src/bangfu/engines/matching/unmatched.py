"""Why a need has nobody, and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangfu.engines.matching.features import Features
from bangfu.engines.matching.model import Coverage, Need, Organisation, Reason, Unmatched
from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.questions import OUT
from bangfu.engines.matching.rules import RULES, broken
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.shortlist import BLOCK_CELLS, ScoreTable
from bangfu.engines.matching.solve import Board
from bangfu.engines.matching.view import Block


@dataclass(frozen=True, slots=True)
class Reach:
    """What explaining needs: the lists, the plan's pairs with scores, capacities left after locks, and our features."""

    organisations: tuple[Organisation, ...]
    needs: tuple[Need, ...]
    codes: Ints
    scores: Ints
    capacity: Ints
    features: Features | None
    table: ScoreTable | None


def unmatched_needs(reach: Reach, coverage: Sequence[Coverage], board: Board) -> tuple[Unmatched, ...]:
    """Every need without a partner, in order, explained."""
    rows = np.array([index for index, one in enumerate(coverage) if one.partners == 0], dtype=np.int64)
    if reach.table is None:
        return tuple(_without_features(reach, board, int(row)) for row in rows)
    step = max(1, BLOCK_CELLS // max(1, len(reach.organisations)))
    found: list[Unmatched] = []
    for start in range(0, len(rows), step):
        found.extend(_explained(reach, reach.table, rows[start : start + step]))
    return tuple(found)


def _explained(reach: Reach, table: ScoreTable, rows: Ints) -> list[Unmatched]:
    block = Block(table.features, rows)
    shape = (len(rows), len(reach.organisations))
    marks = {code: np.broadcast_to(out, shape) for code, out in broken(block, table.banned).items()}
    out: NDArray[Any] = np.zeros(shape, dtype=bool)
    for mark in marks.values():
        out = out | mark
    scores = np.where(out, OUT, total(parts(block, table.weights)))
    return [
        _one(reach, int(row), {code: int(mark[place].sum()) for code, mark in marks.items()}, scores[place])
        for place, row in enumerate(rows)
    ]


def _one(reach: Reach, row: int, counts: dict[str, int], scores: NDArray[Any]) -> Unmatched:
    need, everybody = reach.needs[row], len(reach.organisations)
    if not everybody:
        return _nobody_at_all(need)
    fit = int((scores != OUT).sum())
    why: list[Reason] = []
    helps: list[Reason] = []
    for rule in sorted(RULES, key=lambda rule: -counts[rule.code]):
        if counts[rule.code]:
            why.append(Reason(rule.code, f"{everybody} 家组织中有 {counts[rule.code]} 家：{rule.short}"))
            if fit == 0:
                helps.append(Reason(rule.code, rule.help))
    if fit == 0:
        return Unmatched(need.id, (Reason("nobody_eligible", "没有一家组织符合全部硬性条件"), *why), tuple(helps[:3]))
    best = int(np.argmax(scores))
    crowded = _crowded(reach, fit, best, int(scores[best]))
    return Unmatched(need.id, (crowded, *why), (_more_capacity(reach.organisations[best], int(scores[best])),))


def _without_features(reach: Reach, board: Board, row: int) -> Unmatched:
    need, width = reach.needs[row], max(1, len(reach.organisations))
    first, last = np.searchsorted(board.codes, (row * width, (row + 1) * width))
    if need.max_partners == 0:
        why = Reason("need_closed", "该需求的最多承接组织数为 0")
        return Unmatched(need.id, (why,), (Reason("need_closed", "把该需求的最多承接组织数改为 1 或以上"),))
    if first == last:
        why = Reason("nobody_eligible", "匹配分表里没有列出可与它配对的组织")
        return Unmatched(need.id, (why,), (Reason("nobody_eligible", "在匹配分表里补上可以承接的组织"),))
    place = first + int(np.argmax(board.scores[first:last]))
    best, score = int(board.codes[place] % width), int(board.scores[place])
    return Unmatched(
        need.id,
        (_crowded(reach, int(last - first), best, score),),
        (_more_capacity(reach.organisations[best], score),),
    )


def _nobody_at_all(need: Need) -> Unmatched:
    return Unmatched(
        need.id,
        (Reason("nobody_eligible", "组织表是空的"),),
        (Reason("nobody_eligible", "请先登记可以承接的组织"),),
    )


def _crowded(reach: Reach, fit: int, best: int, score: int) -> Reason:
    width = len(reach.organisations)
    holds = np.flatnonzero(reach.codes % width == best)
    organisation = reach.organisations[best]
    elsewhere = [
        f"“{_named(reach.needs[code // width])}”（{points} 分）"
        for code, points in zip(reach.codes[holds][:3].tolist(), reach.scores[holds][:3].tolist(), strict=True)
    ]
    tail = "等" if len(holds) > 3 else ""
    used = f"已安排给{'、'.join(elsewhere)}{tail}" if elsewhere else "可承接数量为 0"
    text = (
        f"有 {fit} 家组织符合条件，但它们的可承接数量都已用在整体更优的安排上；"
        f"最合适的是“{organisation.name or organisation.id}”（{score} 分），{used}"
    )
    return Reason("capacity_used", text)


def _more_capacity(organisation: Organisation, score: int) -> Reason:
    text = f"如果“{organisation.name or organisation.id}”能多承接 1 个，就有可能配上（{score} 分）；也可以锁定这一对后重新规划"
    return Reason("capacity_used", text)


def _named(need: Need) -> str:
    return need.name or need.id
