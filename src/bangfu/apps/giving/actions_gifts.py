"""The only writers of orders, gifts, givers and refunds. Money stands in the books of `funds`; here stands whose it was."""

import base64
import secrets
from collections.abc import Collection
from datetime import date, datetime

from bangfu.apps.funds.api import receive, refund_lot
from bangfu.apps.giving import policy, rules
from bangfu.apps.giving.matching import match_gift
from bangfu.apps.giving.models import Campaign, Donor, Gift, Order, Refund
from bangfu.apps.giving.queries import gate_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.payments.models import PaymentEvent
from bangfu.plumbing.payments.notice import NotAccepted
from bangfu.values import Refusal, shanghai_day, tidy

NAME_MAX = 40
THROUGH = {"wechat": "wechat", "alipay": "alipay", "sandbox": "platform"}


def new_number() -> str:
    """80 random bits in base32: nobody comes from one gift to the next."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def proof_of(order: str, amount: int, on: date) -> str:
    """What a giver knows and nobody guesses: the platform's order number, with amount and day."""
    return f"{order.strip()}|{amount}|{on:%Y-%m-%d}"


@action("giving.open_order", unseen=True)
def open_order(
    *, by: Actor, at: datetime, key: str = "", campaign: str, amount: int, channel: str, name: str = ""
) -> Order:
    """Somebody is about to pay. Errors: ``Refused`` when the campaign may not ask for gifts now, or for a bad amount."""
    found = Campaign.objects.filter(number=campaign, state="public").first()
    if found is None:
        raise Hidden
    for reason in gate_of(found, shanghai_day(at)):
        raise Refused(reason)
    refuse(rules.amount_refusal(amount))
    if channel not in rules.CHANNELS:
        raise Refused(Refusal("giving.channel", "没有这种付款方式。"))
    order = Order(number=new_number(), campaign=found, amount=amount, channel=channel, opened_at=at)
    order.name = tidy(name)[:NAME_MAX]
    order.save(force_insert=True)
    record(subject=order, changes={"amount": (None, amount), "channel": ("", channel)})
    return order


def _gift(
    by: Actor,
    at: datetime,
    *,
    campaign: Campaign,
    amount: int,
    through: str,
    on: date,
    source: str,
    name: str,
    order: Order | None = None,
    refers: str = "",
) -> Gift:
    """Book it and write it down. ``refers``: the number by which its giver knows it, of the platform or the bank."""
    if campaign.pool is None:
        raise Refused(Refusal("giving.no_pool", "这项活动还没有账，不能登记捐赠。"))
    number = new_number()
    narrative = "收到捐赠"
    booked = receive(
        by=by, at=at, key=source, pool=campaign.pool, amount=amount, through=through, on=on, source=source,
        narrative=narrative,
    )  # fmt: skip
    if Gift.objects.filter(voucher=booked.voucher_id).exists():
        raise Refused(Refusal("giving.known", "这一笔已经登记过了。", "请用原来的查询码查看。"))
    gift = Gift.objects.create(
        number=number,
        campaign=campaign,
        pool=campaign.pool,
        amount=amount,
        through=through,
        given_on=on,
        voucher=booked.voucher_id,
        lot=booked.lot_id,
        order=order,
        entered_by=by.person,
        entered_at=at,
    )
    donor = Donor(gift=gift, salt=secrets.token_hex(16), name=name)
    donor.proof = proof_of(refers, amount, on) if refers else ""
    donor.save(force_insert=True)
    match_gift(gift, at)
    record(subject=gift, changes={"amount": (None, amount), "through": ("", through)})
    return gift


@action("giving.enter_gift")
def enter_gift(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    campaign: str,
    amount: int,
    through: str,
    on: date,
    refers: str = "",
    name: str = "",
    checked: Collection[str] = (),
) -> Gift:
    """Write down a gift that came in cash or by bank, after the taker's checklist.

    ``refers``: the bank's or platform's number of it: the same one is entered once. Errors: ``Denied``, ``Hidden``, ``Refused``.
    """
    found = Campaign.objects.filter(number=campaign, state__in=["public", "ended"]).first()
    if found is None:
        raise Hidden
    if not by.may(policy.BOOK, Scope(organisation=found.payee)):
        raise Denied(policy.BOOK)
    refuse(rules.amount_refusal(amount))
    refuse(rules.checklist_refusal("taker", checked, goods=False))
    if through not in rules.THROUGH:
        raise Refused(Refusal("giving.channel", "没有这种到账渠道。"))
    if on > shanghai_day(at):
        raise Refused(Refusal("giving.future", "到账日期在今天以后，请核对。"))
    source = f"hand:{through}:{refers.strip() or key or new_number()}"[:80]
    return _gift(
        by, at, campaign=found, amount=amount, through=through, on=on, source=source, name=tidy(name)[:NAME_MAX],
        refers=refers,
    )  # fmt: skip


