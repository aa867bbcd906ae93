"""What this room asks others: what hours were for, and what else can be verified by a sample.

Answers are plain mappings and callables, so that a neighbour can give them without knowing this room.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bangfu.plumbing.questions import Question

subject_of: Question[Mapping[str, str] | None] = Question(
    "volunteers.subject_of",
    "Given a kind and a number that hours were for: its title, region code and url; None when it is not the answering room's.",
)
taken_part: Question[list[Mapping[str, str]]] = Question(
    "volunteers.taken_part",
    "Given a person and a moment: what they took part in lately, as first values of the form of hours with a title.",
)

Items = Callable[[str, date, date], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Sampled:
    """One kind of item that samples verify: ``items(region prefix, since, until)`` answers all of them as (id, label)."""

    kind: str
    title: str
    items: Items


sampled_kinds: Question[Sampled] = Question(
    "volunteers.sampled_kinds",
    "No arguments: a kind of item that a sample can verify, with how to list the population.",
)
