"""I1 to I9 and I12 to I14, re-derived from the rows of the books alone.

I6 and I14 have two halves: here vouchers against what was published (B6, B14), in `disclosure` that against the log.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator

import rfc8785

from bangfu.apps.funds.models import Account, Lot, Period, Pool, Segment, Transfer, Voucher
from bangfu.apps.funds.queries.balances import trial_digest
from bangfu.apps.funds.statements import KIND, rebuilt
from bangfu.engines.ledger import invariants as engine
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow

_SIDES = ("posted_debits", "posted_credits", "pending_debits", "pending_credits")
_MANY = 500


def stored_rows() -> engine.Rows:
    """The books as stored; nothing is asked of the code that wrote them."""
    accounts = Account.objects.values_list("pk", "organisation_id", "role", "pool_id", *_SIDES)
    vouchers = Voucher.objects.values_list(
        "pk", "organisation_id", "period_id", "no", "day", "kind", "idem_key", "maker", "checker", "reverses_id"
    )
    transfers = Transfer.objects.order_by().values_list(
        "pk", "voucher_id", "debit_id", "credit_id", "amount", "phase", "resolves_id"
    )
    lots = Lot.objects.order_by().values_list("pk", "voucher_id", "pool_id", "a", "b", "came_by_id")
    segments = Segment.objects.order_by().values_list("pk", "voucher_id", "pool_id", "a", "b", "kind")
    restricted = Pool.objects.filter(medium="cash").exclude(fund__restriction="unrestricted")
    return engine.Rows(
        accounts={pk: engine.AccountRow(pk, own, role, pool or 0, *sides) for pk, own, role, pool, *sides in accounts},
        vouchers={row[0]: engine.VoucherRow(*row[:9], row[9] or 0) for row in vouchers},
        transfers=[engine.TransferRow(*row[:6], row[6] or 0) for row in transfers],
        lots=[engine.PieceRow(*row[:5], "", row[5] or 0) for row in lots],
        segments=[engine.PieceRow(*row) for row in segments],
        periods={
            row[0]: engine.PeriodRow(*row) for row in Period.objects.values_list("pk", "organisation_id", "ym", "state")
        },
        restricted=frozenset(restricted.values_list("pk", flat=True)),
    )


def _derived(name: str) -> Callable[[], Iterator[Finding]]:
    def broken() -> Iterator[Finding]:
        for where, what in engine.ALL[name.replace("B", "I")](stored_rows()):
            yield Finding(where, what)
        if name == "I9":
            yield from _closed_balances()
        elif name == "B14":
            yield from _published_once()

    return broken


def _closed_balances() -> Iterator[Finding]:
    for period in Period.objects.filter(state="closed"):
        if trial_digest(period.organisation_id, period.ym) != period.trial_sha256:
            yield Finding(f"period {period.pk}", "结账以后，这个期间的试算平衡变了。")


def _published_once() -> Iterator[Finding]:
    told = Counter(PublicationRow.objects.filter(kind=KIND).values_list("subject", flat=True))
    there = Counter(
        f"{number}/{ym}/{no}"
        for number, ym, no in Voucher.objects.values_list("organisation__number", "period__ym", "no")
    )
    for txid in sorted((told - there) + (there - told)):
        yield Finding(txid, f"公示了 {told[txid]} 次，账上有 {there[txid]} 张。")


def _as_told() -> Iterator[Finding]:
    """I6: the published bytes rebuilt from the rows: same fields, same digest."""
    pks = list(Voucher.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), _MANY):
        now = {txid: fields for _, txid, fields in rebuilt(pks[start : start + _MANY])}
        for row in PublicationRow.objects.filter(kind=KIND, subject__in=now):
            body = bytes(row.body)
            said = json.loads(body)
            said["fields"] = now[row.subject]
            if rfc8785.dumps(said) != body or hashlib.sha256(body).hexdigest() != row.digest:
                yield Finding(row.subject, "账上的凭证和当时公示的不一样。")


def _of(name: str, sentence: str, broken: Callable[[], Iterator[Finding]] | None = None) -> Invariant:
    counted = {"I1": Transfer, "I2": Account, "I3": Pool, "I4": Segment, "I12": Account, "I13": Segment}
    rows = counted.get(name, Voucher)._default_manager
    return Invariant(name, sentence, rows.count, broken or _derived(name))


INVARIANTS = (
    _of("I1", "Each transfer moves more than nothing between two accounts of its organisation."),
    _of("I2", "An account's totals are the sums of its transfers, within its bounds."),
    _of("I3", "What a pool has is lots less segments, is what the books say, and never fell below nothing."),
    _of("I4", "Lots lie end to end; segments lie inside, apart, in order, and never before their money came."),
    _of("I5", "A voucher's lots and segments say the same as its transfers, pool by pool."),
    _of("B6", "What the public was told of a voucher is what stands in the rows, byte for byte.", _as_told),
    _of("I7", "A key books once, a reservation is resolved once."),
    _of("I8", "Nobody approves what they asked for; what must be approved was."),
    _of("I9", "A closed period keeps its balance; a voucher is reversed once and fully."),
    _of("I12", "Money in bank, cash and clearing, less refunds owed, covers all restricted money."),
    _of("I13", "What was given back of a gift lies inside that gift."),
    _of("B14", "Voucher numbers have no gaps, and each voucher was published exactly once."),
)
