"""Pure decisions about claims (接单): their life, what a complete offer says, who should answer. No Django.

Who gets open units, who waits where and what a choice moves stand in ``plumbing.quantities.waiting``: offers use the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

Units = Mapping[int, int]
"""Whole units by the line's position."""
HOURS_UNLESS_SAID = 72
"""To complete an offer, and to answer one, when the pack's rulebook names no other figure."""
CLAIM_LIFE = LifeCycle(
    "接单",
    {
        "started": "洽谈中",
        "offered": "等村里选定",
        "chosen": "已选定",
        "released": "已退出",
    },
    (
        Transition("offer", ("started",), "offered", "exchange.claim", "提交方案", "村里开始计时答复"),
        Transition("choose", ("offered",), "chosen", "exchange.choose", "选定", "数量转为已签约"),
        Transition("pass_over", ("offered",), "released", "exchange.choose", "婉拒", "数量退回，后面的递补"),
        Transition("withdraw", ("started", "offered"), "released", "exchange.claim", "退出", "数量退回，后面的递补"),
        Transition("expire", ("started",), "released", "", "到期退回", "没有按时写完方案"),
        Transition("end", ("started", "offered"), "released", "", "随需求结束", "数量和名额退回"),
        Transition(
            "undo", ("chosen",), "released", "exchange.choose", "撤销选定", "还没开工时才行；数量退回，后面的递补"
        ),
    ),
)
RELEASED_HOW = {
    "withdrawn": "组织退出",
    "passed_over": "村里选了别家",
    "expired": "没有按时写完方案",
    "ended": "需求已结束",
    "undone": "村里撤销了选定",
}
PROPOSAL_STATES = {"open": "等组织答复", "accepted": "组织同意", "declined": "组织不同意", "gone": "已作废"}


def offer_refusal(plan: str) -> Refusal | None:
    """A complete offer says in words how it will be done."""
    if len(plan.strip()) < 10:
        return Refusal("plan_words", "请写明打算怎么做、什么时候做，至少 10 个字，村里按它来选。")
    return None


def seen_refusal(now: Mapping[str, int], seen: Mapping[str, int]) -> Refusal | None:
    """Whether what is chosen is still what the official saw. Versions by claim id; what was not seen is not compared."""
    if any(claim in now and now[claim] != version for claim, version in seen.items()):
        return Refusal("changed_meanwhile", "选中的方案刚被组织改过，请看一眼最新的数量和日期再选定。")
    return None


def units_refusal(wanted: Units, before: Units, held: Units, left: Units) -> Refusal | None:
    """Whether a live claim may want other units than before.

    More can only come from what is open: whoever asks for more later does not pass those who wait.
    """
    if not any(wanted.values()):
        return Refusal("nothing_wanted", "至少要留一项的数量；都不接了请退出这次接单。")
    for place, units in sorted(wanted.items()):
        if units < 0:
            return Refusal("units", "数量要是 1 以上的整数。")
        most = before.get(place, 0) + left.get(place, 0)
        if units > before.get(place, 0) and units > most:
            return Refusal("too_many_units", f"第 {place} 项最多能改到 {most}。请写 {most} 或更少。")
    return None


def undo_refusal(*, begun: bool, moved_on: bool) -> Refusal | None:
    """A choice is taken back only while nothing has come of it."""
    if begun or moved_on:
        return Refusal("begun", "已经开工或交付，不能再撤销选定；请和承接方商量退出，或请镇里协调。")
    return None


@dataclass(frozen=True, slots=True)
class Office:
    """Who should answer an offer: how pages call them, and of how many digits their places are."""

    words: str
    digits: int


OFFICES = {
    "village": Office("村里", 12),
    "town": Office("镇里", 9),
    "county": Office("县里", 6),
    "prefecture": Office("市里", 4),
}
CLIMBS_UNLESS_SAID = ("village", "town", "county")


def offices(climbs: Sequence[str]) -> tuple[Office, ...]:
    """The offices that a matter climbs when nobody answers, the nearest first; names that the table lacks are passed by."""
    known = tuple(OFFICES[name] for name in climbs if name in OFFICES)
    return known or tuple(OFFICES[name] for name in CLIMBS_UNLESS_SAID)
