"""Indicators and the review of their readings. No Django."""

from __future__ import annotations

from decimal import Decimal

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

READING_LIFE = LifeCycle(
    "读数",
    {"draft": "草稿", "submitted": "等核对", "returned": "退回", "accepted": "已认可", "locked": "已锁定"},
    (
        Transition("submit", ("draft", "returned"), "submitted", "projects.run", "提交", "请村里核对"),
        Transition("return", ("submitted",), "returned", "projects.accept", "退回", "写明哪里不对"),
        Transition("accept", ("submitted",), "accepted", "projects.accept", "认可", "公开页上看得到"),
        Transition("lock", ("accepted",), "locked", "projects.oversee", "锁定", "以后不能再改"),
    ),
)
PUBLIC_STATES = ("accepted", "locked")


def indicator_refusal(*, name: str, unit: str, baseline: Decimal, target: Decimal) -> Refusal | None:
    """An indicator says what is counted, from where to where."""
    if len(name.strip()) < 2 or not unit.strip():
        return Refusal("indicator_name", "请写看什么、用什么单位，例如：人均月收入（元）。")
    if baseline == target:
        return Refusal("indicator_target", "目标和现在的数一样，看不出变化，请改目标。")
    return None


def progress(baseline: Decimal, target: Decimal, value: Decimal | None) -> int | None:
    """How much of the way was covered, in whole percent from 0 to 100; None without a value. Falling targets count as well.

    >>> progress(Decimal(100), Decimal(40), Decimal(70))
    50
    """
    if value is None:
        return None
    return max(0, min(100, int((value - baseline) * 100 / (target - baseline))))


def review_refusal(*, state: str, step: str, person: str, reader: str, reason: str) -> Refusal | None:
    """A second person reviews; sending back says what is wrong."""
    refusal = READING_LIFE.refusal(state, step)
    if refusal:
        return refusal
    if step in ("accept", "return", "lock") and person == reader:
        return Refusal("own_reading", "这个数是您自己报的，请由另一位同事核对。")
    if step == "return" and len(reason.strip()) < 4:
        return Refusal("reason", "请写明哪里不对，至少 4 个字。")
    return None
