"""The programme of this installation: a pack of files, read at first use and kept."""

from datetime import date

from django.conf import settings

from bangfu.apps.programmes.reading import load_pack
from bangfu.apps.programmes.rules import Pack
from bangfu.engines.rulebook import RulesOfDay
from bangfu.engines.text import Entry, Vocabulary

# What the desk lists of the vocabulary, in this order.
SECTION_NAMES = {
    "kinds_of_help": "帮扶类别",
    "fields_of_capability": "能力领域",
    "natures": "输血与造血",
    "themes": "主题",
    "capabilities": "能力",
    "resources": "资源",
    "resource_classes": "资源类别",
    "beneficiary_groups": "受益群体",
    "organisation_kinds": "组织类型",
    "hub_kinds": "枢纽类型",
    "site_kinds": "五边四旁",
}

# What a cell 领域 may name; a stored theme may be any of them, the narrower section first.
SECTIONS_OF_THEMES = ("themes", "kinds_of_help", "fields_of_capability")


def current_pack() -> Pack:
    """The pack that the setting ``BANGFU_PACK`` names (a shipped name or a path). Errors: ``PackRefused``."""
    return load_pack(settings.PACK)


def vocabulary() -> Vocabulary:
    """The words of the current pack."""
    return current_pack().vocabulary


def name_of(section: str, entry_id: str) -> str:
    """The Chinese name of an entry, or the id itself when the pack no longer knows it. See ``SECTIONS_OF_THEMES``."""
    sections = SECTIONS_OF_THEMES if section == "themes" else (section,)
    found = (vocabulary().get(each, entry_id) for each in sections)
    return next((entry.zh for entry in found if entry), entry_id)


def unit_of(resource: str) -> str:
    """The unit of a resource, 份 for one that the pack no longer knows."""
    entry = vocabulary().get("resources", resource)
    return (entry.unit if entry else "") or "份"


def choices(section: str) -> list[tuple[str, str]]:
    """(id, Chinese name) of a section in the pack's order, for filters and forms."""
    return [(entry.id, entry.zh) for entry in vocabulary().section(section)]


def find_word(text: str, section: str) -> Entry | None:
    """The entry that a cell names by id, name or synonym; None when there is none."""
    found = vocabulary().find(text, section)
    return found[0] if found else None


def rules_of(day: date) -> RulesOfDay:
    """The rules of law and programme in force on a day (in Shanghai)."""
    return current_pack().rulebook.as_of(day)


def word(key: str) -> str:
    """A word of the programme's wording (``bureau``, ``frontline``), the key itself when the pack has none."""
    return current_pack().wording.get(key, key)
