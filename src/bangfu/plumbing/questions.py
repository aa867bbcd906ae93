"""Named questions: how a lower room asks upper ones without knowing them.

A room declares ``todo_items = Question[list[Todo]]("people.todo_items", "…")`` in its ``api``; the rooms above answer;
``config/wiring.py`` lists who answers, in order. No signals: the list is the whole truth, and a test fails on a question
that nobody lists.
"""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")
_ALL: dict[str, "Question[Any]"] = {}


class Question(Generic[Answer]):
    """A question that any number of rooms may answer.

    Args: ``name`` is ``room.question``; ``meaning`` is one English sentence: what is asked, with which arguments, and
    what an answer is.
    """

    def __init__(self, name: str, meaning: str) -> None:
        if name in _ALL:
            raise ValueError(f"question {name} is declared twice")
        self.name, self.meaning = name, meaning
        self._answerers: tuple[Callable[..., Answer], ...] | None = None
        _ALL[name] = self

    def wire(self, answerers: Iterable[Callable[..., Answer]]) -> None:
        """Fix who answers, in order. Called by ``config/wiring.py`` only."""
        self._answerers = tuple(answerers)

    @property
    def is_wired(self) -> bool:
        return self._answerers is not None

    def ask(self, *args: Any, **kwargs: Any) -> list[Answer]:
        """Every answer, in the order of the wiring. Errors: ``LookupError`` when the question was never wired."""
        if self._answerers is None:
            raise LookupError(f"question {self.name} is not listed in config/wiring.py")
        return [answer(*args, **kwargs) for answer in self._answerers]


def all_questions() -> dict[str, Question[Any]]:
    """Every declared question by name, for the wiring test and the docs."""
    return dict(_ALL)
