"""Pure decisions about hours: what may be reported, who may answer, what looks wrong. No Django."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bangfu.values import GeoPoint, Refusal

HELPS_WITH = {
    "teaching": "辅导功课",
    "health": "义诊",
    "farming": "农技",
    "selling": "帮销",
    "care": "陪伴老人孩子",
    "culture": "文体活动",
    "law": "法律咨询",
    "hands": "出力气的活",
}
FREE = {"workday": "工作日白天", "evening": "工作日晚上", "weekend": "周末", "holiday": "寒暑假和节日"}
STATES = {"waiting": "等村里确认", "confirmed": "已确认", "refused": "没有确认", "corrected": "已更正"}
LOOKS = {"waiting": "warn", "confirmed": "green", "refused": "crit", "corrected": ""}
WHAT_MIN, WHAT_MAX, REASON_MIN, REASON_MAX = 4, 200, 4, 200
REPORT_DAYS = 60
REMIND_AFTER = timedelta(hours=72)
DAY_MINUTES = 12 * 60
KM_PER_HOUR = 80
"""Faster than this between two places, in a straight line, looks wrong."""
BULK_MANY, BULK_WITHIN = 10, timedelta(minutes=1)
"""More confirmations than this by one person within that time look like a rubber stamp."""


def reporting_refusal(
    *, starts: datetime, ends: datetime, day: date, today: date, at: datetime, what: str
) -> Refusal | None:
    """Hours lie in the past of one day, not too far back, and say what was done."""
    if not WHAT_MIN <= len(what.strip()) <= WHAT_MAX:
        return Refusal("volunteers.what", f"做了什么请写 {WHAT_MIN} 至 {WHAT_MAX} 个字。")
    if ends <= starts:
        return Refusal("volunteers.order", "结束时间要在开始之后，同一天内。", "跨夜的请分两天各报一条。")
    if ends > at:
        return Refusal("volunteers.future", "还没有做完的时长不能报。", "做完以后再来报。")
    if (today - day).days > REPORT_DAYS:
        return Refusal("volunteers.old", f"超过 {REPORT_DAYS} 天的时长不再收。", "请联系村里或派您去的组织说明。")
    return None


def correcting_refusal(*, person: str, by: str, superseded: bool) -> Refusal | None:
    """One corrects one's own newest version."""
    if person != by:
        return Refusal("volunteers.not_own", "只能更正自己报的时长。")
    if superseded:
        return Refusal("volunteers.superseded", "这条已经更正过了，请更正最新的那一条。")
    return None


def answering_refusal(
    *, by: str, person: str, sent_by: frozenset[str], stands_with: frozenset[str], answered: bool, superseded: bool
) -> Refusal | None:
    """Y1: the served side answers: never the volunteer, never somebody of the organisation that sent them.

    Args: ``sent_by``: numbers of organisations that sent the volunteer or that the volunteer belongs to; ``stands_with``: those
    that the answering person belongs to.
    """
    if by == person:
        return Refusal("volunteers.own", "自己的时长不能自己确认。", "请当地另一位同事来确认。")
    if sent_by & stands_with:
        return Refusal("volunteers.senders", "派出志愿者的组织的人不能确认。", "请受帮扶一方来确认。")
    if superseded:
        return Refusal("volunteers.corrected", "这条已被更正，请看更正后的那一条。")
    if answered:
        return Refusal("volunteers.answered", "这条已经答复过了，答复不能改。", "时长写错了，由志愿者更正后再确认。")
    return None


def reason_refusal(reason: str) -> Refusal | None:
    """Hours are not refused without a sentence."""
    if not REASON_MIN <= len(reason.strip()) <= REASON_MAX:
        return Refusal("volunteers.reason", f"不确认要写明原因，{REASON_MIN} 至 {REASON_MAX} 个字。")
    return None


def state_of(*, confirmed: bool | None, superseded: bool) -> str:
    """Where reported hours stand; ``confirmed`` is None without an answer. Silence is not consent."""
    if superseded:
        return "corrected"
    return "waiting" if confirmed is None else "confirmed" if confirmed else "refused"


@dataclass(frozen=True, slots=True)
class Span:
    """Hours as the flags see them; ``confirmed_by`` and ``confirmed_at`` when they were confirmed."""

    id: str
    person: str
    region: str
    day: date
    starts: datetime
    ends: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about hours that a person should look at; never a decision."""

    code: str
    sentence: str


def flags_of(spans: Iterable[Span], points: Mapping[str, GeoPoint]) -> dict[str, tuple[Flag, ...]]:
    """What looks wrong, by id; hours without a flag are left out.

    Args: ``spans`` hold every hour of the people concerned that was neither refused nor corrected; ``points`` places by code.
    """
    every = list(spans)
    found: dict[str, dict[str, Flag]] = defaultdict(dict)
    people: dict[str, list[Span]] = defaultdict(list)
    for span in every:
        people[span.person].append(span)
    for own in people.values():
        own.sort(key=lambda span: (span.starts, span.id))
        _long_days(own, found)
        _collisions(own, points, found)
    _bulk(every, found)
    return {key: tuple(flags.values()) for key, flags in found.items()}


def _long_days(own: Sequence[Span], found: dict[str, dict[str, Flag]]) -> None:
    days: dict[date, list[Span]] = defaultdict(list)
    for span in own:
        days[span.day].append(span)
    for spans in days.values():
        minutes = sum(span.minutes for span in spans)
        if minutes > DAY_MINUTES:
            flag = Flag("long", f"这一天一共报了 {minutes // 60} 小时，超过 {DAY_MINUTES // 60} 小时。")
            for span in spans:
                found[span.id]["long"] = flag


def _collisions(own: Sequence[Span], points: Mapping[str, GeoPoint], found: dict[str, dict[str, Flag]]) -> None:
    for place, span in enumerate(own):
        for later in own[place + 1 :]:
            if later.starts - span.ends > timedelta(days=1):
                break
            flag = _collision(span, later, points)
            if flag:
                found[span.id].setdefault(flag.code, flag)
                found[later.id].setdefault(flag.code, flag)


def _collision(span: Span, later: Span, points: Mapping[str, GeoPoint]) -> Flag | None:
    if later.starts < span.ends:
        return Flag("overlap", "和同一个人报的另一段时长重叠。")
    here, there = points.get(span.region), points.get(later.region)
    if here is None or there is None:
        return None
    km, hours = here.km_to(there), (later.starts - span.ends).total_seconds() / 3600
    if km > max(1.0, hours * KM_PER_HOUR):
        return Flag("far", f"和前后一段相距 {round(km)} 公里，中间的时间赶不到。")
    return None


def _bulk(spans: Iterable[Span], found: dict[str, dict[str, Flag]]) -> None:
    by: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for span in spans:
        if span.confirmed_at is not None:
            by[span.confirmed_by].append((span.confirmed_at, span.id))
    for rows in by.values():
        rows.sort()
        first = 0
        for last, (at, _id) in enumerate(rows):
            while at - rows[first][0] > BULK_WITHIN:
                first += 1
            if last - first + 1 > BULK_MANY:
                flag = Flag("bulk", f"同一个人一分钟内确认了超过 {BULK_MANY} 条。")
                for _at, each in rows[first : last + 1]:
                    found[each]["bulk"] = flag
