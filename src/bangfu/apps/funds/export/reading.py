"""The rows of the books, one voucher after the other, each table read once in the order of its vouchers.

Only public fields leave here; who made and who approved are numbered by first appearance, so that a pack shows that they
were two and names nobody.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, QuerySet, Sum

from bangfu.apps.funds.chart import SYSTEM, chart
from bangfu.apps.funds.export.plain import AccountSaid, account_name
from bangfu.apps.funds.models import Account, Fund, Lot, Segment, Transfer, Voucher
from bangfu.apps.funds.statements import txid_of

AT_ONCE = 2_000
_OWN_TITLES = {"available": "可用资金（备查）", "control": "备查对应账户", "net": "净资产", "income": "捐赠收入"}
_MOVES = ["single", "post"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes into a pack: organisations by id (None: all), and the days, both included (None: open)."""

    organisations: Collection[int] | None = None
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a voucher of this day is among the transactions."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def is_known(self, day: date) -> bool:
        """Whether it counts towards the balances at the end."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot; ``came_from``: pool, first fen and kind of the segment by which its money left before, or None."""

    pool: int
    a: int
    b: int
    came_from: tuple[int, int, str] | None


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One voucher with everything it wrote. ``maker`` and ``approval`` are numbers of people in this pack, or empty."""

    pk: int
    organisation: str
    ym: str
    no: int
    day: date
    kind: str
    narrative: str
    maker: str
    approval: str
    reverses: str
    reverses_kind: str
    lines: list[tuple[int, int, int, str]]
    segments: list[tuple[int, int, int, str]]
    lots: list[LotRow]

    @property
    def txid(self) -> str:
        """Its public name."""
        return txid_of(self.organisation, self.ym, self.no)


@contextmanager
def one_moment() -> Iterator[None]:
    """Every query inside sees the database as it was at the first one, and nobody who writes waits."""
    if connection.in_atomic_block:  # the caller's transaction
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    kept: Any = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # else it would begin as a writer
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = kept  # type: ignore[attr-defined]


def _vouchers(wanted: Wanted) -> QuerySet[Voucher]:
    rows = Voucher.objects.order_by("pk")
    return rows if wanted.organisations is None else rows.filter(organisation_id__in=list(wanted.organisations))


def first_day(wanted: Wanted) -> date | None:
    """The day of the earliest voucher; None for empty books."""
    found = _vouchers(wanted).aggregate(day=Min("day"))["day"]
    return found if isinstance(found, date) else None


def accounts_of(wanted: Wanted) -> dict[int, AccountSaid]:
    """Every account by id, in the order of organisation and code."""
    rows = Account.objects.order_by("organisation__number", "code", "pk")
    if wanted.organisations is not None:
        rows = rows.filter(organisation_id__in=list(wanted.organisations))
    said = rows.values_list(
        "pk",
        "organisation__number",
        "type",
        "role",
        "code",
        "pool__fund__code",
        "pool__fund__restriction",
        "pool__purpose",
    )
    found = {
        pk: AccountSaid(
            account_name(kind, number, code),
            code,
            _title(role, code),
            f"{number}/{fund}" if fund else "",
            restriction or "",
            purpose or "",
        )
        for pk, number, kind, role, code, fund, restriction, purpose in said
    }
    assert len({each.name for each in found.values()}) == len(found), "two accounts would have one name"
    return found


def _title(role: str, code: str) -> str:
    """The chart's name of the account, or of the nearest one above it."""
    parts = code.split(".")
    for length in range(len(parts), 0, -1):
        known = chart().get((SYSTEM, ".".join(parts[:length])))
        if known is not None:
            return known.name
    return _OWN_TITLES.get(role, role)


def funds_of_pools(wanted: Wanted) -> dict[int, str]:
    """The public name of each pool's fund: organisation and the fund's code."""
    rows = Fund.objects.filter(pools__isnull=False)
    if wanted.organisations is not None:
        rows = rows.filter(organisation_id__in=list(wanted.organisations))
    return {
        pool: f"{number}/{code}"
        for pool, number, code in rows.order_by().values_list("pools__pk", "organisation__number", "code")
    }


