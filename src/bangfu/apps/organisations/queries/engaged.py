"""How much organisations have taken on: what recommendations ask, so that the same few are not asked every time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

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
    """Engagements by number of the eligible organisations that declared slots of ``quarter``. Two queries.

    Args: ``since`` is where "recently" begins; ``numbers`` narrows to some organisations (None: all).
    """
    rows = Capacity.objects.filter(quarter=quarter, organisation__in=eligible())
    taken_lately = CapacityHolding.objects.filter(taken_at__gte=since)
    if numbers is not None:
        wanted = list(numbers)
        rows = rows.filter(organisation__number__in=wanted)
        taken_lately = taken_lately.filter(capacity__organisation__number__in=wanted)
    recent = set(taken_lately.values_list("capacity__organisation__number", flat=True))
    found = rows.values_list("organisation__number", "slots", F("held") + F("committed"))
    return {
        number: Engagement(max(0, slots - used), used, number in recent) for number, slots, used in found.iterator()
    }
