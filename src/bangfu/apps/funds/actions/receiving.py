"""Money and goods that come in, matches, and what providers pay out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bangfu.apps.funds.actions.asking import BOOK, different_body, done_before, may, person_of, pool_for
from bangfu.apps.funds.locking import Books, lock_books
from bangfu.apps.funds.models import Account, Lot, Pool, Voucher
from bangfu.apps.funds.posting import Header, body_hash, post, post_all
from bangfu.apps.organisations.api import Organisation
from bangfu.engines.ledger import entries
from bangfu.engines.ledger.accounts import CLEARING, MONEY
from bangfu.engines.ledger.entries import Line
from bangfu.engines.ledger.records import Entry
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.clock import now
from bangfu.values import Refusal, opaque_id


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was booked: the voucher, the lot, and the fen from ``a`` up to ``b`` of the pool's line that are this gift's."""

    voucher_id: int
    lot_id: int
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Receiving:
    """One gift of money: ``amount`` fen, ``through`` one of bank, wechat, alipay, platform, cash; ``key`` as of `receive`.

    ``source`` is opaque and stands in public as a commitment only; ``narrative`` is public: no name in it.
    """

    pool: int
    amount: int
    through: str
    on: date
    source: str = ""
    narrative: str = ""
    key: str = ""

    def asked(self) -> dict[str, Any]:
        """What the key stands for."""
        return {
            "act": "receive",
            "pool": self.pool,
            "amount": self.amount,
            "through": self.through,
            "on": self.on.isoformat(),
            "source": self.source,
        }


def booked(entry: Entry | Refusal) -> Entry:
    """An entry to post. Errors: ``Refused`` with the engine's reason."""
    if isinstance(entry, Refusal):
        raise Refused(entry)
    return entry


def _entry(row: Receiving, medium: str) -> Entry:
    if (medium == "goods") != (row.through == "stock") or row.through not in (*MONEY, "stock"):
        raise Refused(Refusal("wrong_channel", "物资和资金不能混记，请检查到账渠道。"))
    return booked(
        entries.receive(row.pool, row.amount, (row.through, row.pool if row.through == "stock" else 0), row.on)
    )


def receive(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    pool: int,
    amount: int,
    through: str,
    on: date,
    source: str = "",
    narrative: str = "",
) -> Receipt:
    """Book one gift. The same ``key`` again gives the first receipt; for something else it is refused (I7)."""
    return receive_many(by=by, at=at, rows=[Receiving(pool, amount, through, on, source, narrative, key)])[0]


def receive_many(*, by: Actor, at: datetime | None = None, key: str = "", rows: Sequence[Receiving]) -> list[Receipt]:
    """Book gifts of one organisation, all or nothing, each with its own voucher and key, in one transaction.

    ``key``: prefix for rows that bring none (with their place in ``rows``). Returns: receipts in the order of ``rows``.
    """
    keyed = [row.key or (f"{key}#{place}" if key else opaque_id()) for place, row in enumerate(rows)]
    if not rows:
        return []
    first = _receive(by=by, at=at or now(), rows=rows, keys=keyed)
    organisation = first.voucher.organisation_id
    found = Lot.objects.filter(voucher__organisation_id=organisation, voucher__idem_key__in=keyed, came_by=None)
    by_key = {
        k: Receipt(v, pk, a, b)
        for k, v, pk, a, b in found.values_list("voucher__idem_key", "voucher_id", "pk", "a", "b")
    }
    return [by_key[each] for each in keyed]


@action("funds.receive")
def _receive(*, by: Actor, at: datetime, rows: Sequence[Receiving], keys: Sequence[str]) -> Lot:
    pools = Pool.objects.select_related("fund__organisation").in_bulk({row.pool for row in rows})
    if len({pool.fund.organisation_id for pool in pools.values()}) != 1 or any(row.pool not in pools for row in rows):
        raise Refused(Refusal("no_such_pool", "没有这笔资金，或一批里有几家组织的资金。"))
    organisation = next(iter(pools.values())).fund.organisation
    may(by, BOOK, organisation.number)
    by_month: dict[str, list[tuple[Receiving, str]]] = defaultdict(list)
    for row, key in zip(rows, keys, strict=True):
        by_month[f"{row.on:%Y-%m}"].append((row, key))
    for month in sorted(by_month):
        _receive_month(organisation.pk, pools, by_month[month], person_of(by), at)
    last = Lot.objects.select_related("voucher").filter(voucher__organisation=organisation, voucher__idem_key=keys[0])
    lot = last.get()
    record(subject=lot.voucher, note=f"登记收到 {len(rows)} 笔。", count=len(rows))
    return lot


