"""The door of `occasions`."""

from bangfu.apps.occasions.events import tell_all, tell_the_next, tell_the_village, tell_the_visitor
from bangfu.apps.occasions.queries import hours_subject, taken_part, todo_items

__all__ = [
    "hours_subject",
    "taken_part",
    "tell_all",
    "tell_the_next",
    "tell_the_village",
    "tell_the_visitor",
    "todo_items",
]
