"""The pack's vocabulary and the text engine, as the planner asks them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property, lru_cache

from bangfu.engines.matching.setting import Facet, Words
from bangfu.engines.text.bulk import TextMatrix
from bangfu.engines.text.meaning import meanings
from bangfu.engines.text.thesaurus import Thesaurus, thesaurus_of
from bangfu.engines.text.vocabulary import Entry, Vocabulary

SECTIONS: dict[Facet, tuple[str, ...]] = {
    "themes": ("themes", "kinds_of_help", "fields_of_capability"),
    "capabilities": ("capabilities",),
    "resources": ("resources",),
}


SCALE = (0.35 / 0.6) ** 0.5
"""Through concepts two descriptions of the same thing reach 0.6, by runs alone 0.35: both earn all points of `text`."""

LATELY = 1_024
"""So many texts that were read lately are not read again."""


class PackWords:
    """`setting.Words` over a pack's vocabulary; concept ids are `section:id`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.concepts = cache(self.concepts)  # type: ignore[method-assign]
        self.wider = cache(self.wider)  # type: ignore[method-assign]
        self.neighbours = cache(self.neighbours)  # type: ignore[method-assign]
        # Reasons are told pair by pair, and one side of a list of pairs is the same again and again.
        self.in_text = lru_cache(LATELY)(self.in_text)  # type: ignore[method-assign]

    def concepts(self, phrase: str, facet: Facet) -> tuple[str, ...]:
        """The entry of that name or synonym; else the entries that the phrase's words speak of."""
        found = self._vocabulary.find(phrase, *SECTIONS[facet])
        return (_key(found[0]),) if found else self.in_text(phrase, facet)

    def in_text(self, text: str, facet: Facet) -> tuple[str, ...]:
        """Entries that a free text speaks of, surest first."""
        return tuple(_key(one.entry) for one in self._vocabulary.understand(text, *SECTIONS[facet]))

    def label(self, concept: str) -> str:
        """The Chinese name."""
        entry = self._entry(concept)
        return entry.zh if entry else concept

    def wider(self, concept: str) -> tuple[str, ...]:
        """Kind of help and field of a theme."""
        entry = self._entry(concept)
        if entry is None or entry.section != "themes":
            return ()
        above = (*self._vocabulary.linked(entry, "kind_of_help"), *self._vocabulary.linked(entry, "field"))
        return tuple(_key(one) for one in above)

    def called_for(self, concept: str) -> tuple[str, ...]:
        """The capabilities that a theme links to."""
        entry = self._entry(concept)
        if entry is None or entry.section != "themes":
            return ()
        return tuple(_key(one) for one in self._vocabulary.linked(entry, "capabilities"))

    def neighbours(self, concept: str) -> frozenset[str]:
        """The themes that a theme links to, and those that link to it."""
        entry = self._entry(concept)
        if entry is None or entry.section != "themes":
            return frozenset()
        found = (*self._vocabulary.linked(entry, "themes"), *self._vocabulary.linking(entry, "themes", "themes"))
        return frozenset(_key(one) for one in found)

    def thesaurus(self) -> Thesaurus:
        """Every theme, capability and resource with its synonyms; linked as the vocabulary links them."""
        return self._thesaurus

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        return thesaurus_of(self._vocabulary)

    def _entry(self, concept: str) -> Entry | None:
        section, _, name = concept.partition(":")
        known = any(section in sections for sections in SECTIONS.values())
        return self._vocabulary.get(section, name) if known else None


class RunLikeness:
    """`setting.Likeness` by shared runs of characters, rare ones counting more, and by the concepts that texts are near."""

    def vectors(self, texts: Sequence[str], words: Words | None = None) -> tuple[object, Sequence[str]]:
        """Rows of the text engine; without a vocabulary only runs of one to three characters count."""
        thesaurus = words.thesaurus() if words else None
        if not thesaurus or not thesaurus.documents:
            rows = TextMatrix(texts)._rows
            return rows, ("",) * rows.shape[1]
        about = meanings(texts, thesaurus)
        runs = len(about.names) - about.entries
        return about.rows * SCALE, ("",) * runs + about.names[runs:]


def _key(entry: Entry) -> str:
    return f"{entry.section}:{entry.id}"