def _receive_month(
    organisation: int, pools: dict[int, Pool], rows: Sequence[tuple[Receiving, str]], maker: str, at: datetime
) -> None:
    touched = {row.pool for row, _ in rows}
    books = lock_books(organisation, rows[0][0].on, touched, {row.through for row, _ in rows})
    hashes = {key: body_hash(row.asked()) for row, key in rows}
    known = dict(
        Voucher.objects.filter(organisation_id=organisation, idem_key__in=hashes).values_list("idem_key", "body_sha256")
    )
    if any(hashes[key] != body for key, body in known.items()):
        raise different_body()
    new: dict[str, Receiving] = {}
    for row, key in rows:
        if key in known:
            continue
        if key in new and body_hash(new[key].asked()) != hashes[key]:
            raise different_body()
        new[key] = row
    if new:
        post_all(
            books,
            [
                (
                    _entry(row, pools[row.pool].medium),
                    Header(key, hashes[key], maker, at, source=row.source, narrative=row.narrative),
                )
                for key, row in new.items()
            ],
        )


def settle(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    organisation: int,
    through: str,
    gross: int,
    fee: int,
    on: date,
    source: str = "",
    fee_pool: int | None = None,
) -> Voucher:
    """A provider paid out to the bank: ``gross`` fen less the ``fee`` of its bill. Gross is booked, never net.

    ``fee_pool`` bears the fee; without one, unrestricted money of the organisation that suffices does.
    Errors: ``Refused`` (`fee_unborne`) when no pool can bear it.
    """
    return _settle(
        by=by,
        at=at or now(),
        idem=key,
        organisation=organisation,
        through=through,
        gross=gross,
        fee=fee,
        on=on,
        source=source,
        fee_pool=fee_pool,
    )


@action("funds.settle")
def _settle(
    *,
    by: Actor,
    at: datetime,
    idem: str,
    organisation: int,
    through: str,
    gross: int,
    fee: int,
    on: date,
    source: str,
    fee_pool: int | None,
) -> Voucher:
    party = Organisation.objects.get(pk=organisation)
    may(by, BOOK, party.number)
    if through not in CLEARING:
        raise Refused(Refusal("wrong_channel", "只有微信、支付宝和指定平台才有结算。"))
    bearing = fee_pool or (_unrestricted(organisation, fee) if fee else None)
    books = lock_books(organisation, on, [bearing] if bearing else [], ["bank", through])
    asked = {"act": "settle", "through": through, "gross": gross, "fee": fee, "on": on.isoformat(), "source": source}
    found, key, body = done_before(organisation, idem, asked)
    if found is not None:
        record(subject=found, note="同一笔结算再次提交，没有重复记账。")
        return found
    bearer: Line | None = books.line(bearing) if bearing else None
    entry = booked(entries.settle((through, 0), gross, fee, bearer, on))
    posted = post(books, entry, Header(key, body, person_of(by), at, source=source, narrative="渠道结算"))
    return _traced(posted.voucher, "登记渠道结算。")


def _unrestricted(organisation: int, fee: int) -> int | None:
    """A pool of unrestricted money that can bear a fee."""
    rows = Account.objects.filter(
        organisation_id=organisation, role="available", pool__fund__restriction="unrestricted", pool__medium="cash"
    )
    for account in rows.order_by("pool_id"):
        if account.posted_credits - account.posted_debits - account.pending_debits >= fee:
            return account.pool_id
    return None


def match(
    *, by: Actor, at: datetime | None = None, key: str = "", sponsor: int, lot_id: int, most: int, on: date
) -> Voucher:
    """A sponsor's pool matches a gift one for one, ``most`` fen a gift, as long as the sponsor's money lasts."""
    return _match(by=by, at=at or now(), idem=key, sponsor=sponsor, lot_id=lot_id, most=most, on=on)


@action("funds.match")
def _match(*, by: Actor, at: datetime, idem: str, sponsor: int, lot_id: int, most: int, on: date) -> Voucher:
    lot = Lot.objects.get(pk=lot_id)
    party = pool_for(by, sponsor, BOOK).fund.organisation_id
    books: Books = lock_books(party, on, [sponsor, lot.pool_id])
    asked = {"act": "match", "sponsor": sponsor, "lot": lot_id, "most": most, "on": on.isoformat()}
    found, key, body = done_before(party, idem or f"match:{lot_id}", asked)
    if found is not None:
        record(subject=found, note="同一笔配捐再次提交，没有重复记账。")
        return found
    entry = booked(entries.match_gift(books.line(sponsor), lot.pool_id, lot.b - lot.a, on, most=most))
    posted = post(books, entry, Header(key, body, person_of(by), at, narrative="配捐"))
    return _traced(posted.voucher, "登记配捐。")


def _traced(voucher: int, note: str) -> Voucher:
    row = Voucher.objects.get(pk=voucher)
    record(subject=row, changes={"kind": ("", row.kind), "day": (None, row.day)}, note=note)
    return row


traced = _traced
