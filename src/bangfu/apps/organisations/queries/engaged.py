"""How much organisations have taken on: what recommendations ask, so that the same few are not asked every time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from bangfu.apps.organisations.models import Capacity, CapacityHolding
from bangfu.apps.organisations.queries.standing import eligible


@dataclass(frozen=True, slots=True)
class Engagement:
    """Of one eligible organisation in a quarter: slots ``free`` and ``taken`` (held or committed), and whether it took any
    slot ``recently``."""

    free: int
    taken: int
    recently: bool


def engagements(quarter: str, since: datetime, numbers: Iterable[str] | None = None) -> dict[str, Engagement]:
    """Engagements by number of the eligible organisations that declared slots of ``quarter``. One query.

    Args: ``since`` is where "recently" begins; ``numbers`` narrows to some organisations (None: all).
    """
    taken_lately = CapacityHolding.objects.filter(
        capacity__organisation=OuterRef("organisation_id"), taken_at__gte=since
    )
    rows = Capacity.objects.filter(quarter=quarter, organisation__in=eligible())
    if numbers is not None:
        rows = rows.filter(organisation__number__in=list(numbers))
    found = rows.values_list("organisation__number", "slots", F("held") + F("committed"), Exists(taken_lately))
    return {number: Engagement(max(0, slots - used), used, recent) for number, slots, used, recent in found.iterator()}
