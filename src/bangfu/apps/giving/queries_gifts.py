"""Finding a gift, and what became of each fen of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.funds.api import Pool, Voucher, uses_of
from bangfu.apps.giving import policy
from bangfu.apps.giving.actions_gifts import proof_of
from bangfu.apps.giving.models import Donor, Gift, Matched, Refund
from bangfu.apps.giving.questions import deliveries_of_spend
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.sealed.fields import index_values
from bangfu.values import Money

LIST_MAX = 200


def gift_of(number: str) -> Gift:
    """A gift by its number. Errors: ``Hidden``."""
    found = Gift.objects.select_related("campaign").filter(number=number.lower()).first()
    if found is None:
        raise Hidden
    return found


def find_gift(*, order: str, amount: int, on: date) -> Gift | None:
    """A gift by what its giver has: the platform's order number, amount and day. Nothing else tells it."""
    wanted = index_values(Donor, "proof", proof_of(order, amount, on))
    found = Donor.objects.filter(proof_index__in=wanted).select_related("gift").first() if order.strip() else None
    return found.gift if found else None


@dataclass(frozen=True, slots=True)
class Trace:
    """``used``, ``refunded`` and ``left`` fen add up to the gift's ``amount``; ``events`` are stations for the timeline.

    ``logged``: the number under which the public log knows the voucher of the gift.
    """

    gift: Gift
    pool: str
    used: int
    refunded: int
    left: int
    waiting: int
    events: list[dict[str, Any]]
    logged: str


def _yuan(fen: int) -> str:
    return str(Money(fen))


def trace_of(gift: Gift) -> Trace:
    """The five stations of a gift: given, in its fund, paid out, bought or served, accepted; refunds and what is left too."""
    pool = Pool.objects.select_related("fund").get(pk=gift.pool)
    voucher = Voucher.objects.select_related("organisation", "period").get(pk=gift.voucher)
    ways = uses_of(gift.lot)
    papers = Voucher.objects.select_related("organisation", "period")
    spending = papers.in_bulk({way.voucher_id for way in ways})
    spent = [way for way in ways if way.status == "used"]
    back = sum(way.amount for way in ways if way.status == "refunded")
    gone = sum(way.amount for way in ways if way.status in ("used", "refunded"))
    waiting = sum(each.amount for each in Refund.objects.filter(gift=gift, approved_by=""))
    events: list[dict[str, Any]] = [
        {
            "title": _("捐出 %(yuan)s") % {"yuan": _yuan(gift.amount)},
            "when": str(gift.given_on),
            "text": gift.get_through_display(),
        },  # type: ignore[attr-defined]
        {
            "title": _("进入基金：%(fund)s") % {"fund": pool.fund.name},
            "when": str(gift.given_on),
            "text": _("凭证 %(no)s；只能用于“%(purpose)s”") % {"no": voucher.public_name, "purpose": pool.purpose},
        },
    ]
    matched = Matched.objects.filter(gift=gift).first()
    if matched is not None:
        text = _("出配捐的组织为这笔捐赠加了同样用途的钱，单独入账。")
        title = _("配捐 %(yuan)s") % {"yuan": _yuan(matched.amount)}
        events.append({"title": title, "when": str(gift.given_on), "text": text})
    for way in ways:
        events += _station(way, spending[way.voucher_id].public_name)
    if not spent and gone < gift.amount:
        events += [{"title": title, "state": "next"} for title in (_("等批准拨付"), _("等采购或服务"), _("等村里验收"))]
    if waiting:
        events.append({"title": _("%(yuan)s 正在办退款") % {"yuan": _yuan(waiting)}, "state": "now"})
    return Trace(
        gift,
        pool.fund.name,
        sum(way.amount for way in spent),
        back,
        gift.amount - gone,
        waiting,
        events,
        voucher.public_name,
    )


def _station(way: Any, paper: str) -> list[dict[str, Any]]:
    day, yuan = str(way.on), _yuan(way.amount)
    if way.status == "refunded":
        return [{"title": _("退回捐赠人 %(yuan)s") % {"yuan": yuan}, "when": day, "text": way.narrative}]
    if way.status == "returned":
        return [{"title": _("付出的 %(yuan)s 又退了回来") % {"yuan": yuan}, "when": day, "text": way.narrative}]
    if way.status != "used":
        return [{"title": _("%(yuan)s 转到别的用途或冲正") % {"yuan": yuan}, "when": day, "text": way.narrative}]
    delivered = [one for answer in deliveries_of_spend.ask(way.voucher_id) for one in answer]
    last = (
        [{"title": _("村里验收：%(what)s") % {"what": one.title}, "when": str(one.on)} for one in delivered]
        if delivered
        else [{"title": _("等村里验收"), "state": "next"}]
    )
    return [
        {
            "title": _("批准拨付 %(yuan)s") % {"yuan": yuan},
            "when": day,
            "text": _("凭证 %(no)s，经办和批准是两个人") % {"no": paper},
        },
        {"title": _("付款采购或服务"), "when": day, "text": way.narrative},
        *last,
    ]


def own_gifts(actor: Actor) -> list[Gift]:
    """Gifts in the books of the actor's organisations, the newest first."""
    numbers = [grant.scope_id for grant in actor.scopes_of(policy.BOOK) if grant.scope_kind == "organisation"]
    rows = Gift.objects.filter(campaign__payee__in=numbers).select_related("campaign")
    return list(rows.order_by("-entered_at", "pk")[:LIST_MAX])


def open_refunds(actor: Actor) -> list[Refund]:
    """Refunds that wait for somebody's approval in the actor's organisations."""
    numbers = [grant.scope_id for grant in actor.scopes_of(policy.BOOK) if grant.scope_kind == "organisation"]
    rows = Refund.objects.filter(gift__campaign__payee__in=numbers, approved_by="").select_related("gift__campaign")
    return list(rows.order_by("asked_at")[:LIST_MAX])
