"""What organisations accepted, for the room that carries it out."""

from dataclasses import dataclass
from datetime import date

from bangfu.apps.offers.models import Offer, Order
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.regions.api import Region


@dataclass(frozen=True, slots=True)
class AcceptedWork:
    """One accepted order: who brings what of which offer to which place, under which name its units stand.

    ``quarter`` names the slot that goes with it; ``person`` accepted it for the organisation; ``ends_on`` is the day by which
    the place would like it.
    """

    order: str
    offer: Offer
    organisation: Organisation
    place: Region
    holder: str
    quarter: str
    person: str
    ends_on: date | None


def accepted_work(order_id: str) -> AcceptedWork | None:
    """The work of an accepted order, or None when there is no such order or nobody accepted it."""
    rows = Order.objects.select_related("offer__organisation", "region")
    order = rows.filter(pk=order_id, state="accepted").first()
    if order is None:
        return None
    return AcceptedWork(
        order=order.pk,
        offer=order.offer,
        organisation=order.offer.organisation,
        place=order.region,
        holder=order.holder,
        quarter=order.quarter,
        person=order.decided_by,
        ends_on=order.wanted_by,
    )


def accepted_orders() -> dict[str, str]:
    """Ids of all accepted orders by the holder of their units: for invariants and examples."""
    return {order.holder: order.pk for order in Order.objects.filter(state="accepted").order_by("decided_at", "pk")}
