"""Published needs as the planner takes them."""

from typing import Any

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_explorer import published, with_lines
from bangfu.apps.needs.rules import NATURES
from bangfu.apps.programmes.api import name_of
from bangfu.apps.regions.api import regions_by_code


def planning_rows(region: str = "") -> list[dict[str, Any]]:
    """Published needs as `engines.matching.Need` takes them, by number; a fixed number of queries.

    Themes, capabilities and resources by their Chinese names; a resource counts what nobody has promised yet. A need whose
    every unit is promised is left out.

    Args: ``region``: the head of a statistics code; "" is everywhere.
    """
    rows = with_lines(published().filter(region_path__startswith=region)).order_by("number")
    found = [_planning_row(need) for need in rows if any(line.balance.missing for line in need.lines.all())]
    return _with_points(found)


def _with_points(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A need without a point lies at the town, county or prefecture above it; one query."""
    above = {
        row["id"]: [row["region"][:length].ljust(12, "0") for length in (9, 6, 4)] for row in rows if row["lon"] is None
    }
    known = regions_by_code({code for codes in above.values() for code in codes}) if above else {}
    for row in rows:
        places = [known[code] for code in above.get(row["id"], ()) if code in known and known[code].lon is not None]
        if places:
            row |= {"lon": places[0].lon, "lat": places[0].lat}
    return rows


def _planning_row(need: Need) -> dict[str, Any]:
    resources: dict[str, int] = {}
    for line in need.lines.all():
        if line.resource and line.balance.missing:
            name = name_of("resources", line.resource)
            resources[name] = resources.get(name, 0) + line.balance.missing
    point = (need.lon, need.lat) if need.lon is not None else (need.region.lon, need.region.lat)
    return {
        "id": need.number,
        "name": need.title,
        "region": need.region_path,
        "region_name": need.region.full_name,
        "themes": tuple(name_of("themes", theme) for theme in need.themes),
        "capabilities": {name_of("capabilities", name): level for name, level in need.capabilities.items()},
        "resources": resources,
        "kind": NATURES[need.nature],
        "beneficiaries": need.beneficiaries,
        "urgency": need.urgency,
        "min_partners": need.min_partners,
        "max_partners": need.max_partners,
        "priority": need.priority,
        "deadline": need.claim_by,
        "lon": point[0],
        "lat": point[1],
        "description": " ".join(text for text in (need.words, need.description) if text),
    }
