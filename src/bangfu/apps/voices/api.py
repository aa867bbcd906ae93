"""The door of `voices`."""

from bangfu.apps.voices.events import tell_the_sender, tell_who_decides
from bangfu.apps.voices.queries import hearing_panel, panels_of_place, todo_items
from bangfu.apps.voices.queries_wishes import published_table
from bangfu.apps.voices.tasks import forget_due

__all__ = [
    "forget_due",
    "hearing_panel",
    "panels_of_place",
    "published_table",
    "tell_the_sender",
    "tell_who_decides",
    "todo_items",
]
