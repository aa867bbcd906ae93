"""Text stays text: no cell that we write can become a formula, and what we wrote can be read back exactly.

In a workbook every text is written as a string cell with the quote-prefix flag, so the value needs no change. A CSV has no
types, so a text that a spreadsheet could take for a formula gets an apostrophe in front; reading takes it off again.
"""

from __future__ import annotations

import re

# What Excel, WPS, LibreOffice or a DDE link may start from, after any white space or invisible character;
# full-width forms too, since some spreadsheets fold them. "|" and "%" open DDE payloads in old versions.
_RISKY = "[=+\\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\uff5c\u2212\ufe62\ufe63\ufe66\ufe6b]"
_LEAD = "[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f]*"
_LIVE = re.compile(f"'*(?:{_LEAD}{_RISKY}|[\t\r\n])")
_GUARDED = re.compile(f"''*(?:{_LEAD}{_RISKY}|[\t\r\n])")


def is_live(text: str) -> bool:
    """Could a spreadsheet take this text for a formula or a command?"""
    return _LIVE.match(text) is not None


def guarded(text: str) -> str:
    """The text as it may stand in a CSV cell; `unguarded` gives it back."""
    return "'" + text if is_live(text) else text


def unguarded(text: str) -> str:
    """Takes one guarding apostrophe off, if there is one; any other text is returned as it is."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text
