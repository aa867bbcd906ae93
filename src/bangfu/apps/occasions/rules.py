"""Pure decisions about occasions: seats and the waiting line, checking in, visits and what they cost a village. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

KINDS = {
    "activity": "活动",
    "training": "培训",
    "fair": "招聘会",
    "visit": "走访",
    "inspection": "检查",
    "research": "调研",
    "press": "采访",
}
VISITS = ("visit", "inspection", "research", "press")
"""Kinds that come to a village and cost it time; they are no public offers and have no seats."""
BURDEN = {"visit": 1, "research": 2, "press": 2, "inspection": 3}
BURDEN_CAP = 6
"""Points that a village bears in a month without being asked, where the pack names none (`visit_burden_cap`)."""
CYCLE = LifeCycle(
    "活动",
    {"asked": "等村里同意", "open": "已定", "cancelled": "已取消"},
    (
        Transition("agree", ("asked",), "open", "occasions.agree", "同意来访", "来访的一方收到消息"),
        Transition("cancel", ("asked", "open"), "cancelled", "occasions.run", "取消", "写明原因，报了名的人都收到消息"),
    ),
)
SEATS = {"seated": "已报上", "waiting": "候补", "left": "已退出"}
TITLE_MAX, NOTE_MAX, ADDRESS_MAX, REASON_MIN, REASON_MAX = 60, 600, 80, 4, 200
SEATS_MAX, AHEAD_MAX = 5000, timedelta(days=400)
EARLY, LATE = timedelta(hours=2), timedelta(hours=12)
"""Checking in begins so long before the start and ends so long after the end."""


@dataclass(frozen=True, slots=True)
class Room:
    """Seats of an occasion (None: as many as come) and how many of them are taken."""

    seats: int | None
    taken: int

    @property
    def free(self) -> bool:
        return self.seats is None or self.taken < self.seats


def announcing_refusal(
    *, starts: datetime, ends: datetime, sign_up_by: datetime | None, at: datetime
) -> Refusal | None:
    """An occasion lies ahead, ends after it starts, and sign-up closes before it starts."""
    if starts <= at:
        return Refusal("occasions.past", "开始时间已经过了，请改成以后的时间。")
    if starts - at > AHEAD_MAX:
        return Refusal("occasions.far", "开始时间离现在超过一年，请核对年份。")
    if not timedelta(0) < ends - starts <= timedelta(days=31):
        return Refusal("occasions.order", "结束时间要在开始之后，最长 31 天。")
    if sign_up_by is not None and not at < sign_up_by <= starts:
        return Refusal("occasions.sign_up_by", "报名截止要在现在之后、开始之前。")
    return None


def joining_refusal(*, state: str, closes: datetime, at: datetime, standing: str) -> Refusal | None:
    """Why a person cannot sign up. Args: ``standing``: their present seat's state, "" for none."""
    if state != "open":
        return Refusal("occasions.not_open", f"这场活动现在是“{CYCLE.states[state]}”，不能报名。")
    if standing in ("seated", "waiting"):
        return Refusal("occasions.already", f"您{SEATS[standing]}，不用再报。")
    if at >= closes:
        return Refusal("occasions.closed", "报名已经截止。", "想参加请直接联系主办方。")
    return None


def checking_in_refusal(*, state: str, starts: datetime, ends: datetime, at: datetime, standing: str) -> Refusal | None:
    """Why somebody cannot be checked in now."""
    if state != "open":
        return Refusal("occasions.not_open", f"这场活动现在是“{CYCLE.states[state]}”，不能签到。")
    if at < starts - EARLY:
        return Refusal("occasions.early", "还没到签到的时候，开始前两小时起可以签到。")
    if at > ends + LATE:
        return Refusal("occasions.late", "签到已经结束。", "补登请找主办方，由服务对象确认。")
    if standing != "seated":
        return Refusal("occasions.no_seat", "没有找到您的名额，请先报名或找主办方。")
    return None


def leaving_refusal(*, standing: str, came: bool) -> Refusal | None:
    """Only a seat or a place in the line that one still has is given up."""
    if standing not in ("seated", "waiting") or came:
        return Refusal("occasions.no_seat", "没有找到您的名额，请先报名或找主办方。")
    return None


def cap_refusal(*, kind: str, borne: int, cap: int, free_from: date | None) -> Refusal | None:
    """Why a village is not visited without being asked.

    Args: ``borne``: points of visits already fixed in that month; ``free_from``: the first Monday after it of a month with
    room, None when none was found.
    """
    if kind not in VISITS or borne + BURDEN[kind] <= cap:
        return None
    when = f"，{free_from.year} 年 {free_from.month} 月 {free_from.day} 日那一周起有空" if free_from else ""
    return Refusal(
        "occasions.burden",
        f"这个村这个月已有 {borne} 分来访，再加 {BURDEN[kind]} 分就超过 {cap} 分的上限{when}。",
        "请改期，或勾选“请村里决定”，由村里同意后再去。",
    )


def next_free_week(month: date, borne: Mapping[tuple[int, int], int], points: int, cap: int) -> date | None:
    """The first Monday of the next month that has room for `points`, looking one year ahead.

    Args: ``borne``: points by (year, month).
    """
    year, number = month.year, month.month
    for _ in range(12):
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
        if borne.get((year, number), 0) + points <= cap:
            first = date(year, number, 1)
            return first + timedelta(days=-first.weekday() % 7)
    return None


def reason_refusal(reason: str) -> Refusal | None:
    """A reason is a sentence."""
    if not REASON_MIN <= len(reason.strip()) <= REASON_MAX:
        return Refusal("occasions.reason", f"请写明原因，{REASON_MIN} 至 {REASON_MAX} 个字。")
    return None
