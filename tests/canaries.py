"""Personal data of forty invented people, and how it may hide: what R7 and R13 look for everywhere.

The values of one field begin alike (their core) and end in the person's number, so one search finds any of the forty. Digests
without a key have no core: every one of them is known, and every run of hexadecimal digits is looked up.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

PEOPLE = 40
# What each field's values begin with; every core is long and odd enough to stand nowhere by chance.
CORES = {
    "phone": "1380755",
    "landline": "0763-338",
    "mail": "zhenzhu.canary",
    "password": "Quiet-Rivers-77",
    "identity card": "44180219880305",
    "bank card": "62284800210",
    "address": "源潭镇金丝雀巷",
    "health": "患有金丝雀综合征",
}
ENDINGS = {"mail": "@example.cn", "address": "号", "health": "期"}
DIGESTS = ("md5", "sha1", "sha256", "sha512")


def value(field: str, person: int) -> str:
    """What one of the forty has in a field, such as ``13807550012``."""
    return f"{CORES[field]}{person:04d}{ENDINGS.get(field, '')}"


def _aligned(raw: bytes, encode) -> Iterator[str]:
    """What base64 makes of a text wherever it begins inside a longer one: three ways, without the ends that depend on neighbours."""
    for shift in range(3):
        inside = raw[(3 - shift) % 3 :]
        yield encode(inside[: len(inside) // 3 * 3]).decode()


def _fullwidth(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _spellings(text: str) -> dict[str, set[str]]:
    """A core as it may hide, by the name of the way."""
    raw, escaped = text.encode(), text.encode("unicode-escape").decode()
    ways = {
        "spaced": {" ".join(re.findall(".{1,4}", text)), f"{text[:3]} {text[3:]}"},
        "dashed": {"-".join(re.findall(".{1,3}", text))},
        "full width": {_fullwidth(text)},
        "base64": set(_aligned(raw, base64.b64encode)) | set(_aligned(raw, base64.urlsafe_b64encode)),
        "hexadecimal": {raw.hex(), raw.hex().upper()},
        "address bar": {quote(text, safe=""), "".join(f"%{byte:02X}" for byte in raw)},
        "escaped": {escaped, escaped.upper().replace("\\U", "\\u")},
        "reversed": {text[::-1]},
        "entities": {"".join(f"&#{ord(c)};" for c in text), "".join(f"&#x{ord(c):x};" for c in text)},
        "other case": {text.upper(), text.swapcase()},
    }
    return {"plain": {text}} | {way: texts - {text} for way, texts in ways.items()}


WAYS = {
    (field, way, text) for field, core in CORES.items() for way, texts in _spellings(core).items() for text in texts
}
WAYS_IN_BYTES = {(field, way, text.encode(), text.encode("utf-16-le")) for field, way, text in WAYS}
DIGESTED = {
    hashlib.new(name, value(field, person).encode()).hexdigest(): field
    for name in DIGESTS
    for field in CORES
    for person in range(PEOPLE)
}
_HEX = re.compile(r"[0-9a-f]{32,128}")


@dataclass(frozen=True)
class Denominator:
    """How much is looked for."""

    people: int = PEOPLE
    fields: int = len(CORES)
    ways: int = len(_spellings("x")) + 1  # digests are one more way

    def __str__(self) -> str:
        return f"people {self.people} fields {self.fields} ways {self.ways}"


def hits(place: str, text: str) -> list[str]:
    """Which fields of the forty stand in a text, and how; each once."""
    found = {f"{field} in {place} ({way})" for field, way, spelt in WAYS if spelt in text}
    runs = _HEX.findall(text)
    found |= {f"{DIGESTED[run]} in {place} (digest)" for run in runs if run in DIGESTED}
    return sorted(found)


def hits_in_bytes(place: str, data: bytes) -> list[str]:
    """The same in a file's bytes, as UTF-8 and as UTF-16."""
    found = {
        f"{field} in {place} ({way})" for field, way, utf8, utf16 in WAYS_IN_BYTES if utf8 in data or utf16 in data
    }
    runs = _HEX.findall(data.decode("latin-1"))
    return sorted(found | {f"{DIGESTED[run]} in {place} (digest)" for run in runs if run in DIGESTED})
