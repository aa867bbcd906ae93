"""The only writers of offers and orders. Lock order: organisation, offer, its lines."""

from bangfu.apps.offers.actions.offers import (
    change_offer,
    draft_offer,
    end_offer,
    pause_offer,
    publish_offer,
    resume_offer,
    return_offer,
    submit_offer,
)
from bangfu.apps.offers.actions.orders import (
    accept_order,
    decline_order,
    expire_order,
    look_after_orders,
    place_order,
    withdraw_order,
)

__all__ = [
    "accept_order",
    "change_offer",
    "decline_order",
    "draft_offer",
    "end_offer",
    "expire_order",
    "look_after_orders",
    "pause_offer",
    "place_order",
    "publish_offer",
    "resume_offer",
    "return_offer",
    "submit_offer",
    "withdraw_order",
]
