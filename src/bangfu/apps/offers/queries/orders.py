"""Orders as both sides read them, and what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from bangfu.apps.offers import policy
from bangfu.apps.offers.models import Offer, OfferAllotment, OfferLine, Order
from bangfu.apps.offers.queries.offers import within
from bangfu.apps.people.api import Todo
from bangfu.apps.regions.api import Region, regions_by_code
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.quantities.reading import in_hands
from bangfu.plumbing.quantities.waiting import COMPLETE, Standing, waiting_places

TODO_MAX = 20
ORDERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Counted:
    """One item of an order: what it wants, holds, was promised, and where it waits (0: it does not)."""

    line: OfferLine
    wanted: int
    held: int
    committed: int
    waits_at: int


def rows() -> "QuerySet[Order]":
    return Order.objects.select_related("offer__organisation__region", "region").prefetch_related("lines")


def standing_of(order: Order, held: Mapping[int, int]) -> Standing:
    """An order as the rules see it; it is complete from the start."""
    return Standing(order.holder, COMPLETE, {row.position: row.wanted for row in order.lines.all()}, held)


def counted(offer: Offer, orders: Iterable[Order]) -> dict[str, list[Counted]]:
    """By id of the order: what each of its items wants and has. Two queries, however many orders.

    Args: ``orders``: all live ones of the offer, oldest first; others may be among them.
    """
    orders = sorted(orders, key=lambda each: each.position)
    hands = in_hands(OfferAllotment.objects.filter(line__offer=offer))
    live = [standing_of(each, hands.get((each.holder, "held"), {})) for each in orders if each.state == "asked"]
    waits, lines = waiting_places(live), {line.position: line for line in offer.lines.all()}
    return {
        order.pk: [
            Counted(
                lines[row.position],
                row.wanted,
                hands.get((order.holder, "held"), {}).get(row.position, 0),
                hands.get((order.holder, "committed"), {}).get(row.position, 0),
                waits.get(order.holder, {}).get(row.position, 0),
            )
            for row in order.lines.all()
        ]
        for order in orders
    }


def orders_of(offer: Offer) -> list[Order]:
    """Every order of an offer, oldest first, for its organisation."""
    return list(rows().filter(offer=offer).order_by("position"))


def orders_asked_by(actor: Actor) -> list[Order]:
    """The orders of the places for which this person asks, the newest first."""
    found = Q(pk__in=[])
    for grant in actor.scopes_of(policy.ORDER):
        if grant.scope_kind == "region":
            found |= Q(region_path__startswith=grant.scope_id)
    return list(rows().filter(found).order_by("-asked_at")[:ORDERS_MAX])


def order_for(actor: Actor, order_id: str) -> Order:
    """One order, for those who ask for the place and those who answer for the organisation. Errors: ``Hidden``."""
    found = Order.objects.select_related("offer__organisation__region", "region").filter(pk=order_id).first()
    if found is None or not (policy.asks(actor, found) or policy.answers(actor, found)):
        raise Hidden
    return found


def places_to_order_for(actor: Actor) -> list[Region]:
    """Places for which this person may order: their own village, or the place of the office."""
    codes = [grant.scope_id.ljust(12, "0") for grant in actor.scopes_of(policy.ORDER) if grant.scope_kind == "region"]
    found = regions_by_code(codes)
    return [found[code] for code in dict.fromkeys(codes) if code in found]


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: orders to answer, offers to check or to mend."""
    return [*_to_answer(actor), *_to_check(actor), *_to_mend(actor)]


def _to_answer(actor: Actor) -> Iterable[Todo]:
    if not actor.has(policy.DRAFT):
        return
    numbers = [each.scope_id for each in actor.scopes_of(policy.DRAFT) if each.scope_kind == "organisation"]
    found = rows().filter(state="asked", offer__organisation__number__in=numbers).exclude(person=actor.person)
    for order in found.order_by("answer_by")[:TODO_MAX]:
        yield Todo(
            "答复点单",
            order.offer.title,
            f"{order.region.full_name} 点单 · {order.purpose[:30]}",
            order.answer_by,
            reverse("offers:order-page", args=[order.pk]),
            "去答复",
        )


def _to_check(actor: Actor) -> Iterable[Todo]:
    if not actor.has(policy.CHECK):
        return
    found = within(actor, policy.CHECK).filter(state="submitted").exclude(entered_by=actor.person)
    for offer in found.select_related("organisation").order_by("submitted_at")[:TODO_MAX]:
        yield Todo(
            "审核供给",
            offer.title,
            f"{offer.organisation.name} · {offer.number}",
            None,
            reverse("offers:work", args=[offer.number]),
            "去审核",
        )


def _to_mend(actor: Actor) -> Iterable[Todo]:
    if not actor.has(policy.DRAFT):
        return
    for offer in within(actor, policy.DRAFT).filter(state="returned").order_by("pk")[:TODO_MAX]:
        yield Todo(
            "补充供给", offer.title, offer.return_reason, None, reverse("offers:work", args=[offer.number]), "去补充"
        )
