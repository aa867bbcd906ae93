"""What a pack and the other engines bring to a plan: words, text likeness, duties, scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from bangfu.engines.matching.model import Weights
from bangfu.engines.text.thesaurus import Thesaurus

Facet = Literal["themes", "capabilities", "resources"]


class Words(Protocol):
    """A controlled vocabulary: which concepts a phrase names, and how a concept is called."""

    def concepts(self, phrase: str, facet: Facet) -> tuple[str, ...]:
        """Ids of the concepts that a cell's phrase names (official name, synonym, or words in it); () when it names none."""
        ...

    def in_text(self, text: str, facet: Facet) -> tuple[str, ...]:
        """Ids of the concepts that a free text speaks of, surest first."""
        ...

    def label(self, concept: str) -> str:
        """The official Chinese name of a concept id; the id itself when it is not one."""
        ...

    def wider(self, concept: str) -> tuple[str, ...]:
        """Ids of the concepts that this one belongs to (kind of help, field of capability); () at the top."""
        ...

    def called_for(self, concept: str) -> tuple[str, ...]:
        """Ids of the capabilities that a theme calls for; () for anything else."""
        ...

    def neighbours(self, concept: str) -> frozenset[str]:
        """Ids of the themes beside a theme, whose organisations can often do a part of it; none for anything else."""
        ...

    def thesaurus(self) -> Thesaurus:
        """All concepts as documents, for likeness of texts that share no word."""
        ...


class Likeness(Protocol):
    """Text likeness in bulk."""

    def vectors(self, texts: Sequence[str], words: Words | None) -> tuple[object, Sequence[str]]:
        """Row vectors (numpy array or scipy CSR matrix) whose products are likenesses from 0 to 1, where 0.35 is as much as
        two people describing the same thing reach; and what each column may be called (empty: nothing worth telling)."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything outside the two lists that a score may depend on.

    `counterparts` are (helping region, helped region) 12-digit codes of standing duties; `distance_scale_km` is the
    distance at which the distance part has fallen to 37 %; `day` is compared with deadlines (None: they are not asked).
    """

    words: Words | None = None
    likeness: Likeness | None = None
    counterparts: tuple[tuple[str, str], ...] = ()
    distance_scale_km: float = 150.0
    weights: Weights = field(default_factory=Weights)
    day: date | None = None
