"""Writing entries: the one place where rows of the books are born. Plain SQL, a few rows at a time, inside the caller's lock.

Besides the book rows each voucher leaves its publication row: public fields and commitments, never a name.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from bangfu.apps.funds.locking import Books
from bangfu.apps.funds.models import Lot, Period, Transfer
from bangfu.apps.funds.statements import COMMITTED, KIND, public_fields, txid_of
from bangfu.engines.ledger.accounts import totals_after
from bangfu.engines.ledger.records import CHECKED_KINDS, Entry
from bangfu.plumbing.actions import Refused, refuse
from bangfu.plumbing.publication.write import Statement, publish_rows
from bangfu.values import Refusal

_VOUCHER = "organisation_id, period_id, no, day, kind, idem_key, body_sha256, maker, checker, reverses_id, source, narrative, posted_at"
_TRANSFER = "voucher_id, line, debit_id, credit_id, amount, phase, resolves_id"
_SEGMENT = "voucher_id, pool_id, a, b, kind"
_LOT = "voucher_id, pool_id, a, b, day, came_by_id"
MOST_VALUES = 20_000
"""Bound values of one statement: below the limit of either engine."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a voucher says besides its entry. ``key``: unique in the organisation; ``body``: the hash of what was asked."""

    key: str
    body: str
    maker: str
    at: datetime
    checker: str = ""
    source: str = ""
    narrative: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """What came into being: the voucher, its transfers, segments and lots in the entry's order, as (id, a, b) for lots."""

    voucher: int
    no: int
    transfers: tuple[int, ...]
    segments: tuple[int, ...]
    lots: tuple[tuple[int, int, int], ...]


