"""Spending under two persons: one asks and the money is kept, another approves and it is paid, or lets it go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bangfu.apps.funds.actions.asking import APPROVE, BOOK, done_before, may, person_of, pool_for
from bangfu.apps.funds.actions.receiving import booked, traced
from bangfu.apps.funds.locking import lock_books
from bangfu.apps.funds.models import Transfer, Voucher
from bangfu.apps.funds.posting import Header, post
from bangfu.engines.ledger import entries
from bangfu.engines.ledger.entries import Reserved
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.clock import now
from bangfu.values import Refusal


@dataclass(frozen=True, slots=True)
class Part:
    """So many fen of one pool."""

    pool: int
    amount: int


def reserve_spend(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    parts: Sequence[Part],
    on: date,
    source: str = "",
    narrative: str,
) -> Voucher:
    """Keep money of pools of one organisation for a request. Returns: the reservation, to be posted or voided by another."""
    return _reserve(by=by, at=at or now(), idem=key, parts=parts, on=on, source=source, narrative=narrative)


@action("funds.reserve")
def _reserve(
    *, by: Actor, at: datetime, idem: str, parts: Sequence[Part], on: date, source: str, narrative: str
) -> Voucher:
    owners = {pool_for(by, part.pool, BOOK).fund.organisation_id for part in parts}
    if len(owners) != 1:
        raise Refused(Refusal("parts", "一次支出只能用一家组织的资金。"))
    organisation = owners.pop()
    books = lock_books(organisation, on, [part.pool for part in parts])
    asked = {
        "act": "reserve",
        "parts": [[part.pool, part.amount] for part in parts],
        "on": on.isoformat(),
        "source": source,
    }
    found, key, body = done_before(organisation, idem, asked)
    if found is not None:
        record(subject=found, note="同一份申请再次提交，没有重复预留。")
        return found
    entry = booked(entries.reserve([(books.line(part.pool), part.amount) for part in parts], on))
    posted = post(books, entry, Header(key, body, person_of(by), at, source=source, narrative=narrative))
    return traced(posted.voucher, "申请支出，预留资金。")


def post_spend(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    reservation: int,
    on: date,
    out_of: str = "bank",
    amounts: dict[int, int] | None = None,
    source: str = "",
    narrative: str = "",
) -> Voucher:
    """Approve a reservation and book its payment. ``amounts``: fen by pool where less was paid than reserved.

    Errors: ``Refused`` when the approver asked for it, when it was resolved before, or when ``out_of`` lacks the money.
    """
    return _post(
        by=by,
        at=at or now(),
        idem=key,
        reservation=reservation,
        on=on,
        out_of=out_of,
        amounts=amounts or {},
        source=source,
        narrative=narrative,
    )


@action("funds.spend")
def _post(
    *,
    by: Actor,
    at: datetime,
    idem: str,
    reservation: int,
    on: date,
    out_of: str,
    amounts: dict[int, int],
    source: str,
    narrative: str,
) -> Voucher:
    kept, parts = _reservation(by, reservation)
    if out_of not in ("bank", "cash", "stock"):
        raise Refused(Refusal("wrong_channel", "支出只能从银行、现金或库存付出。"))
    books = lock_books(kept.organisation_id, on, [part.pool for part in parts], [] if out_of == "stock" else [out_of])
    asked = {
        "act": "spend",
        "reservation": reservation,
        "on": on.isoformat(),
        "out_of": out_of,
        "amounts": sorted([pool, fen] for pool, fen in amounts.items()),
    }
    found, key, body = done_before(kept.organisation_id, idem, asked)
    if found is not None:
        record(subject=found, note="同一笔支出再次提交，没有重复记账。")
        return found
    _refuse_resolved(parts)
    wanted = [(books.line(part.pool), amounts.get(part.pool, part.amount), part) for part in parts]
    entry = booked(entries.spend(wanted, on, out_of=(out_of, 0)))
    header = Header(
        key,
        body,
        kept.maker,
        at,
        checker=person_of(by),
        source=source or kept.source,
        narrative=narrative or kept.narrative,
    )
    return traced(post(books, entry, header).voucher, "批准支出并记账。")


def void_spend(
    *, by: Actor, at: datetime | None = None, key: str = "", reservation: int, on: date, reason: str
) -> Voucher:
    """Let a reservation go: the one who asked takes it back, or another rejects it."""
    return _void(by=by, at=at or now(), idem=key, reservation=reservation, on=on, reason=reason)


@action("funds.void")
def _void(*, by: Actor, at: datetime, idem: str, reservation: int, on: date, reason: str) -> Voucher:
    kept, parts = _reservation(by, reservation, own=True)
    books = lock_books(kept.organisation_id, on, [part.pool for part in parts])
    asked = {"act": "void", "reservation": reservation, "on": on.isoformat()}
    found, key, body = done_before(kept.organisation_id, idem, asked)
    if found is not None:
        record(subject=found, note="同一次取消再次提交。")
        return found
    _refuse_resolved(parts)
    other = "" if person_of(by) == kept.maker else person_of(by)
    header = Header(key, body, kept.maker, at, checker=other, source=kept.source, narrative=reason)
    return traced(post(books, entries.void(parts, on), header).voucher, "取消预留。")


def _reservation(by: Actor, voucher: int, *, own: bool = False) -> tuple[Voucher, list[Reserved]]:
    """A reservation and its parts, for an approver; with ``own`` also for the one who asked."""
    found = Voucher.objects.select_related("organisation").filter(pk=voucher, kind="reserve").first()
    if found is None:
        raise Refused(Refusal("no_such_reservation", "没有这笔预留。"))
    mine = person_of(by) == found.maker
    may(by, BOOK if mine and own else APPROVE, found.organisation.number)
    if mine and not own:
        raise Refused(Refusal("maker_is_checker", "自己经办的不能自己批准，请另一位有权的人批准。"))
    rows = Transfer.objects.filter(voucher=found).order_by("line").values_list("pk", "debit__pool_id", "amount")
    return found, [Reserved(pk, pool or 0, amount) for pk, pool, amount in rows]


def _refuse_resolved(parts: Sequence[Reserved]) -> None:
    if Transfer.objects.filter(resolves_id__in=[part.transfer for part in parts]).exists():
        raise Refused(Refusal("resolved_before", "这笔预留已经付款或取消，请刷新页面。"))
