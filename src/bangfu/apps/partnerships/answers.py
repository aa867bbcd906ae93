"""What `partnerships` answers and hears when lower rooms and plumbing ask; `config/wiring.py` alone reads this."""

from bangfu.apps.partnerships.actions.drafts import RUN_KIND
from bangfu.apps.partnerships.events import tell_the_members, tell_the_sides
from bangfu.apps.partnerships.queries.formed import todo_teams
from bangfu.apps.partnerships.queries.pairs import todo_pairings
from bangfu.apps.partnerships.queries.panels import organisation_panel, place_panel
from bangfu.apps.partnerships.tasks import find_team
from bangfu.apps.partnerships.tasks_what_if import WHAT_IF, what_if

__all__ = [
    "RUN_KIND",
    "WHAT_IF",
    "find_team",
    "organisation_panel",
    "place_panel",
    "tell_the_members",
    "tell_the_sides",
    "todo_pairings",
    "todo_teams",
    "what_if",
]
