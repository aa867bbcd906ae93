"""Needs that may be the same matter, shown before a new one is saved. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bangfu.engines.text import similarity

SAME_AT_LEAST = 0.5
SAME_THEME, SAME_VILLAGE, SAME_TOWN = 0.1, 0.15, 0.08


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a need that exists already; ``region`` is a 12-digit code."""

    number: str
    title: str
    words: str
    theme: str
    region: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A need that may be the same, how much so (0 to 1), and why in Chinese."""

    number: str
    title: str
    likeness: float
    reasons: tuple[str, ...]


def alike_ones(
    *, title: str, words: str, theme: str, region: str, among: Iterable[Known], limit: int = 5
) -> list[Alike]:
    """Needs like the one being written, most alike first, then by number.

    Words count most; the same field and the same place add to it but never make two matters one by themselves.
    """
    found = []
    for known in among:
        by_words = max(similarity(title, known.title), similarity(f"{title} {words}", f"{known.title} {known.words}"))
        reasons = [f"文字相近 {by_words:.0%}"] if by_words >= 0.3 else []
        likeness = by_words
        if known.theme == theme:
            likeness, reasons = likeness + SAME_THEME, [*reasons, "同一领域"]
        if known.region == region:
            likeness, reasons = likeness + SAME_VILLAGE, [*reasons, "同一个地方"]
        elif known.region[:9] == region[:9]:
            likeness, reasons = likeness + SAME_TOWN, [*reasons, "同一个镇"]
        if by_words >= 0.3 and likeness >= SAME_AT_LEAST:
            found.append(Alike(known.number, known.title, round(min(likeness, 1.0), 3), tuple(reasons)))
    return sorted(found, key=lambda each: (-each.likeness, each.number))[:limit]
