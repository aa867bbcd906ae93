"""Vocabulary: the controlled words of a programme pack, and how free text is understood through them.

Words people write (扶贫水泵坏了、想学做直播) are matched to entries by name or synonym, always with the phrase that matched, so
that whoever reads a proposal can see why.  The words are data of the pack; this module knows only the sections and how
their links point.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bangfu.engines.text.phrases import Hit, PhraseScanner, without_overlap
from bangfu.values import InvalidValue, Refusal, fold_key

# Sections of the file in the order in which equal findings are ranked.
SECTIONS = (
    "resources",
    "capabilities",
    "themes",
    "kinds_of_help",
    "fields_of_capability",
    "natures",
    "beneficiary_groups",
    "organisation_kinds",
    "hub_kinds",
    "site_kinds",
    "resource_classes",
)
# Keys of an entry that name other entries, and in which section.
LINKS = {
    "themes": "themes",
    "capabilities": "capabilities",
    "resources": "resources",
    "groups": "beneficiary_groups",
    "kind_of_help": "kinds_of_help",
    "field": "fields_of_capability",
    "nature": "natures",
    "class": "resource_classes",
    "parent": "organisation_kinds",
}
_NAMES = ("id", "zh", "en", "synonyms", "hints")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the vocabulary.

    Args:
        section: one of `SECTIONS`.
        id: stable English identifier, unique in its section.
        zh, en: names.
        synonyms: what people write, Chinese.
        hints: words of situations in which the entry helps (噎住, 摸黑): they make texts alike, but name nothing.
        links: key → ids of entries in the section `LINKS[key]`. The `themes` of a theme are its neighbours: those whose
            organisations can often do a part of it.
        facts: everything else, for instance `unit`, `minimum_cell`, `credit_code_prefix`.
    """

    section: str
    id: str
    zh: str
    en: str
    synonyms: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    hints: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """The name and all synonyms."""
        return (self.zh, *self.synonyms)

    @property
    def unit(self) -> str:
        """The unit of a resource, empty for other entries."""
        return str(self.facts.get("unit", ""))

    def link(self, key: str) -> str:
        """The one id a key points to, empty when there is none."""
        return next(iter(self.links.get(key, ())), "")


@dataclass(frozen=True, slots=True)
class Understood:
    """An entry understood from a text, with the phrases of the text that led there, in the text's own writing."""

    entry: Entry
    phrases: tuple[str, ...]
    first: int  # where the first of them stands in the text
    official: bool  # whether the official name itself was written


