"""Pure decisions about offers (供给) and orders (点单): their lives, what may be submitted, who checks. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

WAYS = {
    "money": "资金",
    "goods": "物资",
    "facility": "设施",
    "training": "培训",
    "project": "项目",
    "volunteers": "志愿",
    "channel": "渠道",
}
"""In which way it is given, as the supply ledgers say it (方式)."""
LIFE = LifeCycle(
    "供给",
    {
        "draft": "草稿",
        "submitted": "待审核",
        "returned": "退回补充",
        "published": "可点单",
        "paused": "暂停",
        "ended": "已结束",
    },
    (
        Transition("submit", ("draft", "returned"), "submitted", "offers.draft", "提交审核", "提醒审核岗"),
        Transition("return", ("submitted",), "returned", "offers.check", "退回补充", "告诉组织缺什么"),
        Transition("publish", ("submitted",), "published", "offers.check", "审核通过并公开", "写入公开记录"),
        Transition("pause", ("published",), "paused", "offers.draft", "暂停点单", "已有的点单照常办"),
        Transition("resume", ("paused",), "published", "offers.draft", "恢复点单", ""),
        Transition(
            "end",
            ("draft", "submitted", "returned", "published", "paused"),
            "ended",
            "offers.draft",
            "结束",
            "没答复的点单退回",
        ),
    ),
)
ENDS = {
    "given": "已全部给出",
    "over": "有效期已过",
    "withdrawn": "组织不再提供",
}
ORDER_LIFE = LifeCycle(
    "点单",
    {"asked": "等组织答复", "accepted": "已接受", "released": "已退回"},
    (
        Transition("accept", ("asked",), "accepted", "offers.draft", "接受", "数量转为已签约，占一个承接名额"),
        Transition("decline", ("asked",), "released", "offers.draft", "婉拒", "数量退回，后面的递补"),
        Transition("withdraw", ("asked",), "released", "offers.order", "撤回点单", "数量退回，后面的递补"),
        Transition("expire", ("asked",), "released", "", "到期退回", "组织没有在期限内答复"),
        Transition("end", ("asked",), "released", "", "随供给结束", "数量退回"),
    ),
)
RELEASED_HOW = {
    "declined": "组织婉拒",
    "withdrawn": "村里撤回",
    "expired": "组织没有按时答复",
    "ended": "供给已结束",
}
TITLE_MIN, TITLE_MAX = 4, 60
QUANTITY_MAX = 10**12
LINES_MAX = 20
WAIT_HOURS_UNLESS_SAID = 72
"""For the organisation to answer an order, when the pack's rulebook names no other figure."""


@dataclass(frozen=True, slots=True)
class Given:
    """One item that can be had: ``quantity`` whole ``unit`` of ``item``."""

    item: str
    quantity: int
    unit: str
    resource: str = ""
    note: str = ""


def line_refusals(lines: Sequence[Given]) -> list[Refusal]:
    """What is wrong with the items; the sentence names the item's place, counted from one."""
    found = []
    if not lines:
        found.append(Refusal("no_lines", "请至少写一项能给什么、给多少。"))
    if len(lines) > LINES_MAX:
        found.append(Refusal("too_many_lines", f"一份供给最多 {LINES_MAX} 项，请拆成几份。"))
    seen: dict[tuple[str, str], int] = {}
    for place, line in enumerate(lines, 1):
        if not line.item.strip():
            found.append(Refusal("line_item", f"第 {place} 项没有写能给什么。"))
        if not 1 <= line.quantity <= QUANTITY_MAX:
            found.append(Refusal("line_quantity", f"第 {place} 项的数量要是 1 以上的整数。"))
        if not line.unit.strip():
            found.append(Refusal("line_unit", f"第 {place} 项没有写单位，例如台、次、人。"))
        first = seen.setdefault((line.item.strip(), line.unit.strip()), place)
        if first != place:
            found.append(Refusal("line_twice", f"第 {first} 项和第 {place} 项是同一样东西，请合成一项。"))
    return found


def draft_refusals(*, title: str, way: str, starts_on: date | None, ends_on: date | None) -> list[Refusal]:
    """What cannot even be kept as a draft."""
    found = []
    if not TITLE_MIN <= len(title.strip()) <= TITLE_MAX:
        found.append(
            Refusal(
                "title_length",
                f"供给名称请写 {TITLE_MIN} 至 {TITLE_MAX} 个字。",
                "一句话说清能给什么，例如“果树修剪技术下乡，每村一天”。",
            )
        )
    if way not in WAYS:
        found.append(Refusal("way", "请选一种方式：资金、物资、设施、培训、项目、志愿或渠道。"))
    if starts_on and ends_on and ends_on < starts_on:
        found.append(Refusal("dates_order", "截止的日子不能早于开始的日子。"))
    return found


def submit_refusals(
    *, lines: Sequence[Given], places: int, theme: str, ends_on: date | None, on: date
) -> list[Refusal]:
    """What keeps a draft from being submitted ``on`` a day. ``places``: how many places it serves."""
    found = line_refusals(lines)
    if not theme:
        found.append(Refusal("no_theme", "请选一个领域。"))
    if not places:
        found.append(Refusal("no_places", "请写服务哪些地方，至少一个；全省都去就写省名。"))
    if ends_on is None:
        found.append(Refusal("no_end", "请写有效期到哪天。"))
    elif ends_on < on:
        found.append(Refusal("end_past", "有效期已经过了，请写今天以后的日子。"))
    return found


def check_refusal(*, entered_by: str, checker: str) -> Refusal | None:
    """U1: the one who entered it does not check it."""
    if entered_by == checker:
        return Refusal("own_offer", "这份供给是您填报的，请由另一位同事审核。")
    return None


def reason_refusal(reason: str) -> Refusal | None:
    """Returning, declining and stepping back take a reason that people can read."""
    if len(reason.strip()) < 2:
        return Refusal("reason", "请写一句原因，对方会看到。")
    return None


def order_refusal(*, state: str, serves: bool, ends_on: date | None, on: date) -> Refusal | None:
    """Whether an offer takes orders of a place ``on`` a day. ``serves``: whether the place lies in what it serves."""
    if state != "published":
        return Refusal("not_published", "这份供给现在不接受点单，可能刚暂停或已结束。请看看别的供给。")
    if ends_on is not None and ends_on < on:
        return Refusal("offer_over", "这份供给的有效期已经过了。请看看别的供给，或请组织延期。")
    if not serves:
        return Refusal("not_served", "这份供给不服务您这个地方。请看看服务本地的供给，或直接联系这家组织。")
    return None


def purpose_refusal(purpose: str) -> Refusal | None:
    """An order says for whom and what for: the organisation decides by it."""
    if len(purpose.strip()) < 10:
        return Refusal("purpose_words", "请写清给谁用、派什么用场，至少 10 个字，组织按它来定。")
    return None


def own_order_refusal(*, asked_by: str, answers: str) -> Refusal | None:
    """U3: nobody accepts an order of their own."""
    if asked_by == answers:
        return Refusal("own_order", "这次点单是您自己提交的，请由组织里另一位同事答复。")
    return None
