"""C1 and C2, re-derived from the claims, the allotments and moves of needs, and the slots of organisations."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from bangfu.apps.exchange.models import Claim, ClaimLine
from bangfu.apps.exchange.queries.claims import LIVE
from bangfu.apps.needs.api import NeedLine
from bangfu.apps.organisations.api import Organisation
from bangfu.plumbing.checks import Finding, Invariant

_OURS = "claim:"
Units = Counter[tuple[int, int]]
"""Units by (id of the need, position of the line)."""


def _held() -> dict[str, Units]:
    """What each holder holds now, wherever: a claim's units on another need would be found too."""
    rows = NeedLine.objects.filter(allotments__holder__startswith=_OURS, allotments__place="held")
    return _summed(rows.values_list("allotments__holder", "need_id", "position", "allotments__quantity"))


def _ever_committed() -> dict[str, Units]:
    rows = NeedLine.objects.filter(moves__holder__startswith=_OURS, moves__move="commit")
    return _summed(rows.values_list("moves__holder", "need_id", "position", "moves__quantity"))


def _summed(rows: "QuerySet[Any, Any]") -> dict[str, Units]:
    found: dict[str, Units] = defaultdict(Counter)
    for holder, need_id, position, units in rows.iterator():
        found[holder][need_id, position] += units
    return found


def _wanted() -> dict[str, Units]:
    rows = ClaimLine.objects.values_list("claim_id", "claim__need_id", "position", "wanted")
    found: dict[str, Units] = defaultdict(Counter)
    for claim_id, need_id, position, units in rows.iterator():
        found[f"{_OURS}{claim_id}"][need_id, position] += units
    return found


def _misheld() -> Iterator[Finding]:
    held, committed, wanted = _held(), _ever_committed(), _wanted()
    for claim in Claim.objects.order_by("pk").iterator():
        mine, asked = held.pop(claim.holder, Counter()), wanted[claim.holder]
        if claim.state in LIVE and not mine <= asked:
            yield Finding(claim.holder, "手上的数量多于它要接的。")
        if claim.state not in LIVE and mine:
            yield Finding(claim.holder, f"已经“{claim.get_state_display()}”，手上却还有洽谈中的数量。")
        if claim.state == "chosen" and committed.get(claim.holder) != asked:
            yield Finding(claim.holder, "已选定，但签约的数量不等于它要接的。")
    for holder in sorted(held):
        yield Finding(holder, "有洽谈中的数量，却没有这次接单。")


def _live_slots() -> dict[str, list[tuple[int, str, str]]]:
    """By holder: (organisation, quarter, state) of every slot that was not given back."""
    rows = Organisation.objects.filter(
        capacities__holdings__holder__startswith=_OURS, capacities__holdings__released_at=None
    ).values_list("capacities__holdings__holder", "pk", "capacities__quarter", "capacities__holdings__state")
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for holder, pk, quarter, state in rows.iterator():
        found[holder].append((pk, quarter, state))
    return found


def _misslotted() -> Iterator[Finding]:
    held, slots = _held(), _live_slots()
    for claim in Claim.objects.order_by("pk").iterator():
        taken = slots.pop(claim.holder, [])
        due = [(claim.organisation_id, claim.quarter, "held")] if claim.holder in held else []
        if claim.state == "chosen":
            # When the work is done its slot is given back, so a chosen claim may have none; a held one it never has.
            due = [] if not taken else [(claim.organisation_id, claim.quarter, "committed")]
        if taken != due:
            yield Finding(
                claim.holder, f"占着 {len(taken)} 个名额，按手上的数量应为 {len(due)} 个，或占的不是它自己的。"
            )
    for holder in sorted(slots):
        yield Finding(holder, "占着名额，却没有这次接单。")


CLAIM_INVARIANTS = (
    Invariant(
        "C1",
        "A live claim holds no more than it wants, a finished one holds nothing, and all that a chosen one wants was committed.",
        Claim.objects.count,
        _misheld,
    ),
    Invariant(
        "C2",
        "A claim that holds units has one live slot of its organisation, who waits or was released has none.",
        Claim.objects.count,
        _misslotted,
    ),
)
