"""The door of `supervision`."""

from bangfu.apps.supervision.actions_complaints import look_after_complaints
from bangfu.apps.supervision.events import (
    tell_the_asker,
    tell_who_answers,
    tell_who_handles,
    tell_who_judges,
    tell_who_oversees,
)
from bangfu.apps.supervision.queries import panels_about, published_about, todo_items
from bangfu.apps.supervision.queries_complaints import complaint_todos
from bangfu.apps.supervision.questions import Subject, subject_of

__all__ = [
    "Subject",
    "complaint_todos",
    "look_after_complaints",
    "panels_about",
    "published_about",
    "subject_of",
    "tell_the_asker",
    "tell_who_answers",
    "tell_who_handles",
    "tell_who_judges",
    "tell_who_oversees",
    "todo_items",
]
