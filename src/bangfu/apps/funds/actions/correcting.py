"""Refunds, reversals, changes of purpose: what was posted stays, and what follows says so."""

from datetime import date, datetime

from bangfu.apps.funds.actions.asking import APPROVE, BOOK, done_before, may, person_of, pool_for
from bangfu.apps.funds.actions.receiving import booked, traced
from bangfu.apps.funds.locking import lock_books
from bangfu.apps.funds.models import Lot, Segment, Transfer, Voucher
from bangfu.apps.funds.posting import Header, post
from bangfu.engines.ledger import entries
from bangfu.engines.ledger.accounts import MONEY
from bangfu.engines.ledger.records import Leg, Ref
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.clock import now, today
from bangfu.values import Refusal


def refund_lot(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    lot_id: int,
    amount: int,
    reason: str,
    checker: Actor,
    via: str = "refunds",
    on: date | None = None,
) -> Voucher:
    """Give (part of) a gift back: its own fen only, the last that are still there (I13). ``checker`` approves.

    ``via``: `refunds` books a debt that is paid later; an account of money pays at once.
    """
    return _refund(
        by=by,
        at=at or now(),
        idem=key,
        lot_id=lot_id,
        amount=amount,
        reason=reason,
        checker=checker,
        via=via,
        on=on or today(),
    )


@action("funds.refund")
def _refund(
    *, by: Actor, at: datetime, idem: str, lot_id: int, amount: int, reason: str, checker: Actor, via: str, on: date
) -> Voucher:
    lot = Lot.objects.filter(pk=lot_id).first()
    if lot is None or via not in (*MONEY, "refunds"):
        raise Refused(Refusal("no_such_gift", "没有这笔捐赠，或退款渠道不对。"))
    party = pool_for(by, lot.pool_id, BOOK).fund.organisation
    may(checker, APPROVE, party.number)
    books = lock_books(party.pk, on, [lot.pool_id], [via])
    asked = {"act": "refund", "lot": lot_id, "amount": amount, "via": via, "on": on.isoformat()}
    found, key, body = done_before(party.pk, idem, asked)
    if found is not None:
        record(subject=found, note="同一笔退款再次提交，没有重复记账。")
        return found
    covered = Segment.objects.filter(pool_id=lot.pool_id, b__gt=lot.a, a__lt=lot.b).order_by("a").values_list("a", "b")
    entry = booked(entries.refund(books.line(lot.pool_id), (lot.a, lot.b), covered, amount, on, via=(via, 0)))
    header = Header(key, body, person_of(by), at, checker=person_of(checker), source=f"lot:{lot_id}", narrative=reason)
    return traced(post(books, entry, header).voucher, "退回捐赠人。")


def reverse_voucher(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    voucher: int,
    reason: str,
    checker: Actor,
    on: date | None = None,
) -> Voucher:
    """Undo a posted voucher fully, once (I9): what left comes back as new lots. ``checker`` approves.

    Errors: ``Refused`` when it was reversed before, or when what it gave was used in part.
    """
    return _reverse(by=by, at=at or now(), idem=key, voucher=voucher, reason=reason, checker=checker, on=on or today())


@action("funds.reverse")
def _reverse(*, by: Actor, at: datetime, idem: str, voucher: int, reason: str, checker: Actor, on: date) -> Voucher:
    first = Voucher.objects.select_related("organisation").filter(pk=voucher).first()
    if first is None:
        raise Refused(Refusal("no_such_voucher", "没有这张凭证。"))
    may(by, BOOK, first.organisation.number)
    may(checker, APPROVE, first.organisation.number)
    legs = _legs_of(first)
    refs = [ref for leg in legs for ref in (leg.debit, leg.credit)]
    books = lock_books(
        first.organisation_id, on, {pool for _, pool in refs if pool}, {role for role, pool in refs if not pool}
    )
    asked = {"act": "reverse", "voucher": voucher, "on": on.isoformat()}
    found, key, body = done_before(first.organisation_id, idem, asked)
    if found is not None:
        record(subject=found, note="同一次冲销再次提交，没有重复记账。")
        return found
    if Voucher.objects.filter(reverses=first).exists():
        raise Refused(Refusal("reversed_before", "这张凭证已经冲销过。"))
    left_by = [
        (pk, pool, b - a)
        for pk, pool, a, b in Segment.objects.filter(voucher=first)
        .order_by("pk")
        .values_list("pk", "pool_id", "a", "b")
    ]
    gave = [(lot.pool_id, (lot.a, lot.b), _untouched(lot)) for lot in Lot.objects.filter(voucher=first).order_by("pk")]
    entry = booked(entries.reverse(voucher, first.kind, legs, left_by, gave, on))
    header = Header(key, body, person_of(by), at, checker=person_of(checker), source=first.source, narrative=reason)
    return traced(post(books, entry, header).voucher, "冲销。")


def _legs_of(voucher: Voucher) -> list[Leg]:
    rows = Transfer.objects.filter(voucher=voucher).order_by("line")
    said = rows.values_list("debit__role", "debit__pool_id", "credit__role", "credit__pool_id", "amount", "phase")
    found = []
    for d_role, d_pool, c_role, c_pool, amount, phase in said:
        debit: Ref = (d_role, d_pool or 0)
        found.append(Leg(debit, (c_role, c_pool or 0), amount, phase))
    return found


def _untouched(lot: Lot) -> bool:
    return not Segment.objects.filter(pool_id=lot.pool_id, a__lt=lot.b, b__gt=lot.a).exists()


def change_purpose(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    pool: int,
    to: int,
    amount: int,
    on: date,
    document_sha256: str,
    narrative: str,
    checker: Actor,
) -> Voucher:
    """Move money to another purpose of the same organisation, with the hash of the consent or filing (慈善法 art. 56, 58)."""
    return _change(
        by=by,
        at=at or now(),
        idem=key,
        pool=pool,
        to=to,
        amount=amount,
        on=on,
        document_sha256=document_sha256,
        narrative=narrative,
        checker=checker,
    )


@action("funds.change_purpose")
def _change(
    *,
    by: Actor,
    at: datetime,
    idem: str,
    pool: int,
    to: int,
    amount: int,
    on: date,
    document_sha256: str,
    narrative: str,
    checker: Actor,
) -> Voucher:
    party = pool_for(by, pool, BOOK).fund.organisation
    if pool_for(by, to, BOOK).fund.organisation_id != party.pk:
        raise Refused(Refusal("not_this_organisations", "只能改到同一家组织的资金。"))
    if len(document_sha256) != 64 or not set(document_sha256) <= set("0123456789abcdef"):
        raise Refused(Refusal("no_consent", "改变用途要附捐赠人同意书或重新备案的文件。"))
    may(checker, APPROVE, party.number)
    books = lock_books(party.pk, on, [pool, to])
    asked = {
        "act": "change_purpose",
        "pool": pool,
        "to": to,
        "amount": amount,
        "on": on.isoformat(),
        "document": document_sha256,
    }
    found, key, body = done_before(party.pk, idem, asked)
    if found is not None:
        record(subject=found, note="同一次变更再次提交，没有重复记账。")
        return found
    entry = booked(entries.change_purpose(books.line(pool), to, amount, on))
    header = Header(
        key,
        body,
        person_of(by),
        at,
        checker=person_of(checker),
        source=f"sha256:{document_sha256}",
        narrative=narrative,
    )
    return traced(post(books, entry, header).voucher, "改变用途。")
