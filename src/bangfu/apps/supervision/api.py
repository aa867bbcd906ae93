"""The door of `supervision`."""

from bangfu.apps.supervision.events import tell_the_asker, tell_who_answers
from bangfu.apps.supervision.queries import panels_about, published_about, todo_items
from bangfu.apps.supervision.questions import Subject, subject_of

__all__ = [
    "Subject",
    "panels_about",
    "published_about",
    "subject_of",
    "tell_the_asker",
    "tell_who_answers",
    "todo_items",
]
