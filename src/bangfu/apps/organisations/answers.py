"""What `organisations` answers when lower rooms and plumbing ask; `config/wiring.py` alone reads this."""

from bangfu.apps.organisations.queries.desk import todo_items
from bangfu.apps.organisations.queries.panels import panels_of_place
from bangfu.apps.organisations.questions import panels_of_organisation
from bangfu.apps.organisations.sheets import IMPORTER

__all__ = ["IMPORTER", "panels_of_organisation", "panels_of_place", "todo_items"]
