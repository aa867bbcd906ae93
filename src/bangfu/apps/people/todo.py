"""What needs somebody now: the question that every room answers for the signed-in homes."""

from dataclasses import dataclass
from datetime import datetime

from bangfu.plumbing.questions import Question


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
