"""Bring the English catalogue up to date: `make catalogue`.

Reads every template and module of the package, adds what is new to ``django.po`` (untranslated), drops what no page says any
more, writes ``patterns.txt`` (the sentences with holes, which `plumbing.words` recognises) and compiles ``django.mo``.
It needs no GNU gettext, and the same catalogue gives the same bytes on every machine.

    make catalogue            # then fill the empty msgstr lines, and run it again
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.house.said import Sentence, patterns, sentences_of_the_source  # noqa: E402 - the repository is not installed

LOCALE = ROOT / "src" / "bangfu" / "locale"
PO = LOCALE / "en" / "LC_MESSAGES" / "django.po"


def key_of(entry: polib.POEntry) -> Sentence:
    """What tells one entry from another: context, words, plural."""
    return Sentence(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def fresh(sentence: Sentence) -> polib.POEntry:
    """An entry that waits for its translation."""
    plural = {0: "", 1: ""} if sentence.plural else {}
    return polib.POEntry(
        msgctxt=sentence.context or None,
        msgid=sentence.text,
        msgid_plural=sentence.plural,
        msgstr_plural=plural,
    )


def updated(old: polib.POFile, wanted: set[Sentence]) -> polib.POFile:
    """The catalogue with exactly the wanted sentences, sorted, keeping what is translated."""
    known = {key_of(entry): entry for entry in old if not entry.obsolete}
    result = polib.POFile(wrapwidth=110)
    result.metadata = old.metadata
    for sentence in sorted(wanted):
        entry = known.get(sentence, fresh(sentence))
        entry.comment, entry.occurrences, entry.flags = "", [], [flag for flag in entry.flags if flag == "fuzzy"]
        result.append(entry)
    return result


def main() -> int:
    """Write the three files; the exit code says whether a translation is missing."""
    wanted = sentences_of_the_source(ROOT / "src" / "bangfu")
    catalogue = updated(polib.pofile(str(PO)), wanted)
    catalogue.save(str(PO))
    catalogue.save_as_mofile(str(PO.with_suffix(".mo")))
    (LOCALE / "patterns.txt").write_text("\n".join(patterns(wanted)) + "\n", encoding="utf-8")
    missing = [entry.msgid for entry in catalogue.untranslated_entries()]
    print(f"{len(catalogue)} sentences, {len(missing)} to translate")
    print("\n".join(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
