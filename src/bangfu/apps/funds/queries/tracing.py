"""What became of a gift."""

from dataclasses import dataclass
from datetime import date

from bangfu.apps.funds.models import Lot, Segment, Voucher
from bangfu.engines.ledger.tracing import Piece, uses


@dataclass(frozen=True, slots=True)
class UseOfGift:
    """``amount`` fen of a gift went by ``voucher_id`` on a day. ``status``: used, returned, refunded, moved, undone."""

    voucher_id: int
    amount: int
    on: date
    narrative: str
    status: str


_STATUS = {"spend": "used", "refund": "refunded", "release": "moved", "undo": "undone"}


def uses_of(lot_id: int) -> list[UseOfGift]:
    """Every way the fen of a lot went, through returns and other purposes, in order. What is not named is still there."""
    lot = Lot.objects.get(pk=lot_id)
    found = list(uses(lot.pool_id, lot.a, lot.b, _leaving, _returned))
    vouchers = Voucher.objects.in_bulk({use.voucher for use in found})
    return [
        UseOfGift(
            use.voucher,
            use.amount,
            vouchers[use.voucher].day,
            vouchers[use.voucher].narrative,
            "returned" if use.came_back and use.kind == "spend" else _STATUS[use.kind],
        )
        for use in found
    ]


def _leaving(pool: int, a: int, b: int) -> list[Piece]:
    """Pieces that touch (a, b), found from the last one that begins before ``a``: pieces never overlap."""
    first = Segment.objects.filter(pool_id=pool, a__lte=a).order_by("-a").values_list("a", flat=True).first()
    rows = Segment.objects.filter(pool_id=pool, a__gte=a if first is None else first, a__lt=b).order_by("a")
    return [Piece(*row) for row in rows.values_list("pk", "voucher_id", "a", "b", "kind")]


def _returned(segment: int) -> tuple[int, int] | None:
    row = Lot.objects.filter(came_by_id=segment).values_list("pool_id", "a").first()
    return (row[0], row[1]) if row else None
