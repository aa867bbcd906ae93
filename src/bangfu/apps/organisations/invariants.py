"""What `bangfu check` re-derives from the rows alone."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import F

from bangfu.apps.organisations.models import Capacity, CapacityHolding, ChangeProposal, Merge, Organisation
from bangfu.plumbing.checks import Finding, Invariant


def _capacity() -> Iterator[Finding]:
    live: Counter[tuple[int, str]] = Counter(
        CapacityHolding.objects.filter(released_at=None).values_list("capacity_id", "state")
    )
    for row in Capacity.objects.select_related("organisation"):
        found = (live[(row.pk, "held")], live[(row.pk, "committed")])
        if found != (row.held, row.committed):
            where = f"{row.organisation.number} {row.quarter}"
            yield Finding(where, f"记为洽谈 {row.held}、签约 {row.committed}，按占用记录应为 {found[0]}、{found[1]}。")
    for holding in CapacityHolding.objects.filter(used_then__gt=F("slots_then")):
        yield Finding(f"占用 {holding.pk}", f"占用时已用 {holding.used_then}，超过当时的 {holding.slots_then}。")


def _verified() -> Iterator[Finding]:
    for row in Organisation.objects.filter(state="verified", assured_by=F("entered_by")):
        yield Finding(row.number, "核实人就是录入人。")
    decided = ChangeProposal.objects.exclude(state__in=("open", "withdrawn"))
    for proposal in decided.filter(decided_by=F("proposed_by")):
        yield Finding(f"变更 {proposal.pk}", "核实变更的人就是提交人。")


def _merged() -> Iterator[Finding]:
    into = dict(Organisation.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))
    live = dict(Merge.objects.filter(undone_at=None).values_list("source_id", "target_id"))
    for pk in into.keys() | live.keys():
        if into.get(pk) != live.get(pk):
            yield Finding(f"组织 {pk}", "并入的组织与合并记录不一致。")
    for pk in into:
        seen, at = {pk}, into[pk]
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        if at in into:
            yield Finding(f"组织 {pk}", "合并指向绕成了圈。")


INVARIANTS = (
    Invariant(
        "O1",
        "Held and committed slots equal the live holdings, and each was within the slots at the moment of taking.",
        lambda: Capacity.objects.count() + CapacityHolding.objects.count(),
        _capacity,
    ),
    Invariant(
        "O2",
        "Nobody verified a profile that they entered, or decided a change that they proposed.",
        lambda: Organisation.objects.filter(state="verified").count() + ChangeProposal.objects.count(),
        _verified,
    ),
    Invariant(
        "O3",
        "A merged organisation points to what its live merge says, and pointers end.",
        lambda: Organisation.objects.exclude(merged_into=None).count(),
        _merged,
    ),
)
