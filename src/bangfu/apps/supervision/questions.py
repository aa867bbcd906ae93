"""What this room asks the rooms above it: what a question is about."""

from dataclasses import dataclass

from bangfu.plumbing.questions import Question


@dataclass(frozen=True, slots=True)
class Subject:
    """Something one can ask about: ``kind`` and ``number`` as in addresses, its ``title``, the ``region`` code, its page."""

    kind: str
    number: str
    title: str
    region: str
    url: str


subject_of: Question[Subject | None] = Question(
    "supervision.subject_of",
    "Given a kind and a number: the public thing that is asked about; None when it is not of the answering room or not public.",
)
