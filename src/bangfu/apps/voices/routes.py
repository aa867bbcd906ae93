"""REST under /api/v1/voices: the published numbers of wishes."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bangfu.apps.voices.queries import place_for
from bangfu.apps.voices.queries_wishes import newest_figures

router = Router(tags=["voices"])


@router.get("/wishes/{code}", summary="Published numbers of wishes of a county")
def published_wish_figures(request: HttpRequest, code: str) -> dict[str, Any]:
    """By town and group; "" is the total. What is not listed is too small to show or hidden to protect a small number.

    404 for what is no county, town or village; empty for a town or village and where nothing was published.
    """
    region = place_for(code)
    found = newest_figures(region.code)
    rows = [{"town": row.town, "group": row.group, "count": row.count} for row in found[1]] if found else []
    return {"county": region.code, "on": found[0].on.isoformat() if found else None, "rows": rows}
