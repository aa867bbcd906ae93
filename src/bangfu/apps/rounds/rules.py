"""Pure decisions about invitations, rounds and needs that nobody came for. No Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

ANSWER_DAYS_UNLESS_SAID = 7
REMIND_DAYS_BEFORE = 2
LIFE = LifeCycle(
    "邀请",
    {"sent": "等组织答复", "accepted": "已接受", "declined": "已婉拒", "silent": "没有答复", "withdrawn": "已收回"},
    (
        Transition("accept", ("sent",), "accepted", "exchange.claim", "接受", "成为一次接单，由村里选定"),
        Transition("decline", ("sent",), "declined", "exchange.claim", "婉拒", "记下原因，以后推荐时参考"),
        Transition("expire", ("sent",), "silent", "", "到期", "不算同意"),
        Transition("withdraw", ("sent",), "withdrawn", "rounds.invite", "收回", "告诉组织"),
    ),
)
STEPS_UNLESS_SAID = (30, 60, 90)
OFFICES = ("district", "hub", "city")
"""Who must act at each of the three steps: the county's office, the hubs through it, the city's."""
OFFICE_WORDS = {"district": "区县", "hub": "枢纽", "city": "市"}


def invite_refusal(*, state: str, claim_by: date | None, on: date) -> Refusal | None:
    """Whether a need can be answered at all on a day."""
    if state != "published":
        return Refusal("not_published", "这条需求现在不接单，不能再邀请。")
    if claim_by is not None and claim_by < on:
        return Refusal("counter_closed", "接单已经截止，请先请村里延期再邀请。")
    return None


def pair_refusal(
    pair: tuple[str, str],
    *,
    able: Collection[str],
    declined: Collection[tuple[str, str]],
    resting: Collection[str],
    there: Collection[tuple[str, str]],
    invited: Collection[tuple[str, str]],
) -> Refusal | None:
    """Why a pair (need, organisation) is not invited now; None when it may be."""
    organisation = pair[1]
    if organisation not in able:
        return Refusal("not_eligible", "这家组织现在不能接单：资料未核实、信用状态不正常或已注销。")
    if pair in declined:
        return Refusal("declined", "有一方说过“不合适”，还没有收回。")
    if organisation in resting:
        return Refusal("resting", "这家组织说过本季度排满了。")
    if pair in there:
        return Refusal("there_already", "这家组织已经在接这条需求。")
    if pair in invited:
        return Refusal("invited_already", "已经邀请过，正等答复。")
    return None


def reason_refusal(reason: str) -> Refusal | None:
    """An invitation says why just this organisation."""
    if len(reason.strip()) < 2:
        return Refusal("reason", "请写一句为什么邀请这家，对方会看到。")
    return None


def climb_refusal(step: int, reached: int) -> Refusal | None:
    """K2: a need climbs one step after the other. ``reached``: how many it has behind it."""
    if step != reached + 1:
        return Refusal("step_order", "要一级一级上报，请刷新页面看最新情况。")
    return None


ACTS = {
    "invite": "邀请",
    "next": "邀请下一家",
    "extend": "延期",
    "split": "拆成几条",
    "rewrite": "改写说明",
    "order": "看能点的供给",
    "spread": "推送给更多人",
}
"""The one thing to do, by its code: the word on the button."""
ACT_OF = {
    "closed": "extend",
    "all_declined": "rewrite",
    "blocked": "split",
    "offered": "order",
    "all_full": "spread",
    "nobody_able": "spread",
    "lapsed": "next",
    "asked": "next",
    "declined": "rewrite",
    "silent": "next",
    "not_invited": "invite",
    "not_taken": "next",
}
"""By the code of the reason, what to do about it."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why nobody came, in one sentence, and one thing to do; ``code`` for figures, ``offer`` a number to order from."""

    code: str
    sentence: str
    suggestion: str
    offer: str = ""

    @property
    def act(self) -> str:
        """What to do, of :data:`ACTS`."""
        return ACT_OF[self.code]


@dataclass(frozen=True, slots=True)
class Asked:
    """How often somebody was invited to a need: ``sent``, still ``open``, ended without an answer (``silent``); claims that
    ``lapsed`` because nobody wrote the plan in time or because they were given up."""

    sent: int = 0
    open: int = 0
    silent: int = 0
    lapsed: int = 0


def why_nobody(
    *,
    able: int,
    rules: Sequence[str] = (),
    declines: Mapping[str, int] | None = None,
    full: int = 0,
    asked: Asked = Asked(),
    closed: bool = False,
    offer: str = "",
) -> Why:
    """The first reason that explains it.

    Args:
        able: organisations that the recommendations name. rules: the hard rules that keep others out, the most frequent first.
        declines: declines of this need in force by their words. full: who would be named but said that the quarter is full. asked: what was tried. closed: the counter's last day is over.
        offer: number of a published offer of the same kind for the place; "" for none.
    """
    declines = declines or {}
    words = max(declines, key=lambda each: (declines[each], each)) if declines else ""
    if closed:
        return Why("closed", "接单截止日期已经过了，没有人能再接。", "请村里延期，或如实结束这条需求。")
    if able == 0:
        return _why_nobody_is_able(rules, words, sum(declines.values()), full, offer)
    if asked.lapsed:
        return Why("lapsed", f"有 {asked.lapsed} 家接过单，后来退出或没有按时写完方案。", "请再邀请名单上的下一家。")
    if words:
        return Why(
            "declined", f"有组织说过“不合适”，说得最多的是：{words}。", "请按这个原因改一改需求，再邀请名单上的下一家。"
        )
    if asked.open:
        return Why("asked", f"邀请了 {asked.open} 家，正等它们答复。", "想快一点，可以同时邀请名单上的下一家。")
    if not asked.sent:
        return Why("not_invited", f"名单上有 {able} 家合适，还没有人邀请过它们。", "请从名单第一家和新伙伴开始邀请。")
    if asked.silent:
        words = f"邀请了 {asked.sent} 家，{asked.silent} 家没有答复。"
        return Why("silent", words, "请打电话问一问，或请它们的枢纽转告。")
    return Why("not_taken", f"邀请了 {asked.sent} 家，还没有人接单。", "请再邀请名单上的下一家。")


def _why_nobody_is_able(rules: Sequence[str], declined: str, count: int, full: int, offer: str) -> Why:
    if declined:
        words = f"合适的组织都说过“不合适”（{count} 次），说得最多的是：{declined}。"
        return Why("all_declined", words, "请按这个原因改写说明，再发一条。")
    if offer:
        return Why("offered", "名录里没有组织能来接，但有一家的供给能点。", "请看这条供给，合适就请村里点单。", offer)
    if full:
        return Why("all_full", f"合适的 {full} 家这个季度都排满了。", "请推送给别的区市，或等下个季度再邀请。")
    if rules:
        return Why("blocked", f"能力相近的组织都被硬条件挡住：{rules[0]}", "请看能不能放宽这一条，或拆成几条小的需求。")
    return Why("nobody_able", "名录里现在没有一家组织合适。", "请推送给别的区市，或请枢纽在会员里问一遍。")
