"""The door of `giving`."""

from bangfu.apps.giving.actions_gifts import book_event
from bangfu.apps.giving.queries import Row, public_ones, rows_of
from bangfu.apps.giving.queries_pledges import pledged_to
from bangfu.apps.giving.questions import Delivered, deliveries_of_spend

__all__ = ["Delivered", "Row", "book_event", "deliveries_of_spend", "pledged_to", "public_ones", "rows_of"]