class Vocabulary:
    """All entries of a pack, found by id, by name or in free text.

    >>> words = Vocabulary.of({"resources": [{"id": "pump", "zh": "水泵", "en": "Pump", "unit": "台", "synonyms": ["抽水机"]}]})
    >>> words.find("抽水机")[0].id, [u.phrases for u in words.understand("想要一台抽水机")]
    ('pump', [('抽水机',)])
    """

    def __init__(self, entries: Iterable[Entry], version: str = "", spoken: Mapping[str, str] | None = None) -> None:
        self.version = version
        self.spoken = dict(spoken or {})  # everyday and dialect words, with what they are in standard Chinese
        self._entries: dict[str, dict[str, Entry]] = {section: {} for section in SECTIONS}
        self._by_phrase: dict[str, list[Entry]] = {}
        problems: list[str] = []
        for entry in entries:
            if entry.id in self._entries[entry.section]:
                problems.append(f"{entry.section} 中“{entry.id}”重复")
            self._entries[entry.section][entry.id] = entry
            for key in dict.fromkeys(fold_key(phrase) for phrase in entry.phrases):
                self._by_phrase.setdefault(key, []).append(entry)
        problems += self._dangling()
        if problems:
            raise InvalidValue(Refusal("vocabulary.broken", f"词表有误：{'；'.join(problems)}。"))

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Vocabulary:
        """A vocabulary from the data of a pack's `vocabulary.json`.

        Raises:
            InvalidValue: naming every entry that is unnamed, doubled or points nowhere.
        """
        unknown = [key for key, value in data.items() if isinstance(value, list) and key not in SECTIONS]
        if unknown:
            raise InvalidValue(Refusal("vocabulary.section", f"词表有未知的部分：{'、'.join(unknown)}。"))
        entries = [_entry(section, row) for section in SECTIONS for row in data.get(section, ())]
        return cls(entries, version=str(data.get("version", "")), spoken=data.get("spoken"))

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """A vocabulary from a file (UTF-8 JSON)."""
        return cls.of(json.loads(path.read_text(encoding="utf-8")))

    def section(self, section: str) -> tuple[Entry, ...]:
        """All entries of a section in the pack's order."""
        return tuple(self._entries[section].values())

    def get(self, section: str, entry_id: str) -> Entry | None:
        """The entry of that id."""
        return self._entries[section].get(entry_id)

    def linked(self, entry: Entry, key: str) -> tuple[Entry, ...]:
        """The entries that a key of an entry points to, in the pack's order."""
        return tuple(self._entries[LINKS[key]][one] for one in entry.links.get(key, ()))

    def linking(self, entry: Entry, section: str, key: str) -> tuple[Entry, ...]:
        """The entries of a section whose key points to this one: the themes of a capability, for instance."""
        return tuple(one for one in self._entries[section].values() if entry.id in one.links.get(key, ()))

    def find(self, phrase: str, *sections: str) -> tuple[Entry, ...]:
        """Entries with exactly this id, name or synonym after folding; those named so come first.

        Args:
            phrase: what stands in a cell.
            sections: where to look; all when none is given.
        """
        key = fold_key(phrase)
        found = [entry for entry in self._by_phrase.get(key, ()) if not sections or entry.section in sections]
        found += [
            self._entries[section][phrase.strip()]
            for section in sections or SECTIONS
            if phrase.strip() in self._entries[section] and self._entries[section][phrase.strip()] not in found
        ]
        return tuple(
            sorted(found, key=lambda entry: (fold_key(entry.zh) != key, SECTIONS.index(entry.section), entry.id))
        )

    def understand(self, text: str, *sections: str) -> tuple[Understood, ...]:
        """Entries that a free text speaks of, the most surely meant first.

        In each section the leftmost longest phrases count, so 抽水泵 is not also 水泵.  The order: more characters
        matched, then earlier in the text, then the order of sections, then id.

        Args:
            text: a title, a description, a cell.
            sections: where to look; all when none is given.
        """
        hits = self._scanner.all_in(text)
        found: list[tuple[int, Understood]] = []
        for section in sections or SECTIONS:
            found += self._understood_in(section, hits, text)
        found.sort(key=lambda item: (-item[0], item[1].first, SECTIONS.index(item[1].entry.section), item[1].entry.id))
        return tuple(understood for _, understood in found)

    def _understood_in(self, section: str, hits: list[Hit], text: str) -> list[tuple[int, Understood]]:
        mine = [hit for hit in hits if any(entry.section == section for entry in self._by_phrase[hit.key])]
        by_entry: dict[str, list[Hit]] = {}
        for hit in without_overlap(mine):
            for entry in self._by_phrase[hit.key]:
                if entry.section == section:
                    by_entry.setdefault(entry.id, []).append(hit)
        return [
            (
                sum(len(key) for key in {hit.key for hit in own}),
                _understood(self._entries[section][entry_id], own, text),
            )
            for entry_id, own in by_entry.items()
        ]

    @cached_property
    def _scanner(self) -> PhraseScanner:
        return PhraseScanner(self._by_phrase)

    def _dangling(self) -> list[str]:
        return [
            f"{entry.section} 中“{entry.id}”的 {key} 指向不存在的“{target}”"
            for entries in self._entries.values()
            for entry in entries.values()
            for key, targets in entry.links.items()
            for target in targets
            if target not in self._entries[LINKS[key]]
        ]


def _understood(entry: Entry, hits: list[Hit], text: str) -> Understood:
    written = tuple(dict.fromkeys(text[hit.start : hit.end] for hit in hits))
    official = any(hit.key == fold_key(entry.zh) for hit in hits)
    return Understood(entry, written, hits[0].start, official)


def _entry(section: str, row: Mapping[str, Any]) -> Entry:
    missing = [key for key in ("id", "zh", "en") if not str(row.get(key, "")).strip()]
    if missing:
        name = row.get("id") or row.get("zh") or "?"
        raise InvalidValue(Refusal("vocabulary.unnamed", f"词表 {section} 中“{name}”缺少 {'、'.join(missing)}。"))
    links = {key: _ids(row[key]) for key in LINKS if row.get(key)}
    facts = {key: value for key, value in row.items() if key not in _NAMES and key not in LINKS}
    synonyms, hints = tuple(row.get("synonyms", ())), tuple(row.get("hints", ()))
    return Entry(section, row["id"], row["zh"], row["en"], synonyms, links, facts, hints)


def _ids(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
