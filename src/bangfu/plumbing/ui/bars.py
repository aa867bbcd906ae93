"""Widths of bars in percent: numbers for SVG attributes, because inline styles are forbidden by the site's policy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GapParts:
    """Shares of a need in percent of what was asked: delivered, claimed, and where each part ends."""

    done: float
    held: float
    done_end: float
    held_end: float
    missing: float


def gap_parts(done: float, held: float, total: float) -> GapParts:
    """Split a bar. Parts never leave it: more delivered than asked fills it, nothing asked leaves it empty."""
    if total <= 0:
        return GapParts(0, 0, 0, 0, 0)
    first = min(100.0, max(0.0, done * 100 / total))
    second = min(100.0 - first, max(0.0, held * 100 / total))
    return GapParts(
        done=round(first, 2),
        held=round(second, 2),
        done_end=round(first, 2),
        held_end=round(first + second, 2),
        missing=max(0, total - done - held),
    )


def share(value: float, largest: float) -> float:
    """A bar's width in percent of the largest one; bars start at zero."""
    return round(min(100.0, max(0.0, value * 100 / largest)), 2) if largest > 0 else 0.0
