"""What `projects` answers and hears when lower rooms and plumbing ask; `config/wiring.py` alone reads this."""

from bangfu.apps.projects.events import (
    end_undone,
    open_chosen,
    open_ordered,
    open_undertaking,
    tell_of_change,
    tell_of_end,
    tell_of_opening,
    tell_the_deliverer,
    tell_the_place,
)
from bangfu.apps.projects.forms.acceptance import ACCEPTANCE
from bangfu.apps.projects.queries.deliveries import may_see_file, todo_items
from bangfu.apps.projects.queries.panels import hours_subject, panels_of_need, project_for_goods
from bangfu.apps.projects.tasks import look_after_deliveries

__all__ = [
    "ACCEPTANCE",
    "end_undone",
    "hours_subject",
    "look_after_deliveries",
    "may_see_file",
    "open_chosen",
    "open_ordered",
    "open_undertaking",
    "panels_of_need",
    "project_for_goods",
    "tell_of_change",
    "tell_of_end",
    "tell_of_opening",
    "tell_the_deliverer",
    "tell_the_place",
    "todo_items",
]
