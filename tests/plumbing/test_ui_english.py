"""The English catalogue: whole, without a Han character, and compiled as it stands."""

import re
from pathlib import Path

import polib

import bangfu

FOLDER = Path(bangfu.__file__).parent / "locale" / "en" / "LC_MESSAGES"
HAN = re.compile(r"[㐀-鿿]")
HOLES = re.compile(r"%\(\w+\)[sd]")


def words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def test_every_sentence_of_the_catalogue_is_translated_without_han():
    catalogue = polib.pofile(str(FOLDER / "django.po"))
    live = [entry for entry in catalogue if not entry.obsolete]
    assert live
    assert [entry.msgid for entry in live if entry.fuzzy or not all(words(entry))] == []
    assert [entry.msgid for entry in live if HAN.search("".join(words(entry)))] == []


def test_a_translation_has_the_same_holes_as_its_sentence():
    catalogue = polib.pofile(str(FOLDER / "django.po"))
    assert [
        e.msgid for e in catalogue if any(set(HOLES.findall(e.msgid)) != set(HOLES.findall(w)) for w in words(e))
    ] == []


def test_the_compiled_catalogue_is_current():
    source = {e.msgid: words(e) for e in polib.pofile(str(FOLDER / "django.po")) if not e.obsolete}
    compiled = {e.msgid: words(e) for e in polib.mofile(str(FOLDER / "django.mo"))}
    assert compiled == source
