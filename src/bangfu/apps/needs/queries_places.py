"""What this room adds to pages of places: the needs of a place, and the figure of the map."""

from django.db.models import Count
from django.urls import reverse

from bangfu.apps.needs.queries_explorer import ORDERS, published
from bangfu.apps.needs.sheets_written import as_data
from bangfu.apps.regions.api import MapFigure, PlacePanel, Region
from bangfu.plumbing.access import Actor

SHOWN = 6
MAP_STEPS = (1, 5, 10, 20, 40)


def place_panel(region: Region, actor: Actor) -> list[PlacePanel]:
    """Published needs of a place, most urgent first: three queries."""
    rows = published().filter(region_path__startswith=region.region_code.prefix)
    count = rows.count()
    found = list(rows.select_related("region").prefetch_related("lines").order_by(*ORDERS["urgent"])[:SHOWN])
    url = f"{reverse('web:needs')}?region={region.region_code.prefix}"
    context = {"rows": found, "count": count, "url": url}
    return [PlacePanel("needs", "需求", "needs/place_panel.html", context, [as_data(need) for need in found])]


def map_figure() -> MapFigure | None:
    """How many published needs lie in each prefecture; None when there are none."""
    counts: dict[str, int] = {}
    for path, count in published().order_by().values_list("region_path").annotate(Count("pk")):
        code = path[:4].ljust(12, "0")
        counts[code] = counts.get(code, 0) + count
    if not counts:
        return None
    return MapFigure("等人接单的需求", "各地级市已发布、还没有人接的需求，条", "条", counts, MAP_STEPS)
