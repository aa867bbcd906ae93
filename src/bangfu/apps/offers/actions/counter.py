"""An offer with all its live orders, locked: who moves one may move all, because units that come free go to those who wait."""

from collections.abc import Sequence
from datetime import datetime

from bangfu.apps.offers.models import Offer, OfferAllotment, OfferLine, Order
from bangfu.apps.offers.queries.orders import standing_of
from bangfu.apps.organisations.api import lock_organisations
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Hidden
from bangfu.plumbing.actions import record
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.quantities.moving import move_units
from bangfu.plumbing.quantities.reading import in_hands
from bangfu.plumbing.quantities.waiting import Standing, Step, promotions


class Counter:
    """``orders`` by holder, oldest first. Lock order: organisation, offer, lines. Errors: ``Hidden``."""

    def __init__(self, number: str) -> None:
        owner = Offer.objects.filter(number=number).values_list("organisation__number", flat=True).first()
        if owner is None:
            raise Hidden
        lock_organisations({owner})
        offers = Offer.objects.select_for_update(of=("self",)).select_related("organisation__region")
        self.offer: Offer = offers.get(number=number)
        lines = OfferLine.objects.select_for_update(of=("self",)).filter(offer=self.offer).order_by("position")
        self.lines: dict[int, OfferLine] = {line.position: line for line in lines}
        live = Order.objects.filter(offer=self.offer, state="asked").prefetch_related("lines").order_by("position")
        self.orders: dict[str, Order] = {order.holder: order for order in live}

    def left(self) -> dict[int, int]:
        """Open units by position."""
        return {position: line.balance.open for position, line in self.lines.items()}

    def queue(self) -> list[Standing]:
        """The live orders as they stand now, oldest first."""
        hands = in_hands(OfferAllotment.objects.filter(line__offer=self.offer))
        return [standing_of(order, hands.get((order.holder, "held"), {})) for order in self.orders.values()]

    def move(self, steps: Sequence[Step], *, by: Actor, at: datetime, reason: str = "") -> None:
        """Carry out moves of units in order."""
        for step in steps:
            for position in sorted(step.units):
                line, units = self.lines[position], step.units[position]
                changes = move_units(
                    line, name=step.move, units=units, holder=step.holder, person=by.person, at=at, reason=reason
                )
                record(subject=line, changes=changes, note=reason or step.move)

    def move_up(self, *, at: datetime) -> None:
        """Units that came free go to those who wait, in their order."""
        for step in promotions(self.left(), self.queue()):
            self.move([step], by=SYSTEM_ACTOR, at=at, reason="前面有人退出，递补")
            put_event("offers.moved_up", {"order": self.orders[step.holder].pk}, at=at)

    def release(self, order: Order, how: str, *, by: Actor, at: datetime, reason: str) -> None:
        """End an order without a yes; what it held is open again."""
        held = next(one.held for one in self.queue() if one.holder == order.holder)
        if held:
            self.move([Step("give_back", order.holder, dict(held))], by=by, at=at, reason=reason)
        before, order.state = order.state, "released"
        order.released_how, order.reason = how, reason[:300]
        order.decided_at, order.decided_by = at, by.person
        order.save(update_fields=["state", "released_how", "reason", "decided_at", "decided_by"])
        self.orders.pop(order.holder)
        record(subject=order, changes={"state": (before, "released"), "released_how": ("", how)})
        put_event("offers.order_released", {"order": order.pk}, at=at)
