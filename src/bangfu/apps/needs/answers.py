"""What `needs` answers when lower rooms and plumbing ask; `config/wiring.py` alone reads this."""

from bangfu.apps.needs.actions_confirming import look_after_needs
from bangfu.apps.needs.events import tell_who_must_know
from bangfu.apps.needs.forms_onsite import ONSITE
from bangfu.apps.needs.forms_survey import SURVEY
from bangfu.apps.needs.queries import may_see_file, todo_items
from bangfu.apps.needs.queries_life import life_todo_items
from bangfu.apps.needs.queries_places import map_figure, place_panel
from bangfu.apps.needs.queries_questions import asked_subject, questions_panel
from bangfu.apps.needs.questions import panels_of_work
from bangfu.apps.needs.sheets import IMPORTER

__all__ = [
    "IMPORTER",
    "ONSITE",
    "SURVEY",
    "asked_subject",
    "life_todo_items",
    "look_after_needs",
    "map_figure",
    "may_see_file",
    "panels_of_work",
    "place_panel",
    "questions_panel",
    "tell_who_must_know",
    "todo_items",
]
