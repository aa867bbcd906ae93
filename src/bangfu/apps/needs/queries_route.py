"""「今天去哪几处」: the places of a front-line team where needs wait to be seen, in an order to go round."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_scope import needs_within
from bangfu.apps.needs.rules_route import round_trip
from bangfu.apps.regions.api import Region, regions_by_code
from bangfu.plumbing.access import Actor
from bangfu.plumbing.ui.panels import Panel
from bangfu.values import GeoPoint

VERIFY = "needs.verify"
PLACES_MAX, NEEDS_MAX = 12, 200
TEAM = "frontline"


def route_panels(actor: Actor) -> list[Panel]:
    """For a front-line team: each place once with what waits there; three queries, nothing for everybody else."""
    if TEAM not in actor.roles() or not actor.has(VERIFY):
        return []
    rows = needs_within(actor, VERIFY).filter(state="submitted").exclude(entered_by=actor.person)
    waiting: dict[str, list[Need]] = defaultdict(list)
    for need in rows.select_related("region__parent").order_by("submitted_at", "pk")[:NEEDS_MAX]:
        waiting[need.region.code].append(need)
    points = {code: _point(needs[0].region) for code, needs in waiting.items()}
    stops = [_stop(waiting[code], away) for code, away in round_trip(_seat(actor), points)[:PLACES_MAX]]
    return [
        Panel(
            "route",
            _("今天去哪几处"),
            "needs/route_panel.html",
            {"stops": stops},
            _("按直线距离，一处接一处最近的；不是道路里程"),
        )
    ]


def _point(region: Region) -> GeoPoint | None:
    """Its own point, else its town's."""
    for place in (region, region.parent):
        if place is not None and place.lat is not None and place.lon is not None:
            return GeoPoint(place.lat, place.lon)
    return None


def _seat(actor: Actor) -> GeoPoint | None:
    codes = [one.scope_id.ljust(12, "0") for one in actor.scopes_of(VERIFY) if one.scope_kind == "region"]
    found = regions_by_code(codes[:1])
    return _point(found[codes[0]]) if codes and codes[0] in found else None


def _stop(needs: list[Need], away: float | None) -> dict[str, Any]:
    return {
        "place": needs[0].region.full_name,
        "kilometres": round(away) if away is not None else None,
        "first": needs[0],
        "more": len(needs) - 1,
    }
