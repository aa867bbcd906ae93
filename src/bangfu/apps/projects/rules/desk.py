"""What a project wants of the office above it: one thing, the most pressing. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CONCERNS = {"waiting": "等村里验收", "late": "晚了", "check": "该回访了"}
PATIENCE_DAYS = 3
"""A delivery may wait so long before the office asks."""


@dataclass(frozen=True, slots=True)
class Concern:
    """``code`` of :data:`CONCERNS`, "" for nothing; ``words`` say it with days; ``button`` is what the office does."""

    code: str
    words: str
    button: str
    tone: str = "plain"


def concern_of(
    *,
    state: str,
    ends_on: date | None,
    slipped_since: date | None,
    waiting_since: date | None,
    check_on: date | None,
    today: date,
) -> Concern:
    """The first that holds: a delivery that waits too long, what is late, a delivery that waits, a look back that is due.

    Args: ``slipped_since``: when the oldest step that is not done was due.
    """
    waited = (today - waiting_since).days if waiting_since else -1
    if waited >= PATIENCE_DAYS:
        return Concern("waiting", f"等村里验收 {waited} 天了", "去过问", "err")
    if state != "ended" and ends_on and ends_on < today:
        return Concern("late", f"已过计划完成的日子 {(today - ends_on).days} 天", "去督促", "err")
    if state != "ended" and slipped_since:
        return Concern("late", f"有一步晚了 {(today - slipped_since).days} 天", "去督促", "warn")
    if waited >= 0:
        return Concern("waiting", "刚送到，等村里验收", "去看看", "warn")
    if check_on:
        days = (check_on - today).days
        words = f"回访晚了 {-days} 天" if days < 0 else "今天该回访" if days == 0 else f"{days} 天后该回访"
        return Concern("check", words, "去回访", "err" if days < 0 else "info")
    if state == "ended":
        return Concern("", "已结束", "去看看")
    return Concern("", "按计划进行", "去看看", "ok")
