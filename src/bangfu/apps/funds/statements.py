"""What the public is told of a voucher: the same words when it is posted and when a check rebuilds them from the rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bangfu.apps.funds.models import Account, Lot, Segment, Transfer, Voucher

KIND = "funds.voucher"
COMMITTED = "source"
"""What only a commitment stands for: where the entry came from, such as a provider's order number."""


def txid_of(organisation_number: str, ym: str, no: int) -> str:
    """The public name of a voucher.

    >>> txid_of("O-26-000001-K", "2026-11", 7)
    'O-26-000001-K/2026-11/7'
    """
    return f"{organisation_number}/{ym}/{no}"


def public_fields(
    *,
    organisation: str,
    day: date,
    kind: str,
    narrative: str,
    lines: Sequence[Sequence[Any]],
    lots: Sequence[Sequence[Any]],
    segments: Sequence[Sequence[Any]],
    reverses: int,
) -> dict[str, Any]:
    """The public fields of a statement: ``lines`` are (debited account, credited account, fen, phase)."""
    return {
        "organisation": organisation,
        "day": day.isoformat(),
        "kind": kind,
        "narrative": narrative,
        "lines": [list(line) for line in lines],
        "lots": [list(lot) for lot in lots],
        "segments": [list(piece) for piece in segments],
        "reverses": reverses,
    }


def rebuilt(vouchers: Collection[int]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Voucher, txid and public fields of each, from the rows of the books alone."""
    lines = _grouped(
        Transfer.objects.filter(voucher_id__in=vouchers), "line", "debit_id", "credit_id", "amount", "phase"
    )
    used = {account for each in lines.values() for line in each for account in line[:2]}
    codes = dict(Account.objects.filter(pk__in=used).values_list("pk", "code"))
    lots = _grouped(Lot.objects.filter(voucher_id__in=vouchers), "id", "pool_id", "a", "b")
    segments = _grouped(Segment.objects.filter(voucher_id__in=vouchers), "id", "pool_id", "a", "b", "kind")
    for row in Voucher.objects.filter(pk__in=vouchers).select_related("period", "organisation").order_by("pk"):
        fields = public_fields(
            organisation=row.organisation.number,
            day=row.day,
            kind=row.kind,
            narrative=row.narrative,
            lines=[(codes[d], codes[c], amount, phase) for d, c, amount, phase in lines.get(row.pk, ())],
            lots=lots.get(row.pk, ()),
            segments=segments.get(row.pk, ()),
            reverses=row.reverses_id or 0,
        )
        yield row.pk, txid_of(row.organisation.number, row.period.ym, row.no), fields


def _grouped(rows: Any, order: str, *columns: str) -> Mapping[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for voucher, *values in rows.order_by("voucher_id", order).values_list("voucher_id", *columns):
        found.setdefault(voucher, []).append(tuple(values))
    return found
