"""Published needs as the planner takes them."""

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_explorer import published, with_lines
from bangfu.apps.needs.rules import NATURES
from bangfu.apps.programmes.api import name_of


def planning_rows(region: str = "") -> list[dict[str, object]]:
    """Published needs as `engines.matching.Need` takes them, by number; a fixed number of queries.

    Themes, capabilities and resources by their Chinese names; a resource counts what nobody has promised yet. A need whose
    every unit is promised is left out.

    Args: ``region``: the head of a statistics code; "" is everywhere.
    """
    rows = with_lines(published().filter(region_path__startswith=region)).order_by("number")
    return [_planning_row(need) for need in rows if any(line.balance.missing for line in need.lines.all())]


def _planning_row(need: Need) -> dict[str, object]:
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
