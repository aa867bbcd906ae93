"""Published needs as the planner takes them."""

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_explorer import published, with_lines
from bangfu.apps.needs.rules import NATURES
from bangfu.apps.programmes.api import name_of


def planning_rows(region: str = "") -> list[dict[str, object]]:
    """Published needs as `engines.matching.Need` takes them, by number. A fixed number of queries.

    Themes and capabilities by their Chinese names, resources by the item of each must-line; a need without a point of its own
    lies at its place's.

    Args: ``region``: the head of a statistics code; "" is everywhere.
    """
    rows = published().filter(region_path__startswith=region)
    return [_planning_row(need) for need in with_lines(rows).order_by("number")]


def _planning_row(need: Need) -> dict[str, object]:
    amounts: dict[str, int] = {}
    for line in need.lines.all():
        if line.is_must:
            amounts[line.item] = amounts.get(line.item, 0) + line.quantity
    return {
        "id": need.number,
        "name": need.title,
        "region": need.region_path,
        "region_name": need.region.full_name,
        "themes": tuple(name_of("themes", theme) for theme in need.themes),
        "capabilities": {name_of("capabilities", each): level for each, level in need.capabilities.items()},
        "resources": amounts,
        "kind": NATURES[need.nature],
        "beneficiaries": need.beneficiaries,
        "urgency": need.urgency,
        "min_partners": need.min_partners,
        "max_partners": need.max_partners,
        "priority": need.priority,
        "deadline": need.claim_by,
        "lon": need.lon if need.lon is not None else need.region.lon,
        "lat": need.lat if need.lat is not None else need.region.lat,
        "description": need.words or need.description,
    }
