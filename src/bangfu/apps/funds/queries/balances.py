"""What a pool holds, what an account stands at, the trial balance."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import rfc8785
from django.db.models import Sum

from bangfu.apps.funds.models import Account, Lot, Segment, Transfer


@dataclass(frozen=True, slots=True)
class Standing:
    """Four figures of a pool in fen: what came from givers (less what they got back), what was spent, reserved, left."""

    received: int
    used: int
    reserved: int
    left: int


def standing_of(pool: int) -> Standing:
    """How a pool stands now. Money that came back or from another purpose counts in ``left`` as it lies there."""
    given = Lot.objects.filter(pool_id=pool, came_by=None).exclude(voucher__kind="reversal")
    came = sum(b - a for a, b in given.values_list("a", "b")) if given.count() < 1000 else _sum(given)
    gone: Counter[str] = Counter()
    for kind, a, b in Segment.objects.filter(pool_id=pool).values_list("kind", "a", "b"):
        gone[kind] += b - a
    returned = _sum(Lot.objects.filter(pool_id=pool, came_by__kind="spend", came_by__pool_id=pool))
    undone = _sum(Lot.objects.filter(pool_id=pool, came_by__kind="refund"))
    account = Account.objects.get(pool_id=pool, role="available")
    left = account.posted_credits - account.posted_debits - account.pending_debits
    mistaken = _sum(
        Segment.objects.filter(pool_id=pool, kind="undo", voucher__reverses__kind__in=["receive", "opening"])
    )
    return Standing(came - gone["refund"] + undone - mistaken, gone["spend"] - returned, account.pending_debits, left)


def _sum(lots: Any) -> int:
    sums = lots.aggregate(a=Sum("a"), b=Sum("b"))
    return int((sums["b"] or 0) - (sums["a"] or 0))


def trial_balance(organisation: int, *, upto: str = "") -> list[tuple[str, int]]:
    """(account code, debit less credit in fen) of all accounts that ever moved, by code; up to the end of a month.

    Reservations move nothing and stand outside.
    """
    moved = Transfer.objects.filter(voucher__organisation_id=organisation, phase__in=["single", "post"])
    if upto:
        moved = moved.filter(voucher__period__ym__lte=upto)
    total: Counter[str] = Counter()
    for code, fen in moved.values_list("debit__code").annotate(fen=Sum("amount")).order_by():
        total[code] += fen
    for code, fen in moved.values_list("credit__code").annotate(fen=Sum("amount")).order_by():
        total[code] -= fen
    return sorted(total.items())


def trial_digest(organisation: int, ym: str) -> str:
    """The hash of the trial balance at the end of a month, as a period's close states it."""
    return hashlib.sha256(rfc8785.dumps([list(line) for line in trial_balance(organisation, upto=ym)])).hexdigest()
