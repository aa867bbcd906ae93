"""Whose money it was: which fen of which gift a piece of a pool's line holds, through returns and changes of purpose.

Lots are told in the order in which they were laid; only their beginnings are kept, 24 bytes a lot.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

Gift = tuple[int, int]
"""A gift by its place: the pool and the first fen of its lot."""
_OUTSIDE = -1


@dataclass(slots=True)
class _Lots:
    """The lots of one pool: where each begins, ends the last, and where its money lay before (pool and first fen)."""

    begins: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    pools: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("q"))


class Origins:
    """Answers of which gifts a piece consists, from lots told before."""

    def __init__(self) -> None:
        self._pools: dict[int, _Lots] = {}

    def tell(self, pool: int, a: int, b: int, came_from: tuple[int, int] | None) -> None:
        """A lot of ``pool`` from ``a`` up to ``b``. ``came_from``: pool and first fen of the segment it came by, or None for outside."""
        lots = self._pools.setdefault(pool, _Lots())
        lots.begins.append(a)
        lots.ends.append(b)
        before = came_from or (_OUTSIDE, 0)
        lots.pools.append(before[0])
        lots.places.append(before[1])

    def of(self, pool: int, a: int, b: int) -> Iterator[tuple[Gift, int]]:
        """The gifts that the fen from ``a`` up to ``b`` are of, each with how many, in order of the line.

        Errors: ``LookupError`` for fen that no lot holds (I4 is broken).
        """
        open_pieces = [(pool, a, b)]
        while open_pieces:
            pool, a, b = open_pieces.pop()
            lots = self._pools.get(pool) or _Lots()
            place = bisect_right(lots.begins, a) - 1
            if place < 0 or a >= lots.ends[place]:
                raise LookupError(f"I4: no lot of pool {pool} holds fen {a}")
            end = min(b, lots.ends[place])
            if end < b:
                open_pieces.append((pool, end, b))
            begin, before = lots.begins[place], lots.pools[place]
            if before == _OUTSIDE:
                yield (pool, begin), end - a
            else:
                there = lots.places[place] + a - begin
                open_pieces.append((before, there, there + end - a))