def balances(wanted: Wanted, *, before: date | None = None) -> dict[int, int]:
    """Debits less credits in fen of every account that moved up to ``wanted.until``, or before a day; summed by the database."""
    moved = Transfer.objects.filter(phase__in=_MOVES).order_by()
    if wanted.organisations is not None:
        moved = moved.filter(voucher__organisation_id__in=list(wanted.organisations))
    if before is not None:
        moved = moved.filter(voucher__day__lt=before)
    elif wanted.until is not None:
        moved = moved.filter(voucher__day__lte=wanted.until)
    found: dict[int, int] = {}
    for side, sign in (("debit_id", 1), ("credit_id", -1)):
        for account, fen in moved.values_list(side).annotate(fen=Sum("amount")):
            found[account] = found.get(account, 0) + sign * fen
    return found


class _Rows:
    """Rows in the order of their vouchers, handed out voucher by voucher."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, voucher: int) -> list[tuple[Any, ...]]:
        found = []
        while self._next is not None and self._next[0] == voucher:
            found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


def _streamed(rows: Any, wanted: Wanted, *columns: str) -> _Rows:
    if wanted.organisations is not None:
        rows = rows.filter(voucher__organisation_id__in=list(wanted.organisations))
    return _Rows(rows.values_list("voucher_id", *columns).iterator(chunk_size=AT_ONCE))


def vouchers(wanted: Wanted) -> Iterator[VoucherRow]:
    """Every voucher of the books in the order of posting, whatever its day: lots and their sources need all of them."""
    lines = _streamed(
        Transfer.objects.order_by("voucher_id", "line"), wanted, "debit_id", "credit_id", "amount", "phase"
    )
    segments = _streamed(Segment.objects.order_by("voucher_id", "pk"), wanted, "pool_id", "a", "b", "kind")
    before = ("came_by__pool_id", "came_by__a", "came_by__kind")
    lots = _streamed(Lot.objects.order_by("voucher_id", "pk"), wanted, "pool_id", "a", "b", *before)
    people: dict[str, str] = {}
    heads = _vouchers(wanted).values_list(
        "pk",
        "organisation__number",
        "period__ym",
        "no",
        "day",
        "kind",
        "narrative",
        "maker",
        "checker",
        "reverses__period__ym",
        "reverses__no",
        "reverses__kind",
    )
    for pk, number, ym, no, day, kind, narrative, maker, checker, of_ym, of_no, of_kind in heads.iterator(AT_ONCE):
        yield VoucherRow(
            pk,
            number,
            ym,
            no,
            day,
            kind,
            narrative,
            _numbered(people, maker),
            _numbered(people, checker),
            txid_of(number, of_ym, of_no) if of_no else "",
            of_kind or "",
            lines.of(pk),  # type: ignore[arg-type]
            segments.of(pk),  # type: ignore[arg-type]
            [LotRow(p, a, b, (q, at, by) if q else None) for p, a, b, q, at, by in lots.of(pk)],
        )


def _numbered(people: dict[str, str], person: str) -> str:
    return people.setdefault(person, f"person-{len(people) + 1}") if person else ""


def gifts(wanted: Wanted) -> Iterator[tuple[int, int, int, date, str]]:
    """Pool, first fen, fen after the last, day and txid of everything that came from outside, in the order of posting."""
    rows = Lot.objects.filter(came_by=None).order_by("pk")
    if wanted.organisations is not None:
        rows = rows.filter(voucher__organisation_id__in=list(wanted.organisations))
    said = rows.values_list(
        "pool_id", "a", "b", "day", "voucher__organisation__number", "voucher__period__ym", "voucher__no"
    )
    for pool, a, b, day, number, ym, no in said.iterator(chunk_size=AT_ONCE):
        yield pool, a, b, day, txid_of(number, ym, no)