def book_event(event: PaymentEvent, amount: int, at: datetime) -> None:
    """Book what a verified notice brings: a gift, or money to be given back once a person approved it.

    Errors: ``NotAccepted`` when it fits none of our orders: the notice then waits for a person.
    """
    order = Order.objects.select_related("campaign").filter(number=event.order_no, channel=event.provider).first()
    if order is None:
        raise NotAccepted("no_order", "没有这张订单，或不是这个渠道的。", verified=True)
    if event.kind == "refunded":
        gift = Gift.objects.get(order=order)
        Refund.objects.create(
            gift=gift, amount=amount, reason="支付渠道通知退款", event=event.pk, asked_by="system", asked_at=at
        )
        return
    if amount != order.amount:
        raise NotAccepted("other_amount", "付款的金额和订单不一样。", verified=True)
    on = shanghai_day(event.occurred_at)
    try:
        _gift(
            SYSTEM_ACTOR, at, campaign=order.campaign, amount=amount, through=THROUGH[event.provider], on=on,
            source=f"{event.provider}:{event.trade_no}", name=order.name, order=order, refers=event.trade_no,
        )  # fmt: skip
    except Refused as refused:  # a closed month, a campaign without books: somebody must look
        raise NotAccepted("not_booked", refused.refusal.sentence[:200], verified=True) from None


@action("giving.ask_refund")
def ask_refund(*, by: Actor, at: datetime, key: str = "", gift: str, amount: int, reason: str) -> Refund:
    """Ask that (part of) a gift goes back; another person approves. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked_gift(by, gift)
    refuse(rules.amount_refusal(amount))
    asked = sum(each.amount for each in found.refunds.all())
    if asked + amount > found.amount:
        raise Refused(
            Refusal("giving.refund_much", "几次退款加起来比捐的还多。", f"最多还能退 {found.amount - asked} 分。")
        )
    if not rules.REASON_MIN <= len(reason.strip()) <= rules.REASON_MAX:
        raise Refused(Refusal("giving.reason", f"请写明原因，{rules.REASON_MIN} 至 {rules.REASON_MAX} 个字。"))
    made = Refund.objects.create(gift=found, amount=amount, reason=tidy(reason), asked_by=by.person, asked_at=at)
    record(subject=made, changes={"amount": (None, amount)})
    return made


@action("giving.approve_refund")
def approve_refund(*, by: Actor, at: datetime, key: str = "", refund: int) -> Refund:
    """Approve and book a refund: only fen of this gift that nobody has spent. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = Refund.objects.select_for_update().select_related("gift__campaign").filter(pk=refund).first()
    if found is None:
        raise Hidden
    if not by.may(policy.BOOK, Scope(organisation=found.gift.campaign.payee)):
        raise Denied(policy.BOOK)
    if found.approved_by:
        raise Refused(Refusal("giving.refunded", "这笔退款已经办过了。", "请刷新页面。"))
    if found.asked_by == by.person:
        raise Refused(Refusal("giving.own_refund", "这笔退款是您提的，请由另一位同事批准。"))
    voucher = refund_lot(
        by=SYSTEM_ACTOR, at=at, key=f"refund:{found.pk}", lot_id=found.gift.lot, amount=found.amount,
        reason="退回捐赠人", checker=by, on=shanghai_day(at),
    )  # fmt: skip
    found.approved_by, found.approved_at, found.voucher = by.person, at, voucher.pk
    found.save()
    record(subject=found, changes={"voucher": (None, voucher.pk)})
    return found


def _locked_gift(by: Actor, number: str) -> Gift:
    found = Gift.objects.select_for_update().select_related("campaign").filter(number=number).first()
    if found is None:
        raise Hidden
    if not by.may(policy.BOOK, Scope(organisation=found.campaign.payee)):
        raise Denied(policy.BOOK)
    return found


@action("giving.forget_giver")
def forget_giver(*, by: Actor, at: datetime, key: str = "", gift: str) -> Gift:
    """Erase who gave: the gift, the books and the public records stay as they are."""
    found = _locked_gift(by, gift)
    Donor.objects.filter(gift=found).delete()
    record(subject=found, note="按捐赠人的要求删去个人信息。")
    return found
