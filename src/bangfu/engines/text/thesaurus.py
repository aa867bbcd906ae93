"""A vocabulary as small documents, for comparing texts with its entries; light, so that it can be named without scipy."""

from __future__ import annotations

from dataclasses import dataclass

from bangfu.engines.text.vocabulary import Vocabulary

SECTIONS = ("themes", "capabilities", "resources")
"""Sections whose entries say what is done or given; also the keys by which these point to each other."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Entries as documents: `names` are told to people, `links` are pairs of places that belong together."""

    names: tuple[str, ...]
    documents: tuple[str, ...]
    links: tuple[tuple[int, int], ...] = ()


def thesaurus_of(vocabulary: Vocabulary) -> Thesaurus:
    """Every theme, capability and resource with its synonyms, linked as the vocabulary links them.

    >>> row = {"id": "pump", "zh": "水泵", "en": "Pump", "synonyms": ["抽水机"]}
    >>> thesaurus_of(Vocabulary.of({"resources": [row]})).documents
    ('水泵\\n抽水机',)
    """
    entries = [entry for section in SECTIONS for entry in vocabulary.section(section)]
    place = {(entry.section, entry.id): index for index, entry in enumerate(entries)}
    links = [
        (index, place[linked.section, linked.id])
        for index, entry in enumerate(entries)
        for key in SECTIONS
        for linked in (vocabulary.linked(entry, key) if key in entry.links else ())
    ]
    names = tuple(entry.zh for entry in entries)
    return Thesaurus(names, tuple("\n".join(entry.phrases) for entry in entries), tuple(links))
