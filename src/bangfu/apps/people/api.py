"""The door of `people`."""

from bangfu.apps.people.actions import change_preferences, end_sessions
from bangfu.apps.people.queries import (
    demo_person,
    grants_of,
    holders_of,
    is_active,
    names_of,
    person_with_login,
    session_keys,
    sessions_of,
    who_grants,
)
from bangfu.apps.people.signing_in import sign_in_as_demo
from bangfu.apps.people.todo import Todo, todo_items

__all__ = [
    "Todo",
    "change_preferences",
    "demo_person",
    "end_sessions",
    "grants_of",
    "holders_of",
    "is_active",
    "names_of",
    "person_with_login",
    "session_keys",
    "sessions_of",
    "sign_in_as_demo",
    "todo_items",
    "who_grants",
]
