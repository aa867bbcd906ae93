"""Who may say what of a delivery, and what the answer moves. No Django.

The aided side answers line by line: as promised, less, poor, not. Nobody of those who brought it answers, silence is not
consent, and the units of an answer always add up to what was delivered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

HOURS_UNLESS_SAID = 72
CORRECTION_DAYS = 7
CLOCK_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Card:
    """One picture card: its word, what a person hears, and the drawing's name."""

    words: str
    says: str
    icon: str
    tone: str


ANSWERS = {
    "promised": Card("如约", "说好的都到了，能用", "all", "ok"),
    "less": Card("少了", "到了一部分", "some", "warn"),
    "poor": Card("不好", "到了，但不能用", "poor", "err"),
    "not": Card("没有", "没有收到", "none", "err"),
}
THEN = {"again": "请他们再送", "open": "不用了，换一家"}
DELIVERY_LIFE = LifeCycle(
    "交付",
    {"waiting": "等村里验收", "answered": "已验收", "taken_back": "已收回"},
    (
        Transition("answer", ("waiting",), "answered", "projects.accept", "验收", "如约的算数，少的退回"),
        Transition("take_back", ("waiting",), "taken_back", "projects.run", "收回", "数量退回，改好再交"),
        Transition("correct", ("answered",), "answered", "projects.accept", "更正验收", "七天以内，写明原因"),
    ),
)
PRIVATE = re.compile(r"(?<!\d)(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]\d{7,8}|\d{17}[\dXx])(?!\d)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the aided side says of one item. ``units`` is what came and is good, where the card does not say it already."""

    answer: str
    units: int | None = None
    then: str = "again"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the units of one item go. They add up to what was delivered."""

    accepted: int
    again: int = 0
    opened: int = 0

    @property
    def total(self) -> int:
        """All units of the item."""
        return self.accepted + self.again + self.opened


def outcome(item: str, delivered: int, said: Answer) -> Outcome | Refusal:
    """What one answer means in units.

    >>> outcome("血压计", 20, Answer("less", 18))
    Outcome(accepted=18, again=2, opened=0)
    """
    if said.answer not in ANSWERS:
        return Refusal("no_answer", f"请给“{item}”选一张图：如约、少了、不好，或没有。")
    if said.then not in THEN:
        return Refusal("then", f"请选“{item}”没收好的怎么办。")
    good = _good(said, delivered)
    if good is None:
        return Refusal("how_many", f"“{item}”送来 {delivered}，请写实际收到多少好的。")
    if said.answer == "less" and not 0 < good < delivered:
        return Refusal(
            "units_of_less",
            f"“{item}”送来 {delivered}，“少了”要写 1 到 {delivered - 1}；全到了请选“如约”，没到请选“没有”。",
        )
    if said.answer == "poor" and not 0 <= good < delivered:
        return Refusal("units_of_poor", f"“{item}”送来 {delivered}，能用的要比这少；都能用请选“如约”。")
    back = delivered - good
    return Outcome(good, back, 0) if said.then == "again" else Outcome(good, 0, back)


def _good(said: Answer, delivered: int) -> int | None:
    if said.answer == "promised":
        return delivered
    if said.answer == "not":
        return 0
    return said.units if said.units is not None else 0 if said.answer == "poor" else None


def outcomes(
    delivered: Mapping[int, int], answers: Mapping[int, Answer], names: Mapping[int, str]
) -> dict[int, Outcome] | Refusal:
    """What all answers mean, by the item's position; every item is answered, none besides."""
    strange = sorted(set(answers) - set(delivered))
    if strange:
        return Refusal("no_such_line", f"这批东西里没有第 {strange[0]} 项，请刷新页面再答；您写的没有丢。")
    found = {}
    for position, units in sorted(delivered.items()):
        each = outcome(names[position], units, answers.get(position, Answer("")))
        if isinstance(each, Refusal):
            return each
        found[position] = each
    return found


def answerer_refusal(
    *, person: str, own_organisations: Collection[str], parties: Collection[str], deliverers: Collection[str]
) -> Refusal | None:
    """W2: whoever belongs to those who bring, or brought something here, never accepts."""
    if not person:
        return Refusal("nobody", "验收要由村里的人本人来答，请先登录。")
    if person in deliverers:
        return Refusal("own_delivery", "您替这个项目交过东西，不能自己验收。请村里另一位同事来答。")
    if set(own_organisations) & set(parties):
        return Refusal("deliverers_side", "您在交付方任职，不能验收自己一方送来的东西。请村里另一位同事来答。")
    return None


def answer_refusal(*, state: str, delivered_at: datetime, at: datetime, now: datetime) -> Refusal | None:
    """Whether a delivery can be answered; late and stale answers get a sentence that says where things stand."""
    if state == "answered":
        return Refusal(
            "answered_already", "这批东西已经验收过了，您这次的回答没有记入。要改结果，请打开这批交付点“更正”。"
        )
    if state == "taken_back":
        return Refusal("taken_back", "对方已经把这批交付收回去改，改好会再交，请等新的一批。")
    if at > now + CLOCK_AHEAD:
        return Refusal("clock_ahead", "这台手机的时间走快了，请校准时间再交；您写的没有丢。")
    if at < delivered_at - CLOCK_AHEAD:
        return Refusal("clock_behind", "回答的时间早于交付的时间，请校准手机的时间再交；您写的没有丢。")
    return None


def correction_refusal(
    *, state: str, answered_at: datetime | None, at: datetime, reason: str, opened: int
) -> Refusal | None:
    """A correction comes within days, with a reason, and not for units that others may have taken meanwhile."""
    refusal = DELIVERY_LIFE.refusal(state, "correct")
    if refusal or answered_at is None:
        return refusal
    if at > answered_at + timedelta(days=CORRECTION_DAYS):
        return Refusal("too_late", f"验收 {CORRECTION_DAYS} 天以后不能直接更正。请向登记管理机关反映，由他们安排核查。")
    if opened:
        return Refusal("went_back", f"有 {opened} 个单位已退回重新找人，不能再改。请让组织重新接单。")
    if len(reason.strip()) < 4:
        return Refusal("reason", "请写明为什么更正，至少 4 个字，对方会看到。")
    return None


def delivery_refusal(
    *, wanted: Mapping[int, int], committed: Mapping[int, int], on: date, today: date
) -> Refusal | None:
    """Whether so much can be delivered: what was promised and not yet brought, whole units, not tomorrow."""
    if not any(wanted.values()):
        return Refusal("nothing_delivered", "请至少写一项送到的数量。")
    for position, units in sorted(wanted.items()):
        there = committed.get(position, 0)
        if units < 0:
            return Refusal("units", "数量要是 1 以上的整数。")
        if units > there:
            return Refusal("too_many_units", f"第 {position} 项还应交 {there}，不能交 {units}。请写 {there} 或更少。")
    if on > today:
        return Refusal("delivered_later", "送到的日子不能晚于今天。")
    return None


def words_refusal(*texts: str) -> Refusal | None:
    """Words that everybody will read hold no telephone or identity numbers."""
    for text in texts:
        found = PRIVATE.search(text)
        if found:
            return Refusal("private_number", "文字里像是有电话或证件号，公众都会看到，请删去再交。")
    return None
