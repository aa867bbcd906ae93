"""What `offers` answers and hears when lower rooms and plumbing ask; `config/wiring.py` alone reads this."""

from bangfu.apps.offers.actions.orders import look_after_orders
from bangfu.apps.offers.events import hand_on_units, tell_of_offer, tell_of_order, tell_who_moved_up
from bangfu.apps.offers.queries.orders import todo_items
from bangfu.apps.offers.queries.panels import offers_of_organisation, offers_of_place
from bangfu.apps.offers.sheets import IMPORTER

__all__ = [
    "IMPORTER",
    "hand_on_units",
    "look_after_orders",
    "offers_of_organisation",
    "offers_of_place",
    "tell_of_offer",
    "tell_of_order",
    "tell_who_moved_up",
    "todo_items",
]
