"""Following fen: what became of a lot, through returns and changes of purpose, to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as stored."""

    id: int
    voucher: int
    a: int
    b: int
    kind: str


@dataclass(frozen=True, slots=True)
class Use:
    """``amount`` fen left by ``segment`` of ``voucher``. ``came_back``: they returned and are followed further."""

    segment: int
    voucher: int
    kind: str
    amount: int
    came_back: bool


Leaving = Callable[[int, int, int], Sequence[Piece]]
"""The pieces of a pool that touch (a, b)."""
Returned = Callable[[int], tuple[int, int] | None]
"""Where the fen of a segment lie now: pool and first fen of the lot, or None."""


def uses(pool: int, a: int, b: int, leaving: Leaving, returned: Returned) -> Iterator[Use]:
    """Every way that the fen from ``a`` to ``b`` of a pool went, in order of the line, depth first.

    What no use names is still there. Nothing is followed twice: a lot lies behind the segment that it came by.
    """
    for piece in leaving(pool, a, b):
        low, high = max(a, piece.a), min(b, piece.b)
        if low >= high:
            continue
        there = returned(piece.id)
        yield Use(piece.id, piece.voucher, piece.kind, high - low, there is not None)
        if there is not None:
            new_pool, start = there
            yield from uses(new_pool, start + low - piece.a, start + high - piece.a, leaving, returned)
