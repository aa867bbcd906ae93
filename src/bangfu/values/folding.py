"""Folding of typed text: what looks the same must compare the same.

Unicode's own NFKC goes too far for Chinese forms (it turns ㎡ into m2, ① into 1, … into three dots), so the folding is
listed here: full-width ASCII, the ideographic space, radicals that PDF copies leave behind, compatibility ideographs,
and everything invisible.  Invisible and bidirectional marks make two codes look equal that are not: they never stay.
"""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5, 0xFFE0: 0xA2}
_FULL_WIDTH_LETTERS = {full: half for full, half in _FULL_WIDTH.items() if chr(half).isalnum()} | {0x3000: 0x20}
# Kangxi and supplement radicals: drawn like the characters, but others in a comparison.
_RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in range(0x2E80, 0x2FE0)
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
_VARIATION_SELECTORS = frozenset([*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))])
_FOLDED = _FULL_WIDTH | _RADICALS
_TIDIED = _FULL_WIDTH_LETTERS | _RADICALS
# What nearly all text is made of is passed over at the speed of a regular expression; only the rest is looked up.
_UNUSUAL = re.compile(r"[^\n -~\u3001-\u3029\u3400-\u9fff\uff00-\uff5e“”‘’—…·]")


def fold(text: str) -> str:
    """Text as codes, amounts and vocabulary are compared: half-width, nothing invisible, single spaces, no ends.

    Letter case stays; `fold_key` folds it too.

    >>> fold("　Ｎ－２６－０００９１３－Ｙ\\u200b ")
    'N-26-000913-Y'
    >>> fold("３㎡、第①条…")
    '3㎡、第①条…'
    """
    composed = unicodedata.normalize("NFC", text.translate(_FOLDED))
    return " ".join(_visible(composed, drop=_VARIATION_SELECTORS).split())


def fold_key(text: str) -> str:
    """`fold`, in lower case and without any space: the key under which names and synonyms are looked up.

    >>> fold_key("Ｅ 电商 培训")
    'e电商培训'
    """
    return fold(text).casefold().replace(" ", "")


def tidy(text: str) -> str:
    """Prose as it is stored: letters and digits half-width, Chinese punctuation as typed, line ends kept.

    >>> tidy("缺水泵２台，\\u202e请帮忙！\\r\\n谢谢（急）")
    '缺水泵2台，请帮忙！\\n谢谢（急）'
    """
    lines = text.translate(_TIDIED).replace("\r\n", "\n").replace("\r", "\n")
    visible = _visible(unicodedata.normalize("NFC", lines), drop=frozenset())
    return "\n".join(line.rstrip() for line in visible.split("\n")).strip()


def has_invisible(text: str) -> bool:
    """Whether the text holds a mark that nobody sees (zero width, direction, control), to be pointed out in a sheet.

    >>> has_invisible("石\\u200b角镇"), has_invisible("石角镇")
    (True, False)
    """
    return any(_is_invisible(character) for character in text)


def _visible(text: str, *, drop: frozenset[str]) -> str:
    return _UNUSUAL.sub(lambda found: "" if _is_invisible(found[0]) or found[0] in drop else found[0], text)


def _is_invisible(character: str) -> bool:
    if character in "\t\n\r" or " " <= character <= "~":
        return False
    return character in _BLANK_LETTERS or unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn"}
