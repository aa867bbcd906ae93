"""PhraseScanner: every known phrase in a text, in one pass.

A trie is walked from each position.  Phrases are short (two to twelve characters), so this is linear in practice and
needs no failure links.  Spaces and letter case of the text are ignored, line ends and punctuation are not, and a Latin
phrase matches only whole words (AED is not in "paedagogy").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bangfu.values import fold_key

_END = ""  # no character is empty, so it marks the end of a phrase


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A phrase found: where in the text as given (first position, position after), and its key in the scanner."""

    start: int
    end: int
    key: str


class PhraseScanner:
    """Finds known phrases in texts.

    Args:
        phrases: the phrases; they are compared after `fold_key`.

    >>> scanner = PhraseScanner(["水泵", "抽水泵", "AED"])
    >>> [(hit.start, hit.end, hit.key) for hit in scanner.all_in("要抽水 泵，AED一台")]
    [(1, 5, '抽水泵'), (2, 5, '水泵'), (6, 9, 'aed')]
    >>> [hit.key for hit in scanner.longest_in("要抽水泵")]
    ['抽水泵']
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._root: dict[str, dict] = {}  # type: ignore[type-arg]  # a recursive type
        for phrase in phrases:
            node = self._root
            for character in fold_key(phrase):
                node = node.setdefault(character, {})
            if node is not self._root:
                node[_END] = {}

    def all_in(self, text: str) -> list[Hit]:
        """All phrases, overlapping ones too, by start, then end."""
        characters, places = _folded(text)
        return [
            Hit(places[start], places[end - 1] + 1, "".join(characters[start:end]))
            for start in range(len(characters))
            for end in self._ends(characters, start)
        ]

    def longest_in(self, text: str) -> list[Hit]:
        """Leftmost longest phrases that do not overlap, as people read."""
        return without_overlap(self.all_in(text))

    def _ends(self, characters: list[str], start: int) -> Iterator[int]:
        if not _may_cut(characters, start):
            return
        node = self._root
        for place in range(start, len(characters)):
            following = node.get(characters[place])
            if following is None:
                return
            node = following
            if _END in node and _may_cut(characters, place + 1):
                yield place + 1


def without_overlap(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the one that begins first, of those the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.key)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _may_cut(characters: list[str], place: int) -> bool:
    """Whether no Latin word or number runs across this place."""
    if place in (0, len(characters)):
        return True
    before, after = characters[place - 1], characters[place]
    return not (before.isascii() and after.isascii() and before.isalpha() and after.isalpha())


def _folded(text: str) -> tuple[list[str], list[int]]:
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for folded in _fold_one(character):
            characters.append(folded)
            places.append(place)
    return characters, places


@lru_cache(maxsize=20_000)
def _fold_one(character: str) -> str:
    return "\n" if character in "\r\n" else fold_key(character)
