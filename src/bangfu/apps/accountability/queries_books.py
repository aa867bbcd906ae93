"""Reading the books for everybody: funds, what became of their money, the ledger. A number of queries that never grows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse

from bangfu.apps.accountability.rules import ACCOUNTS, Flow
from bangfu.apps.funds.api import Fund, Pool, Voucher
from bangfu.apps.giving.api import pledged_to
from bangfu.plumbing.access import Hidden
from bangfu.values import InvalidValue, parse_day

PAGE_SIZE, EXPORT_MAX, NO_NUMBER = 40, 20_000, 10**9
FROM_GIVERS = ("receive", "opening")
OWN_ACCOUNTS = ("available", "control")


def pools_of(fund: int | None = None) -> list[Pool]:
    """Pools with their fund and organisation, in one query."""
    rows = Pool.objects.select_related("fund__organisation").order_by("fund__organisation__name", "fund__code", "id")
    return list(rows if fund is None else rows.filter(fund_id=fund))


def fund_of(pk: int) -> Fund:
    """A fund. Errors: ``Hidden``."""
    found = Fund.objects.select_related("organisation").filter(pk=min(pk, NO_NUMBER)).first()
    if found is None:
        raise Hidden
    return found


def flows_of(pools: Collection[int]) -> dict[int, Flow]:
    """What became of the money of each pool, net of reversals, in five queries.

    Money given is read from the transfers that stand against income (or net assets at the opening); what left, from the
    segments; what is there now, from the account of the pool.
    """
    sources: dict[int, dict[str, int]] = {pool: defaultdict(int) for pool in pools}
    sums: dict[int, dict[str, int]] = {pool: defaultdict(int) for pool in pools}
    for pool, channel, fen in _given(pools):
        sources[pool][channel] += fen
    for pool, name, fen in [*_left(pools), *_came_back(pools), *_standing(pools)]:
        sums[pool][name] += fen
    return {pool: Flow({name: fen for name, fen in sources[pool].items() if fen}, **sums[pool]) for pool in pools}


def _given(pools: Collection[int]) -> Iterable[tuple[int, str, int]]:
    """Gifts by channel, and what was carried over; a reversed refund is no gift."""
    rows = (
        Voucher.objects.filter(
            transfers__credit__role__in=["income", "net"], transfers__credit__pool__in=pools, kind__in=FROM_GIVERS
        )
        .values_list("kind", "transfers__debit__role", "transfers__credit__pool_id")
        .annotate(fen=Sum("transfers__amount"))
        .order_by()
    )
    for kind, role, pool, fen in rows:
        yield pool, "opening" if kind == "opening" else role, fen
    undone = (
        Voucher.objects.filter(
            transfers__debit__role__in=["income", "net"],
            transfers__debit__pool__in=pools,
            kind="reversal",
            reverses__kind__in=FROM_GIVERS,
        )
        .values_list("reverses__kind", "transfers__credit__role", "transfers__debit__pool_id")
        .annotate(fen=Sum("transfers__amount"))
        .order_by()
    )
    for kind, role, pool, fen in undone:
        yield pool, "opening" if kind == "opening" else role, -fen


def _left(pools: Collection[int]) -> Iterable[tuple[int, str, int]]:
    rows = (
        Voucher.objects.filter(segments__pool__in=pools)
        .values_list("segments__pool_id", "segments__kind", "reverses__kind")
        .annotate(a=Sum("segments__a"), b=Sum("segments__b"))
        .order_by()
    )
    names = {"spend": "used", "refund": "refunded", "release": "moved_out"}
    for pool, kind, reversed_kind, a, b in rows:
        if kind in names:
            yield pool, names[kind], b - a
        elif reversed_kind in ("release", "match"):
            yield pool, "moved_in", a - b


def _came_back(pools: Collection[int]) -> Iterable[tuple[int, str, int]]:
    """Lots whose money lay in a pool before: returned spends and refunds, and what moved."""
    rows = (
        Pool.objects.filter(pk__in=pools, lots__came_by__isnull=False)
        .values_list("pk", "lots__came_by__kind")
        .annotate(a=Sum("lots__a"), b=Sum("lots__b"))
        .order_by()
    )
    for pool, kind, a, b in rows:
        if kind == "release":
            yield pool, "moved_in", b - a
        else:
            yield pool, {"spend": "used", "refund": "refunded", "undo": "moved_out"}[kind], a - b


def _standing(pools: Collection[int]) -> Iterable[tuple[int, str, int]]:
    rows = Pool.objects.filter(pk__in=pools, accounts__role="available").values_list(
        "pk", "accounts__posted_credits", "accounts__posted_debits", "accounts__pending_debits"
    )
    for pool, credits, debits, pending in rows:
        yield pool, "left", credits - debits - pending
        yield pool, "reserved", pending


def pledged(pools: Collection[int]) -> int:
    """What was promised to campaigns of these pools, and neither withdrawn: no money yet."""
    return sum(pledged_to(pools).values())


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader of the ledger chose; what is not understood is left out."""

    fund: str = ""
    pool: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From an address."""
        kinds = dict(Voucher._meta.get_field("kind").flatchoices)
        kind = query.get("kind", "")
        return cls(
            fund=_whole(query.get("fund", "")),
            pool=_whole(query.get("pool", "")),
            kind=kind if kind in kinds else "",
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            q=query.get("q", "").replace("\x00", "").strip()[:60],
        )

    def query_string(self) -> str:
        """As an address carries them."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


