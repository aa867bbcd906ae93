"""The door of `offers`: what organisations can give, what places asked for of it, what was accepted of that."""

from bangfu.apps.offers.actions.ordered import OrderedUnits
from bangfu.apps.offers.models import Offer, OfferLine, Order
from bangfu.apps.offers.queries.accepted import AcceptedWork, accepted_orders, accepted_work
from bangfu.apps.offers.queries.offers import offer_for, published
from bangfu.apps.offers.rules import WAYS

__all__ = [
    "WAYS",
    "AcceptedWork",
    "Offer",
    "OfferLine",
    "Order",
    "OrderedUnits",
    "accepted_orders",
    "accepted_work",
    "offer_for",
    "published",
]
