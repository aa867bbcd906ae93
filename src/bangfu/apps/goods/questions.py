"""What this room asks the rooms above it: what a trip is for."""

from dataclasses import dataclass

from bangfu.plumbing.questions import Question


@dataclass(frozen=True, slots=True)
class Purpose:
    """A project that goods may be sent to: its public ``number``, ``title``, the ``region`` code where it lies, its page."""

    number: str
    title: str
    region: str
    url: str


project_of: Question[Purpose | None] = Question(
    "goods.project_of",
    "Given a project's number: the running project that goods may be sent to; None when there is none or it has ended.",
)


def find_project(number: str) -> Purpose | None:
    """The project of a number, or None."""
    return next((found for found in project_of.ask(number) if found is not None), None) if number else None
