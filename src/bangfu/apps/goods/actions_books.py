"""Goods in the books: their value comes in with the lot, and goes out when the units were accepted or are gone.

The books' own door does the bookkeeping: one treasurer asks, another approves. Goods without a value stand in no account, as the
accounting rules want: their quantity is here, and nothing is invented.
"""

from datetime import datetime

from django.db.models import Sum

from bangfu.apps.funds import api as funds
from bangfu.apps.goods import policy
from bangfu.apps.goods.actions import lot_under_lock
from bangfu.apps.goods.models import Booking, GoodsLot
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record
from bangfu.values import Refusal, shanghai_day

GENERAL = "接受的物资"
OUT = {"use": ("accepted", "物资发放使用"), "loss": ("gone", "物资损耗核销")}


@action("goods.book_receipt")
def book_receipt(*, by: Actor, at: datetime, key: str = "", number: str, fund: int) -> Booking:
    """Book a lot at its value into the goods of a fund. Once only.

    Errors: ``Denied`` without ``funds.book``; ``Refused`` for goods without a value, a booked lot, a fund of others, a closed
    month.
    """
    lot = _valued(by, number, policy.BOOK)
    if lot.bookings.filter(kind="receipt").exists():
        raise Refused(Refusal("booked", "这一批已经入账，没有重复记账。"))
    party = funds.Fund.objects.filter(pk=fund, organisation=lot.organisation).first()
    if party is None:
        raise Refused(Refusal("no_such_fund", "请选本组织的一个基金。"))
    pool, amount = _pool(by, at, party, lot), lot.quantity * (lot.unit_fen or 0)
    receipt = funds.receive(
        by=by,
        at=at,
        key=f"goods:{lot.number}",
        pool=pool.pk,
        amount=amount,
        through="stock",
        on=lot.received_on,
        source=lot.number,
        narrative=f"接受实物捐赠：{lot.item} {lot.quantity} {lot.unit}",
    )
    made = Booking.objects.create(
        lot=lot,
        kind="receipt",
        pool=pool,
        units=lot.quantity,
        amount_fen=amount,
        voucher=receipt.voucher_id,
        asked_by=by.person,
        at=at,
    )
    record(subject=made, changes={"amount_fen": (None, amount)}, note=f"{lot.number} 入账")
    return made


@action("goods.ask_booking")
def ask_booking(*, by: Actor, at: datetime, key: str = "", number: str, kind: str) -> Booking:
    """Ask to book the use (or the loss) of all units that were accepted (or are gone) and are not booked yet.

    Errors: ``Denied``; ``Refused`` when the lot was not booked, nothing is open, or the pool lacks the value.
    """
    lot = _valued(by, number, policy.BOOK)
    receipt = lot.bookings.filter(kind="receipt").first()
    if receipt is None or kind not in OUT:
        raise Refused(Refusal("not_booked", "这一批还没有入账，请先入账。"))
    column, words = OUT[kind]
    booked = lot.bookings.filter(kind=kind).aggregate(units=Sum("units"))["units"] or 0
    units = getattr(lot, column) - booked
    if units < 1:
        raise Refused(Refusal("nothing_to_book", "没有还没记账的数量。"))
    amount = units * (lot.unit_fen or 0)
    kept = funds.reserve_spend(
        by=by,
        at=at,
        key=f"goods:{lot.number}:{kind}:{booked}",
        parts=[funds.Part(receipt.pool_id, amount)],
        on=shanghai_day(at),
        source=lot.number,
        narrative=f"{words}：{lot.item} {units} {lot.unit}",
    )
    made = Booking.objects.create(
        lot=lot,
        kind=kind,
        pool_id=receipt.pool_id,
        units=units,
        amount_fen=amount,
        reservation=kept.pk,
        asked_by=by.person,
        at=at,
    )
    record(subject=made, changes={"amount_fen": (None, amount)}, note=f"{lot.number} 申请记账")
    return made


@action("goods.approve_booking")
def approve_booking(*, by: Actor, at: datetime, key: str = "", booking: str) -> Booking:
    """Another treasurer books it. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    number = Booking.objects.filter(pk=booking, kind__in=OUT).values_list("lot__number", flat=True).first()
    if number is None:
        raise Hidden
    lot_under_lock(by, number, policy.APPROVE)
    found = Booking.objects.select_for_update().get(pk=booking)
    if found.voucher is not None:
        raise Refused(Refusal("booked", "这一笔已经记账，没有重复。"))
    posted = funds.post_spend(
        by=by,
        at=at,
        key=f"goods:booking:{found.pk}",
        reservation=found.reservation or 0,
        on=shanghai_day(at),
        out_of="stock",
    )
    found.voucher, found.decided_by = posted.pk, by.person
    found.save(update_fields=["voucher", "decided_by"])
    record(subject=found, changes={"decided_by": ("", by.person)})
    return found


def _valued(by: Actor, number: str, permission: str) -> GoodsLot:
    lot = lot_under_lock(by, number, permission)
    if lot.unit_fen is None:
        raise Refused(Refusal("unvalued", "不计价的物资只登记数量，不进账。"))
    return lot


def _pool(by: Actor, at: datetime, fund: funds.Fund, lot: GoodsLot) -> funds.Pool:
    """The fund's pool of this kind of goods for this purpose, opened at need."""
    what = {
        "purpose": lot.purpose or GENERAL,
        "village": lot.place.code if lot.place else "",
        "medium": "goods",
        "item": f"{lot.item}（{lot.unit}）"[:40],
    }
    known = funds.Pool.objects.filter(fund=fund, **what).first()
    return known or funds.open_pool(by=by, at=at, fund=fund.pk, **what)  # type: ignore[no-any-return]
