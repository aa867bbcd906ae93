"""What a voucher consists of, as values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

MOST_FEN = 10**15 - 1
"""The largest amount of one transfer; sums of a thousand of them still fit into 64 bits."""
PHASES = ("single", "pending", "post", "void")
SEGMENT_KINDS = ("spend", "refund", "release", "undo")
"""How money left a pool: paid out, given back to the giver, moved to another pool, or never rightly there."""
VOUCHER_KINDS = {
    "receive": "收到",
    "opening": "期初转入",
    "reserve": "预留",
    "void": "取消预留",
    "spend": "支出",
    "refund": "退回捐赠人",
    "settle": "渠道结算",
    "release": "改变用途",
    "match": "配捐",
    "reversal": "冲销",
    "close": "年末结转",
}
CHECKED_KINDS = frozenset({"spend", "refund", "release", "reversal"})
"""Vouchers that a second person must have approved."""

Ref = tuple[str, int]
"""An account as the rules see it: its role, and its pool (0: shared by the whole organisation)."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One transfer of ``amount`` fen. ``resolves``: the reservation that a ``post`` or ``void`` ends."""

    debit: Ref
    credit: Ref
    amount: int
    phase: str = "single"
    resolves: int = 0

    @property
    def moves(self) -> bool:
        """Whether money moves now: a reservation and its end move none."""
        return self.phase in ("single", "post")


@dataclass(frozen=True, slots=True)
class Taken:
    """The fen from ``a`` up to, not including, ``b`` leave a pool."""

    pool: int
    a: int
    b: int
    kind: str

    @property
    def amount(self) -> int:
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class Given:
    """A lot of ``amount`` fen is laid at the end of a pool.

    ``through``: the place of the piece in the same entry by which the money left another pool, or -1. ``returns``: the
    segment of an earlier voucher that comes back, or 0.
    """

    pool: int
    amount: int
    through: int = -1
    returns: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What a voucher writes, all or nothing."""

    kind: str
    day: date
    legs: tuple[Leg, ...]
    taken: tuple[Taken, ...] = ()
    given: tuple[Given, ...] = ()
    reverses: int = 0

    def out_of(self) -> Counter[int]:
        """Fen that leave each pool by the legs."""
        return self._moved("debit")

    def into(self) -> Counter[int]:
        """Fen that enter each pool by the legs."""
        return self._moved("credit")

    def _moved(self, side: str) -> Counter[int]:
        total: Counter[int] = Counter()
        for leg in self.legs:
            role, pool = getattr(leg, side)
            if role == "available" and leg.moves:
                total[pool] += leg.amount
        return total

    def is_whole(self) -> bool:
        """Whether pieces and lots say the same of each pool as the legs do (I5)."""
        taken, given = Counter[int](), Counter[int]()
        for piece in self.taken:
            taken[piece.pool] += piece.amount
        for lot in self.given:
            given[lot.pool] += lot.amount
        return taken == self.out_of() and given == self.into()
