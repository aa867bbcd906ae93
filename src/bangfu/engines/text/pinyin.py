"""Pinyin for ordering and for typing initials: how lists of Chinese names are sorted and found without characters."""

from __future__ import annotations

from functools import cache
from typing import Any

from bangfu.values import fold

# Readings of Guangdong place names that the library's dictionary gets wrong.
SINGLE = {ord("圩"): "xū", ord("陂"): "bēi"}
PHRASES = {"花都": [["huā"], ["dū"]], "长圳": [["cháng"], ["zhèn"]], "长岗": [["cháng"], ["gǎng"]]}


@cache
def _library() -> Any:
    """pypinyin with our readings. Its dictionary of phrases takes a third of the site's start, so it waits for the first name."""
    import pypinyin  # heavy: loaded at first use, here only

    pypinyin.load_single_dict(SINGLE)
    pypinyin.load_phrases_dict(PHRASES)
    return pypinyin


def sort_key(name: str) -> str:
    """A text that sorts as a Chinese directory does: by syllable, then tone, then the name itself.

    >>> sorted(["中山", "东莞", "深圳", "广州"], key=sort_key)
    ['东莞', '广州', '深圳', '中山']
    """
    folded = fold(name)
    syllables = _library().lazy_pinyin(folded, style=_library().Style.TONE3, neutral_tone_with_five=True)
    return f"{' '.join(syllables).lower()} {folded}"


def syllables(name: str) -> list[str]:
    """The syllables in lower case without tones; a character without a reading stays itself, so each has its entry.

    >>> syllables("东莞Q市")
    ['dong', 'guan', 'q', 'shi']
    """
    # A list of characters, which the library documents beside a text, keeps one entry a character.
    return list(_library().lazy_pinyin(name, errors=lambda unread: [character.lower() for character in unread]))


def full_pinyin(name: str) -> str:
    """All syllables joined, without tones, for typing: 石角镇 is `shijiaozhen`.

    >>> full_pinyin("番禺区")
    'panyuqu'
    """
    return "".join(_library().lazy_pinyin(fold(name))).lower()


def initials(name: str) -> str:
    """The first letter of each syllable; Latin words and numbers stay whole.

    >>> initials("东莞市"), initials("广州3D协会")
    ('dgs', 'gz3dxh')
    """
    return "".join(_library().lazy_pinyin(fold(name), style=_library().Style.FIRST_LETTER)).lower()
