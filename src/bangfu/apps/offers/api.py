"""The door of `offers`: what organisations can give, and what places asked for of it."""

from bangfu.apps.offers.models import Offer, Order
from bangfu.apps.offers.queries.offers import offer_for, published
from bangfu.apps.offers.rules import WAYS

__all__ = ["WAYS", "Offer", "Order", "offer_for", "published"]
