"""Pure decisions about campaigns and gifts: amounts, the legal gate, what both sides check before a gift. No Django."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import InvalidValue, Money, Refusal, fold, has_invisible

KINDS = {"630": "6·30活动", "heart": "我为慈善献爱心", "one_yuan": "扫码一元捐", "own": "自办活动"}
CHANNELS = {"wechat": "微信支付", "alipay": "支付宝", "sandbox": "演示付款"}
THROUGH = {"bank": "银行", "wechat": "微信支付", "alipay": "支付宝", "platform": "指定平台", "cash": "现金"}
ANYBODY = "爱心人士"
CYCLE = LifeCycle(
    "募捐活动",
    {"draft": "草稿", "submitted": "待核实", "public": "已公开", "ended": "已结束"},
    (
        Transition("submit", ("draft",), "submitted", "giving.run", "提交核实", "登记管理机关看到"),
        Transition("return", ("submitted",), "draft", "giving.check", "退回补充", "写明原因"),
        Transition("publish", ("submitted",), "public", "giving.check", "公开", "公众看到，写入公开记录"),
        Transition("end", ("public",), "ended", "giving.run", "结束", "捐赠按钮撤下，账继续公开"),
    ),
)
TITLE_MAX, PURPOSE_MAX, LINE_MAX, REASON_MIN, REASON_MAX = 60, 600, 120, 4, 200
GIFT_MAX = 100_000_000 * 100
"""Fen. One gift through a form is not larger than a hundred million yuan; larger ones have an agreement."""
_PLAIN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_HTTPS = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?::443)?(?:/[^\s]*)?")

CHECKLIST = {
    "giver": (
        ("own", "捐的是自己合法所有、有权处分的财产"),
        ("free", "自愿捐赠，没有摊派，也不要求回报或指定利害关系人受益"),
        ("plan", "看过募捐方案：款项给谁、用于什么、剩余怎么办"),
        ("name", "想好了署名还是匿名，要不要捐赠票据和协议"),
    ),
    "taker": (
        ("right", "有公开募捐资格或合作协议，方案已备案且在期限内"),
        ("account", "收款账户是慈善组织自己的账户"),
        ("use", "用途写明，能按用途单独记账"),
        ("clean", "来源没有疑问；大额的已按规定核对捐赠人身份"),
        ("goods", "物资有合格证明、在保质期内，估价有依据"),
    ),
}
"""What each side checks before a gift (依法依规). Source: Charity Law arts 24, 32, 35, 36, 38, 40."""


def read_amount(text: str) -> int | Refusal:
    """A gift in fen from what a form holds, or why not.

    Digits of other scripts and of full width are refused rather than guessed: what is shown is what is paid.

    >>> read_amount("1"), read_amount("12.50")
    (100, 1250)
    """
    typed = text.strip(" ")
    if not typed:
        return Refusal("giving.amount_empty", "请填金额。", "例如 1 或 10.50。")
    if fold(typed) != typed or has_invisible(typed) or not typed.isascii():
        return Refusal("giving.amount_digits", f"“{typed[:20]}”里有全角或别的文字的数字。", "请用半角数字 0 至 9。")
    if typed.startswith("-"):
        return Refusal("giving.amount_negative", f"金额不能为负：“{typed[:20]}”。", "退款请走退款的办理。")
    if not _PLAIN.fullmatch(typed):
        return Refusal("giving.amount_form", f"“{typed[:20]}”不是金额。", "请写成 1、10.50 或 1,000。")
    try:
        fen = Money.parse(typed).fen
    except InvalidValue as wrong:
        return wrong.refusal
    return amount_refusal(fen) or fen


def amount_refusal(fen: int) -> Refusal | None:
    """A gift is at least one fen and not beyond what a form may bring."""
    if fen <= 0:
        return Refusal("giving.amount_zero", "金额要大于零。", "最少 0.01 元。")
    if fen > GIFT_MAX:
        return Refusal(
            "giving.amount_large", "金额超过一亿元，请直接和慈善组织签捐赠协议。", "也请核对是不是多打了零。"
        )
    return None


@dataclass(frozen=True, slots=True)
class Charity:
    """What the registry knows of who receives the money. Days are None when not recorded."""

    number: str
    name: str
    credit_code: str = ""
    is_charity: bool = False
    is_verified: bool = False
    fundraising_from: date | None = None
    fundraising_until: date | None = None

    def is_qualified(self, on: date) -> bool:
        """Whether its 公开募捐资格 covers the day. Without an end it stands until it is taken away."""
        begun = self.fundraising_from is not None and self.fundraising_from <= on
        return begun and (self.fundraising_until is None or on <= self.fundraising_until)


@dataclass(frozen=True, slots=True)
class Plan:
    """The filed plan (募捐方案) and the address it is open at; ``agreement`` of a partner with the charity, if any."""

    organiser: str
    payee: str
    plan_no: str
    plan_from: date | None
    plan_until: date | None
    platform: str
    platform_url: str
    agreement: str = ""


def gate(plan: Plan, payee: Charity | None, on: date) -> tuple[Refusal, ...]:
    """Why nobody may be asked to give on this day, in words for everybody; empty when the button may stand.

    Source: Charity Law arts 22 to 27 (qualification or partner agreement, filed plan, designated platform).
    """
    found = []
    if payee is None or not payee.is_verified:
        found.append(Refusal("giving.no_payee", "收款的慈善组织没有经过核实。"))
    elif not payee.is_charity or not payee.credit_code:
        found.append(Refusal("giving.not_charity", "收款方没有登记为慈善组织，或没有统一社会信用代码。"))
    elif not payee.is_qualified(on):
        found.append(Refusal("giving.no_right", "收款方没有公开募捐资格，或资格不在有效期内。"))
    if plan.organiser != plan.payee and not plan.agreement:
        found.append(Refusal("giving.no_agreement", "发起方和收款的慈善组织不是同一家，没有登记合作募捐协议。"))
    if not plan.plan_no:
        found.append(Refusal("giving.no_plan", "募捐方案没有备案号。"))
    found += _days(plan, on)
    if not plan.platform or not _HTTPS.fullmatch(plan.platform_url):
        found.append(Refusal("giving.no_page", "没有登记指定平台上的备案页面。"))
    return tuple(found)


def _days(plan: Plan, on: date) -> list[Refusal]:
    if plan.plan_from is None or plan.plan_until is None or plan.plan_from > plan.plan_until:
        return [Refusal("giving.no_days", "募捐方案没有写明起止日期。")]
    if on < plan.plan_from:
        return [Refusal("giving.early", f"募捐从 {plan.plan_from} 开始，还没有到。")]
    if on > plan.plan_until:
        return [Refusal("giving.over", f"募捐方案备案的期限到 {plan.plan_until} 已满，没有新的备案。")]
    return []


def checking_refusal(*, state: str, step: str, entered_by: str, by: str) -> Refusal | None:
    """Nobody lets through what they entered."""
    if entered_by == by:
        return Refusal("giving.own", "这项活动是您填的，请由另一位同事核实。")
    return CYCLE.refusal(state, step)


def checklist_refusal(side: str, ticked: Collection[str], *, goods: bool) -> Refusal | None:
    """Each line of a side's checklist was answered; the one on goods only for goods."""
    missing = [words for code, words in CHECKLIST[side] if code not in ticked and (goods or code != "goods")]
    if missing:
        return Refusal("giving.checklist", f"核对清单还有 {len(missing)} 项没有确认：{missing[0]}。", "请逐项核对。")
    return None