def body_hash(asked: Mapping[str, Any]) -> str:
    """The hash of what was asked for: whole numbers and text, in canonical form. Not who asked, not when.

    >>> body_hash({"a": 1, "b": "x"}) == body_hash({"b": "x", "a": 1}) != body_hash({"a": 2, "b": "x"})
    True
    """
    said = json.dumps(dict(asked), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def post(books: Books, entry: Entry, header: Header) -> Posted:
    """Write one entry; see :func:`post_all`."""
    return post_all(books, [(entry, header)])[0]


def post_all(books: Books, entries: Sequence[tuple[Entry, Header]]) -> list[Posted]:
    """Write entries of one period in order, all or nothing, and their publication rows.

    Errors: ``Refused`` when a bound of an account, a date or the second person stands against it.
    """
    for entry, header in entries:
        refuse(_second_person_refusal(entry, header) or _late_money_refusal(entry))
        assert entry.is_whole(), "I5: pieces and lots say the same as the legs"
        books.totals = _totals(books, entry)
    numbers = range(books.period.last_no + 1, books.period.last_no + 1 + len(entries))
    vouchers = _insert_vouchers(books, entries, numbers)
    transfers = _inserted("funds_transfer", _TRANSFER, _transfer_rows(books, entries, vouchers))
    segments = _inserted(
        "funds_segment",
        _SEGMENT,
        [(v, t.pool, t.a, t.b, t.kind) for v, (entry, _) in zip(vouchers, entries, strict=True) for t in entry.taken],
    )
    lot_rows = _lot_rows(books, entries, vouchers, segments)
    lots = _inserted("funds_lot", _LOT, lot_rows)
    Period.objects.filter(pk=books.period.pk).update(last_no=numbers[-1])
    books.period.last_no = numbers[-1]
    books.lines.clear()
    placed = [(pk, row[2], row[3]) for pk, row in zip(lots, lot_rows, strict=True)]
    posted = _posted(entries, vouchers, numbers, transfers, segments, placed)
    publish_rows([_statement(books, *each) for each in zip(entries, posted, strict=True)], at=entries[0][1].at)
    return posted


def _statement(books: Books, asked: tuple[Entry, Header], posted: Posted) -> Statement:
    """What the public is told of a voucher that was just written."""
    entry, header = asked
    number = books.period.organisation.number
    fields = public_fields(
        organisation=number,
        day=entry.day,
        kind=entry.kind,
        narrative=header.narrative,
        lines=[(books.codes[leg.debit], books.codes[leg.credit], leg.amount, leg.phase) for leg in entry.legs],
        lots=[(lot.pool, a, b) for lot, (_, a, b) in zip(entry.given, posted.lots, strict=True)],
        segments=[(piece.pool, piece.a, piece.b, piece.kind) for piece in entry.taken],
        reverses=entry.reverses,
    )
    personal = {COMMITTED: header.source} if header.source else {}
    return Statement(KIND, txid_of(number, books.period.ym, posted.no), fields, personal)


def _second_person_refusal(entry: Entry, header: Header) -> Refusal | None:
    if header.checker and header.checker == header.maker:
        return Refusal("maker_is_checker", "自己经办的不能自己批准，请另一位有权的人批准。")
    if entry.kind in CHECKED_KINDS and not header.checker:
        return Refusal("needs_checker", "这类凭证要由第二个人批准。")
    return None


def _late_money_refusal(entry: Entry) -> Refusal | None:
    """Whether a piece would leave on a day before its money came (I4)."""
    for piece in entry.taken:
        late = Lot.objects.filter(pool_id=piece.pool, day__gt=entry.day, a__lt=piece.b, b__gt=piece.a)
        if late.exists():
            return Refusal("before_the_money", "这一天钱还没有到账，请用到账当天或以后的日期。")
    return None


def _totals(books: Books, entry: Entry) -> dict[Any, Any]:
    resolved = [leg.resolves for leg in entry.legs if leg.resolves]
    kept = dict(Transfer.objects.filter(pk__in=resolved).values_list("pk", "amount")) if resolved else {}
    after = totals_after(entry.legs, books.totals, kept)
    if isinstance(after, Refusal):
        raise Refused(after)
    return after


def _insert_vouchers(books: Books, entries: Sequence[tuple[Entry, Header]], numbers: range) -> list[int]:
    rows = [
        (
            books.organisation,
            books.period.pk,
            no,
            entry.day,
            entry.kind,
            header.key,
            header.body,
            header.maker,
            header.checker,
            entry.reverses or None,
            header.source,
            header.narrative,
            header.at,
        )
        for no, (entry, header) in zip(numbers, entries, strict=True)
    ]
    return _inserted("funds_voucher", _VOUCHER, rows)


def _transfer_rows(
    books: Books, entries: Sequence[tuple[Entry, Header]], vouchers: Sequence[int]
) -> list[tuple[Any, ...]]:
    return [
        (voucher, line, books.ids[leg.debit], books.ids[leg.credit], leg.amount, leg.phase, leg.resolves or None)
        for voucher, (entry, _) in zip(vouchers, entries, strict=True)
        for line, leg in enumerate(entry.legs, 1)
    ]


def _lot_rows(
    books: Books, entries: Sequence[tuple[Entry, Header]], vouchers: Sequence[int], segments: Sequence[int]
) -> list[tuple[Any, ...]]:
    rows, ends, first = [], dict[int, int](), 0
    for voucher, (entry, _) in zip(vouchers, entries, strict=True):
        for lot in entry.given:
            a = ends.get(lot.pool, books.line(lot.pool).total)
            ends[lot.pool] = a + lot.amount
            came_by = segments[first + lot.through] if lot.through >= 0 else lot.returns or None
            rows.append((voucher, lot.pool, a, a + lot.amount, entry.day, came_by))
        first += len(entry.taken)
    return rows


def _inserted(table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Insert rows in order. Returns: their ids, ascending, which is the order of the rows."""
    if not rows:
        return []
    step = MOST_VALUES // len(rows[0])
    holes = f"({', '.join(['%s'] * len(rows[0]))})"
    found: list[int] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            sql = f"INSERT INTO {table} ({columns}) VALUES {', '.join([holes] * len(some))} RETURNING id"  # noqa: S608 - names of ours
            cursor.execute(sql, [_bound(value) for row in some for value in row])
            found += sorted(pk for (pk,) in cursor.fetchall())
    return found


def _bound(value: Any) -> Any:
    """A value as the engine's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _posted(
    entries: Sequence[tuple[Entry, Header]],
    vouchers: Sequence[int],
    numbers: range,
    transfers: Sequence[int],
    segments: Sequence[int],
    lots: Sequence[tuple[int, int, int]],
) -> list[Posted]:
    t, s, g = iter(transfers), iter(segments), iter(lots)
    return [
        Posted(pk, no, _next(t, len(entry.legs)), _next(s, len(entry.taken)), _next(g, len(entry.given)))
        for pk, no, (entry, _) in zip(vouchers, numbers, entries, strict=True)
    ]


def _next(source: Iterator[Any], number: int) -> tuple[Any, ...]:
    return tuple(next(source) for _ in range(number))
