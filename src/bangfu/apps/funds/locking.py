"""The books under lock: period first, then accounts in the order of their ids, then what lies in the pools.

Everybody who posts goes through here, so two actions never wait for each other in a ring.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from bangfu.apps.funds.models import Account, Lot, Period, Segment
from bangfu.engines.ledger.accounts import Totals
from bangfu.engines.ledger.entries import Line
from bangfu.engines.ledger.records import Ref
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal


@dataclass(slots=True)
class Books:
    """What is locked of one organisation's books. ``ids`` and ``totals`` of accounts; ``lines`` of pools as they stand."""

    organisation: int
    period: Period
    ids: dict[Ref, int]
    codes: dict[Ref, str]
    totals: dict[Ref, Totals]
    lines: dict[int, Line] = field(default_factory=dict)

    def line(self, pool: int) -> Line:
        """How a pool stands, read once."""
        if pool not in self.lines:
            self.lines[pool] = _line(pool, self.totals[("available", pool)])
        return self.lines[pool]


def lock_books(organisation: int, day: date, pools: Collection[int], shared: Collection[str] = ()) -> Books:
    """Lock the period of ``day`` and the accounts of ``pools`` and of the ``shared`` roles.

    Errors: ``Refused`` when the period is closed or a pool is not of this organisation.
    """
    period = lock_period(organisation, day)
    wanted = Q(pool_id__in=list(pools)) | Q(pool__isnull=True, organisation_id=organisation, role__in=list(shared))
    rows = (
        Account.objects.select_for_update()
        .filter(wanted, organisation_id=organisation)
        .order_by("id")
        .values_list(
            "id", "role", "pool_id", "code", "posted_debits", "posted_credits", "pending_debits", "pending_credits"
        )
    )
    ids: dict[Ref, int] = {}
    codes: dict[Ref, str] = {}
    totals: dict[Ref, Totals] = {}
    for pk, role, pool, code, *numbers in rows:
        ids[(role, pool or 0)], codes[(role, pool or 0)] = pk, code
        totals[(role, pool or 0)] = Totals(*numbers)
    if any(("available", pool) not in ids for pool in pools):
        raise Refused(Refusal("not_this_organisations", "这笔资金不属于这家组织。"))
    return Books(organisation, period, ids, codes, totals)


def lock_period(organisation: int, day: date) -> Period:
    """The open period of a day, made when it is the first entry of its month. Errors: ``Refused`` when it is closed."""
    ym = f"{day:%Y-%m}"
    months = Period.objects.select_for_update(of=("self",)).select_related("organisation")
    period = months.filter(organisation_id=organisation, ym=ym).first()
    if period is None:
        Period.objects.get_or_create(organisation_id=organisation, ym=ym)
        period = months.get(organisation_id=organisation, ym=ym)
    if period.state != "open":
        raise Refused(
            Refusal("period_closed", f"{ym} 已经结账，不能再记这个月的账。", "请用当前月份的日期，更正用冲销。")
        )
    return period


def _line(pool: int, available: Totals) -> Line:
    total = Lot.objects.filter(pool_id=pool).order_by("-a").values_list("b", flat=True).first() or 0
    gone = Segment.objects.filter(pool_id=pool)
    paid = gone.filter(kind__in=["spend", "release"])
    frontier = paid.order_by("-a").values_list("b", flat=True).first() or 0
    holes = tuple(gone.filter(a__gte=frontier).order_by("a").values_list("a", "b"))
    return Line(pool, available.left, total, frontier, holes)
