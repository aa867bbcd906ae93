"""L1 to L3, re-derived from the rows."""

import json
from collections.abc import Iterator

from bangfu.apps.accountability.actions import KIND, row_of, said_of
from bangfu.apps.accountability.models import Correction
from bangfu.apps.accountability.queries_books import flows_of
from bangfu.apps.funds.api import Pool
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow


def _confirmed() -> list[Correction]:
    names = ("about__organisation", "about__period", "entry__organisation", "entry__period")
    return list(Correction.objects.filter(confirmed_at__isnull=False).select_related(*names).order_by("pk"))


def _unsaid() -> Iterator[Finding]:
    shown = _confirmed()
    rows = PublicationRow.objects.filter(kind=KIND, subject__in=[row_of(each) for each in shown])
    said = {row.subject: json.loads(bytes(row.body))["fields"] for row in rows}
    for each in shown:
        if said.get(row_of(each)) != said_of(each):
            yield Finding(row_of(each), "这条更正说明和公开记录里的不一样，或没有写入公开记录。")


def _alone() -> Iterator[Finding]:
    for each in _confirmed():
        if each.confirmed_by in ("", each.drafted_by):
            yield Finding(row_of(each), "这条更正说明的起草人和确认人不是两个人。")


def _uneven() -> Iterator[Finding]:
    for pool, flow in flows_of(list(Pool.objects.values_list("pk", flat=True))).items():
        if not flow.is_even:
            yield Finding(f"pool {pool}", "公开页上这笔资金的收、支和结余对不上。")


INVARIANTS = (
    Invariant(
        "L1",
        "What everybody reads of a correction stands in the publication rows, word for word.",
        Correction.objects.count,
        _unsaid,
    ),
    Invariant(
        "L2", "A correction is made by two people: who drafted it did not confirm it.", Correction.objects.count, _alone
    ),
    Invariant(
        "L3",
        "What the public page says of a pool adds up: what came in is what went out and what is left.",
        Pool.objects.count,
        _uneven,
    ),
)
