"""Pure decisions about claims (接单): their life, what a complete offer says, who should answer. No Django.

Who gets open units, who waits where and what a choice moves stand in ``plumbing.quantities.waiting``: offers use the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

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
    ),
)
RELEASED_HOW = {
    "withdrawn": "组织退出",
    "passed_over": "村里选了别家",
    "expired": "没有按时写完方案",
    "ended": "需求已结束",
}


def offer_refusal(plan: str) -> Refusal | None:
    """A complete offer says in words how it will be done."""
    if len(plan.strip()) < 10:
        return Refusal("plan_words", "请写明打算怎么做、什么时候做，至少 10 个字，村里按它来选。")
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
