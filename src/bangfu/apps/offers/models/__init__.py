"""Rows of the room; see each module's argument."""

from bangfu.apps.offers.models.offer import Offer, OfferAllotment, OfferLine, OfferMove, OfferPlace
from bangfu.apps.offers.models.orders import Order, OrderLine

__all__ = ["Offer", "OfferAllotment", "OfferLine", "OfferMove", "OfferPlace", "Order", "OrderLine"]