def _whole(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 10 else ""


def _day(text: str) -> str:
    try:
        return parse_day(text).isoformat() if text else ""
    except InvalidValue:
        return ""


def ledger(filters: Filters) -> QuerySet[Voucher]:
    """Vouchers that fit, the newest first."""
    rows = Voucher.objects.select_related("organisation", "period")
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.since:
        rows = rows.filter(day__gte=filters.since)
    if filters.until:
        rows = rows.filter(day__lte=filters.until)
    if filters.q:
        rows = rows.filter(Q(narrative__icontains=filters.q) | Q(organisation__name__icontains=filters.q))
    for side in ("pool", "pool__fund"):
        wanted = filters.pool if side == "pool" else filters.fund
        if wanted:
            touched = Q(**{f"transfers__debit__{side}": wanted}) | Q(**{f"transfers__credit__{side}": wanted})
            rows = rows.filter(pk__in=Voucher.objects.filter(touched).values("pk"))
    return rows.order_by("-day", "-pk")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A voucher as the ledger shows it. ``amount`` in fen; ``purposes``: (fund, purpose) that it touches."""

    voucher: Voucher
    txid: str
    kind: str
    amount: int
    purposes: tuple[tuple[str, str], ...]

    @property
    def url(self) -> str:
        """Its page."""
        return url_of(self.voucher)


def txid_of(voucher: Voucher) -> str:
    """The public name of a voucher, under which the public log holds its entry."""
    return f"{voucher.organisation.number}/{voucher.period.ym}/{voucher.no}"


def url_of(voucher: Voucher) -> str:
    """The public page of a voucher."""
    parts = [voucher.organisation.number, voucher.period.ym, voucher.no]
    return reverse("accountability:voucher", args=parts)


def rows_of(vouchers: Collection[Voucher]) -> list[LedgerRow]:
    """Vouchers with their amounts and purposes, in one query more."""
    legs: dict[int, list[Any]] = defaultdict(list)
    found = Voucher.objects.filter(pk__in=[each.pk for each in vouchers], transfers__isnull=False).values_list(
        "pk",
        "transfers__debit__role",
        "transfers__credit__role",
        "transfers__amount",
        "transfers__debit__pool__fund__name",
        "transfers__debit__pool__purpose",
        "transfers__credit__pool__fund__name",
        "transfers__credit__pool__purpose",
    )
    for pk, *leg in found.order_by("pk", "transfers__line"):
        legs[pk].append(leg)
    return [
        LedgerRow(each, txid_of(each), str(each.get_kind_display()), amount_of(legs[each.pk]), _purposes(legs[each.pk]))  # type: ignore[attr-defined]
        for each in vouchers
    ]


def amount_of(legs: Iterable[Any]) -> int:
    """How much a voucher is about: what left a pool, else what came into one, else what moved between accounts."""
    sums = [0, 0, 0]
    for debit, credit, amount, *_ in legs:
        sums[0] += amount if debit == "available" else 0
        sums[1] += amount if credit == "available" else 0
        sums[2] += amount
    return next((fen for fen in sums if fen), 0)


def _purposes(legs: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    seen = dict.fromkeys(pair for *_, f1, p1, f2, p2 in legs for pair in ((f1, p1), (f2, p2)) if pair[0])
    return tuple(seen)


def voucher_of(organisation: str, ym: str, no: int) -> Voucher:
    """A voucher by its public name. Errors: ``Hidden``."""
    rows = Voucher.objects.select_related(
        "organisation__region", "period", "reverses__organisation", "reverses__period"
    )
    found = rows.filter(organisation__number=organisation, period__ym=ym, no=min(no, NO_NUMBER)).first()
    if found is None:
        raise Hidden
    return found


def voucher_named(txid: str) -> Voucher | None:
    """A voucher by the text of its public name; None for anything else."""
    parts = txid.strip().split("/")
    if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdecimal() and len(parts[2]) < 10):
        return None
    try:
        return voucher_of(parts[0][:20], parts[1][:7], int(parts[2]))
    except Hidden:
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer of a voucher: debited and credited account with code, fen."""

    debit: str
    debit_code: str
    credit: str
    credit_code: str
    amount: int
    phase: str
    is_memo: bool

    @property
    def debit_words(self) -> str:
        return ACCOUNTS[self.debit]

    @property
    def credit_words(self) -> str:
        return ACCOUNTS[self.credit]


def lines_of(voucher: Voucher) -> tuple[list[Line], LedgerRow]:
    """The transfers of a voucher in order, and the voucher as the ledger shows it, in two queries."""
    found = voucher.transfers.select_related("debit", "credit").order_by("line")
    lines = [
        Line(
            each.debit.role,
            each.debit.code,
            each.credit.role,
            each.credit.code,
            each.amount,
            each.phase,
            each.debit.role in OWN_ACCOUNTS,
        )
        for each in found
    ]
    return lines, rows_of([voucher])[0]


def gifts_behind(voucher: Voucher) -> int:
    """How many lots a payment drew on: a count, never whose."""
    pieces = list(voucher.segments.filter(kind="spend").values_list("pool_id", "a", "b")[:100])
    reach = Q(pk__in=[])
    for pool, a, b in pieces:
        reach |= Q(lots__pool_id=pool, lots__a__lt=b, lots__b__gt=a)
    return Voucher.objects.filter(reach).values("lots").distinct().count() if pieces else 0
