"""Pinyin of place names: what people type who do not type characters.

The dictionary's first reading is often not the local one (涌 is chōng in the delta, 长布 is not zhǎng), so a name is found
under the local reading and, where it differs, under the dictionary's too: nobody is sent away for a reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bangfu.apps.regions.rules import spoken_name
from bangfu.engines.text import syllables

# Readings of Guangdong place names that the dictionary gives otherwise; the longer entry wins.
LOCAL_READINGS = {
    "番禺": ("pan", "yu"),
    "大埔": ("da", "bu"),
    "黄埔": ("huang", "pu"),
    "东莞": ("dong", "guan"),
    "长布": ("chang", "bu"),
    "长岐": ("chang", "qi"),
    "长安": ("chang", "an"),
    "重阳": ("chong", "yang"),
    "曲江": ("qu", "jiang"),
    "曲界": ("qu", "jie"),
    "乐昌": ("le", "chang"),
    "乐民": ("le", "min"),
    "六榕": ("liu", "rong"),
    "涌": ("chong",),
    "圩": ("xu",),
    "埔": ("bu",),
    "陂": ("bei",),
    "垌": ("dong",),
    "滘": ("jiao",),
    "厦": ("xia",),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a name sounds: ``pinyin`` and ``initials`` without tones or spaces, ``others`` further spellings that find it."""

    pinyin: str
    initials: str
    others: tuple[str, ...] = ()


def readings_of(names: Iterable[str]) -> dict[str, Reading]:
    """The reading of the everyday form of each name, each name read once.

    >>> found = readings_of(["番禺区", "三排村委会"])
    >>> found["番禺区"].pinyin, found["三排村委会"].initials
    ('panyuqu', 'spc')
    """
    return {name: _reading(spoken_name(name)) for name in set(names)}


@lru_cache(maxsize=65536)
def _reading(name: str) -> Reading:
    plain: list[str] = syllables(name)
    local = _with_local(name, plain)
    forms = {"".join(plain), "".join(part[:1] for part in plain)}
    pinyin, initials = "".join(local), "".join(part[:1] for part in local)
    return Reading(pinyin[:200], initials[:60], tuple(sorted(forms - {pinyin, initials})))


def _with_local(name: str, plain: list[str]) -> list[str]:
    if len(plain) != len(name):
        return plain
    local, at = list(plain), 0
    while at < len(name):
        part = next((name[at : at + size] for size in (2, 1) if name[at : at + size] in LOCAL_READINGS), "")
        if part:
            local[at : at + len(part)] = LOCAL_READINGS[part]
        at += len(part) or 1
    return local
