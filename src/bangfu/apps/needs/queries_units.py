"""In whose hands the units of a need are."""

from bangfu.apps.needs.models import Allotment, Need
from bangfu.plumbing.quantities.reading import in_hands


def units_in_hands(need: Need) -> dict[tuple[str, str], dict[int, int]]:
    """Units by (holder, place) and the line's position, in one query."""
    return in_hands(Allotment.objects.filter(line__need=need))
