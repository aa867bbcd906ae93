"""The door of `volunteers`."""

from bangfu.apps.volunteers.events import remind_who_confirms, tell_the_volunteer, tell_who_confirms
from bangfu.apps.volunteers.queries import place_panel, todo_items
from bangfu.apps.volunteers.queries_samples import hours_sampled
from bangfu.apps.volunteers.questions import Sampled, sampled_kinds, subject_of, taken_part
from bangfu.apps.volunteers.tasks import look_after_hours

__all__ = [
    "Sampled",
    "hours_sampled",
    "look_after_hours",
    "place_panel",
    "remind_who_confirms",
    "sampled_kinds",
    "subject_of",
    "taken_part",
    "tell_the_volunteer",
    "tell_who_confirms",
    "todo_items",
]
