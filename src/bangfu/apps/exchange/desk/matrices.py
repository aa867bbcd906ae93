"""The matrix: a page of needs, and for them the organisations that matter (planned, decided, next best)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.exchange.desk.opened import Opened

NEEDS_SHOWN = 20
COLUMNS_MAX = 26
NEXT_BEST = 2

Scores = Mapping[tuple[str, str], int]
"""Scores of possible pairs by (organisation, need); pairs that a hard rule forbids are missing."""


def matrix_board(desk: Opened, needs: Sequence[str], scores: Scores | None) -> dict[str, Any]:
    """Context of `components/matrix.html` for some needs. ``scores``: None when the lists are too long to score every pair."""
    columns = _columns(desk, needs, scores)
    left = len(desk.board.lists.organisations) - len(columns)
    return {
        "caption": _("方案矩阵：%(needs)d 项 × %(names)d 家组织") % {"needs": len(needs), "names": len(columns)},
        "columns": [_column(desk, name) for name in columns],
        "rows": [_row(desk, need, columns, scores) for need in needs],
        "more": _more(left, scores),
    }


def _columns(desk: Opened, needs: Sequence[str], scores: Scores | None) -> list[str]:
    """Planned ones first, in the order of the needs, so that the plan runs down the diagonal; then decided and next best."""
    wanted = set(needs)
    found = dict.fromkeys(name for need in needs for name in desk.partners.get(need, ()))
    found |= dict.fromkeys(name for name, need in sorted(desk.decided) if need in wanted)
    if scores is not None:
        by_need: dict[str, list[tuple[int, str]]] = {need: [] for need in needs}
        for (name, need), score in scores.items():
            if need in wanted and name not in found:
                by_need[need].append((-score, name))
        found |= dict.fromkeys(name for need in needs for _score, name in sorted(by_need[need])[:NEXT_BEST])
    known = [name for name in found if name in desk.board.lists.organisations]
    return known[:COLUMNS_MAX]


def _column(desk: Opened, name: str) -> dict[str, Any]:
    return {
        "name": desk.organisation(name).name or name,
        "href": desk.link(view="table", of=name, page=""),
        "load": f"{desk.load.get(name, 0)}/{desk.capacity(name)}",
    }


def _row(desk: Opened, need: str, columns: Sequence[str], scores: Scores | None) -> dict[str, Any]:
    listed = desk.need(need)
    least, most = desk.need_limits(need)
    partners = len(desk.partners.get(need, ()))
    return {
        "name": listed.name or need,
        "href": desk.link(view="table", wanted=need, page="")
        if partners
        else desk.link(view="none", wanted=need, page=""),
        "sub": listed.place,
        "got": f"{partners}/{most}",
        "short": partners < max(least, 1),
        "cells": [_cell(desk, name, need, scores) for name in columns],
    }


def _cell(desk: Opened, name: str, need: str, scores: Scores | None) -> dict[str, Any]:
    planned = desk.planned.get((name, need))
    decision = desk.decided.get((name, need), "")
    score = planned.score if planned else (scores or {}).get((name, need))
    if decision == "ban":
        state = "ban"
    elif planned:
        state = "lock" if decision == "lock" else "in"
    else:
        state = "want" if decision == "lock" else ("" if score is not None or scores is None else "no")
    words = {
        "lock": _("已排上，已锁定"),
        "in": _("已排上"),
        "ban": _("已禁止"),
        "want": _("已锁定，还没有重新排"),
        "no": _("不可以，点开看为什么"),
        "": _("可以，没有排上"),
    }
    label = _("%(name)s × %(need)s：%(score)s，%(state)s") % {
        "name": desk.organisation(name).name or name,
        "need": desk.need(need).name or need,
        "score": _("没有分") if score is None else _("%(n)d 分") % {"n": score},
        "state": words[state],
    }
    return {"score": score, "state": state, "href": desk.pair_link(name, need), "label": label}


def _more(left: int, scores: Scores | None) -> str:
    if left <= 0:
        return ""
    if scores is None:
        return _("名单太长，只显示排上的和锁定、禁止过的组织；另有 %(n)d 家不在这一页。") % {"n": left}
    return _("只显示与这些需求有关的组织；另有 %(n)d 家不在这一页。") % {"n": left}
