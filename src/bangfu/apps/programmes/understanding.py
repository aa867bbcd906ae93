"""Words that people write, taken as entries of the pack: by name, by synonym, or by what a free phrase speaks of."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bangfu.apps.programmes.queries import SECTIONS_OF_THEMES, vocabulary
from bangfu.engines.text import Entry
from bangfu.values import InvalidValue, Refusal, fold_key

NEAR_SHOWN, NEAR_LEAST = 3, 0.34
NOTICES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class WordsRead:
    """What a list of words means. ``understood`` pairs each word that is no name with the entry it was taken for."""

    entries: tuple[Entry, ...] = ()
    understood: tuple[tuple[str, Entry], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the entries, each once, in the order written."""
        return tuple(dict.fromkeys(entry.id for entry in self.entries))


def read_themes(texts: Sequence[str]) -> WordsRead:
    """A cell 领域: themes, kinds of help and fields of capability, by name or synonym, or as a free phrase speaks of them.

    Errors: ``InvalidValue`` naming every word that says nothing here, with the nearest words that do.
    """
    entries, understood, unknown = [], [], []
    for text in texts:
        named = vocabulary().find(text, *SECTIONS_OF_THEMES)
        spoken = () if named else vocabulary().understand(text, *SECTIONS_OF_THEMES)
        if named:
            entries.append(named[0])
        elif spoken:
            entries.append(spoken[0].entry)
            understood.append((text, spoken[0].entry))
        else:
            unknown.append(text)
    if unknown:
        raise InvalidValue(unknown_word(unknown, *SECTIONS_OF_THEMES))
    return WordsRead(tuple(entries), tuple(understood))


def unknown_word(texts: Sequence[str], *sections: str) -> Refusal:
    """The refusal of words that the vocabulary does not have, with near ones to choose from."""
    listed = "、".join(f"「{text}」" for text in texts[:8])
    near = list(dict.fromkeys(name for text in texts[:8] for name in near_words(text, *sections)))
    return Refusal(
        "unknown_word",
        f"词表里没有{listed}。",
        f"是不是想写：{'、'.join(near)}？" if near else "请从填写说明列出的词里选，或写它的近义词。",
    )


def near_words(text: str, *sections: str) -> list[str]:
    """Up to three official names whose name or a synonym is written most like ``text``, nearest first."""
    key = fold_key(text)
    likeness = [
        (max(difflib.SequenceMatcher(None, key, fold_key(phrase)).ratio() for phrase in entry.phrases), entry.zh)
        for section in sections
        for entry in vocabulary().section(section)
    ]
    likeness.sort(key=lambda each: (-each[0], each[1]))
    return [name for ratio, name in likeness[:NEAR_SHOWN] if ratio >= NEAR_LEAST]


def understood_notices(cells: Iterable[WordsRead | None]) -> list[str]:
    """What a report says of words that were taken for others: one line for each word, however often it stands there."""
    taken = {text: entry.zh for cell in cells if cell for text, entry in cell.understood}
    lines = [f"领域「{text}」按词表理解为「{name}」。" for text, name in taken.items()]
    more = len(lines) - NOTICES_SHOWN
    return lines if more <= 0 else [*lines[:NOTICES_SHOWN], f"另有 {more} 个词也是按词表理解的。"]
