"""In whose hands the units of a need are."""

from bangfu.apps.needs.models import Allotment, Need


def units_in_hands(need: Need) -> dict[tuple[str, str], dict[int, int]]:
    """Units by (holder, place) and the line's position, in one query."""
    found: dict[tuple[str, str], dict[int, int]] = {}
    rows = Allotment.objects.filter(line__need=need)
    for holder, place, position, units in rows.values_list("holder", "place", "line__position", "quantity"):
        found.setdefault((holder, place), {})[position] = units
    return found
