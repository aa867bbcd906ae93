"""Finding fen on a pool's line: what is free, what is first, what is last. An interval (a, b) holds a and not b."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Interval = tuple[int, int]


def free_within(a: int, b: int, covered: Iterable[Interval]) -> list[Interval]:
    """The parts of (a, b) that no interval of ``covered`` holds, in order. ``covered`` is ascending and does not overlap.

    >>> free_within(0, 10, [(2, 4), (8, 12)])
    [(0, 2), (4, 8)]
    """
    found, at = [], a
    for low, high in covered:
        if high <= at:
            continue
        if low >= b:
            break
        if low > at:
            found.append((at, low))
        at = max(at, high)
    if at < b:
        found.append((at, b))
    return found


def take_first(amount: int, free: Sequence[Interval]) -> list[Interval] | None:
    """The first ``amount`` fen of ``free``, or None when there are fewer.

    >>> take_first(5, [(0, 2), (4, 8)])
    [(0, 2), (4, 7)]
    """
    found = []
    for low, high in free:
        if amount <= 0:
            break
        end = min(high, low + amount)
        found.append((low, end))
        amount -= end - low
    return found if amount == 0 else None


def take_last(amount: int, free: Sequence[Interval]) -> list[Interval] | None:
    """The last ``amount`` fen of ``free`` in ascending order, or None when there are fewer.

    >>> take_last(5, [(0, 2), (4, 8)])
    [(1, 2), (4, 8)]
    """
    found = []
    for low, high in reversed(free):
        if amount <= 0:
            break
        start = max(low, high - amount)
        found.append((start, high))
        amount -= high - start
    return found[::-1] if amount == 0 else None


def overlapping(a: int, b: int, pieces: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The parts of named ``pieces`` (id, low, high) inside (a, b), as (id, low, high)."""
    return [(name, max(a, low), min(b, high)) for name, low, high in pieces if low < b and high > a]
