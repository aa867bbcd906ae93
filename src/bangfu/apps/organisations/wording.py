"""The pack's words as this room uses them: names of themes, capabilities, resources, fields by id."""

from functools import cache
from pathlib import Path

from django.conf import settings

import bangfu.packs
from bangfu.engines.text import Entry, Vocabulary, query_tokens


@cache
def _load(pack: str) -> Vocabulary:
    return Vocabulary.load(Path(bangfu.packs.__path__[0]) / pack / "vocabulary.json")


def vocabulary() -> Vocabulary:
    """The vocabulary of the installed pack."""
    return _load(settings.PACK)


def name_of(section: str, entry_id: str) -> str:
    """The Chinese name of an entry, or the id itself when the pack no longer knows it."""
    entry = vocabulary().get(section, entry_id)
    return entry.zh if entry else entry_id


def unit_of(resource: str) -> str:
    """The unit of a resource of the vocabulary, 份 for one that it no longer knows."""
    entry = vocabulary().get("resources", resource)
    return (entry.unit if entry else "") or "份"


def choices(section: str) -> list[tuple[str, str]]:
    """(id, Chinese name) of a section in the pack's order, for filters and forms."""
    return [(entry.id, entry.zh) for entry in vocabulary().section(section)]


def find_word(text: str, section: str) -> Entry | None:
    """The entry that a cell names by id, name or synonym; None when there is none."""
    found = vocabulary().find(text, section)
    return found[0] if found else None


def search_words(query: str) -> list[str]:
    """The tokens that must all stand in an organisation's search column for ``query`` to find it."""
    return query_tokens(query)
