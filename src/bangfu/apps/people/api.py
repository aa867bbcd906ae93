"""The door of `people`."""

from dataclasses import dataclass
from datetime import datetime

from bangfu.apps.people import actions_trail as trail
from bangfu.apps.people import actions_tries as tries
from bangfu.apps.people import models_session_store as session_store
from bangfu.apps.people.actions import (
    change_contact,
    change_preferences,
    end_sessions,
    note_failed_sign_in,
    note_sign_in,
)
from bangfu.apps.people.actions_first import make_first_administrator
from bangfu.apps.people.queries import (
    active_among,
    contacts_of,
    demo_person,
    grants_of,
    holders_of,
    ids_matching,
    is_active,
    names_of,
    person_by_login,
    session_keys,
    sessions_of,
    who_grants,
)
from bangfu.apps.people.rules import IDLE_MAX, SIGNED_IN_MAX
from bangfu.plumbing.questions import Question

__all__ = [
    "IDLE_MAX",
    "SIGNED_IN_MAX",
    "Todo",
    "active_among",
    "change_contact",
    "change_preferences",
    "contacts_of",
    "demo_person",
    "end_sessions",
    "grants_of",
    "holders_of",
    "ids_matching",
    "is_active",
    "make_first_administrator",
    "names_of",
    "note_failed_sign_in",
    "note_sign_in",
    "person_by_login",
    "session_keys",
    "session_store",
    "sessions_of",
    "todo_items",
    "trail",
    "tries",
    "who_grants",
]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do.

    ``kind`` is the tag's word; ``subject`` what it is about; ``evidence`` one line of what is known; ``due`` the moment
    it should be done by (None: whenever); ``url`` where; ``button`` the verb on the one button; ``tone`` of the tag.
    """

    kind: str
    subject: str
    evidence: str
    due: datetime | None
    url: str
    button: str
    tone: str = "info"

    def is_late(self, at: datetime) -> bool:
        return self.due is not None and self.due < at


todo_items: Question[list[Todo]] = Question(
    "people.todo_items",
    "Given an actor and a moment: what needs this actor now, each with one button. Any room answers.",
)
