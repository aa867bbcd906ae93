"""A vocabulary as small documents, for comparing texts with its entries; light, so that it can be named without scipy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bangfu.engines.text.vocabulary import Vocabulary

SECTIONS = ("themes", "capabilities", "resources")
"""Sections whose entries say what is done or given; also the keys by which these point to each other."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Entries as documents: `names` are told to people, `links` are pairs of places that belong together; `spoken` are
    everyday and dialect words with what they are in standard Chinese (睇病, 看病)."""

    names: tuple[str, ...]
    documents: tuple[str, ...]
    links: tuple[tuple[int, int], ...] = ()
    spoken: tuple[tuple[str, str], ...] = ()

    def standard(self, texts: Iterable[str]) -> list[str]:
        """Texts with spoken words put into standard Chinese, the longest first, each place once.

        >>> Thesaurus((), (), spoken=(("睇", "看"), ("睇病", "看病"), ("冇", "没有"))).standard(["冇钱睇病"])
        ['没有钱看病']
        """
        if not self.spoken:
            return list(texts)
        meant = dict(self.spoken)
        longest_first = sorted(meant, key=lambda word: (-len(word), word))
        known = re.compile("|".join(map(re.escape, longest_first)))
        return [known.sub(lambda found: meant[found[0]], text) for text in texts]


def thesaurus_of(vocabulary: Vocabulary) -> Thesaurus:
    """Every theme, capability and resource with its synonyms and hints, linked as the vocabulary links them: a theme to
    its neighbours and the capabilities that it calls for, a capability to what it is done with.

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
    documents = tuple("\n".join((*entry.phrases, *entry.hints)) for entry in entries)
    return Thesaurus(names, documents, tuple(links), tuple(sorted(vocabulary.spoken.items())))
