"""What the village chose, for the rooms that carry it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bangfu.apps.exchange.models import Claim
from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import Organisation


@dataclass(frozen=True, slots=True)
class ChosenWork:
    """One chosen claim: who does what for which need, under which name its units stand, from when to when.

    ``units`` by the line's position; ``quarter`` names the slot that goes with it; ``person`` wrote the offer.
    """

    claim: str
    need: Need
    organisation: Organisation
    holder: str
    units: Mapping[int, int]
    plan: str
    starts_on: date | None
    ends_on: date | None
    quarter: str
    person: str
    chosen_at: datetime


def chosen_work(claim_id: str) -> ChosenWork | None:
    """The work of a chosen claim, or None when there is no such claim or the village did not choose it."""
    claim = (
        Claim.objects.select_related("need__region", "organisation")
        .prefetch_related("lines")
        .filter(pk=claim_id, state="chosen")
        .first()
    )
    if claim is None or claim.decided_at is None:
        return None
    return ChosenWork(
        claim=claim.pk,
        need=claim.need,
        organisation=claim.organisation,
        holder=claim.holder,
        units={row.position: row.wanted for row in claim.lines.all()},
        plan=claim.plan,
        starts_on=claim.starts_on,
        ends_on=claim.ends_on,
        quarter=claim.quarter,
        person=claim.person,
        chosen_at=claim.decided_at,
    )


def chosen_claims() -> dict[str, str]:
    """Ids of all chosen claims by the holder of their units: for invariants and examples."""
    return {claim.holder: claim.pk for claim in Claim.objects.filter(state="chosen").order_by("decided_at", "pk")}
