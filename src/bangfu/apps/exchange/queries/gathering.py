"""The lists of a scenario: from the registry and the published needs, or from uploaded sheets."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bangfu.apps.exchange.rules.scenarios import VILLAGE_LIMITS
from bangfu.apps.needs import api as needs
from bangfu.apps.organisations import api as organisations
from bangfu.apps.programmes.api import current_pack
from bangfu.apps.regions.api import regions_by_code
from bangfu.engines import matching
from bangfu.plumbing.plansheets.inputs import Inputs, Sources, read_inputs
from bangfu.plumbing.plansheets.places import Gazetteer, load_gazetteer
from bangfu.values import RegionCode


def gathered(*, kind: str, region: str, quarter: str) -> Inputs:
    """Eligible organisations with free slots of ``quarter``, and the demand of a region (12 digits; "" is everywhere)."""
    places = load_gazetteer()
    supply = [_organisation(row, places) for row in organisations.planning_rows(quarter)]
    head = head_of(region)
    rows = needs.planning_rows(head)
    if kind == "villages":
        rows = _villages(rows)
        rows += _duty_places(head, {str(row["id"]) for row in rows})
    demand = [_need(row, places) for row in rows]
    return Inputs(organisations=supply, needs=demand, places=places)


def head_of(region: str) -> str:
    """The meaningful head of a 12-digit code: 440100000000 is 4401."""
    return RegionCode(region).prefix if region else ""


def read_upload(files: Mapping[str, tuple[str, bytes]]) -> Inputs:
    """Uploaded files by role (organisations, needs, existing, locks): (name, bytes).

    Errors: ``SheetsRefused`` with every bad cell; ``FileRefused`` for what is no sheet.
    """
    with TemporaryDirectory() as folder:
        paths = {}
        for role, (name, data) in files.items():
            # A folder for each, so that two files of one name do not meet.
            paths[role] = Path(folder, role, Path(name).name or role)
            paths[role].parent.mkdir()
            paths[role].write_bytes(data)
        return read_inputs(Sources(**paths))


def _known(code: str, places: Gazetteer) -> str:
    """The code, or the nearest place above it that the planner's sheets know; "" when they know none."""
    if not code or code in places.places:
        return code
    whole = RegionCode(code)
    if whole.is_example and code[:9] + "000" in places.places:
        return code
    above = (str(each) for each in sorted(whole.ancestors, reverse=True))
    return next((each for each in above if each in places.places), "")


def _organisation(row: Mapping[str, Any], places: Gazetteer) -> matching.Organisation:
    one = matching.Organisation(**row)
    areas = tuple(dict.fromkeys(known for code in one.service_regions if (known := _known(code, places))))
    return replace(one, region=_known(one.region, places), service_regions=areas)


def _need(row: Mapping[str, Any], places: Gazetteer) -> matching.Need:
    one = matching.Need(**row)
    return replace(one, region=_known(one.region, places))


def _duty_places(head: str, besides: set[str]) -> list[dict[str, Any]]:
    """Towns and villages that the pack names in a duty and that publish nothing yet, by code."""
    named = {duty.aided_region for duty in current_pack().duties if duty.aided_region.startswith(head)} - besides
    least, most = VILLAGE_LIMITS
    return [
        {
            "id": code,
            "name": place.full_name,
            "region": code,
            "region_name": place.full_name,
            "min_partners": least,
            "max_partners": most,
            "lon": place.lon,
            "lat": place.lat,
        }
        for code, place in sorted(regions_by_code(named).items())
        if place.level in ("town", "village")
    ]


def _villages(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a place: what its published needs ask for, together."""
    by_place: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_place.setdefault(row["region"], []).append(row)
    return [_village(code, group) for code, group in sorted(by_place.items())]


def _village(code: str, group: list[dict[str, Any]]) -> dict[str, Any]:
    least, most = VILLAGE_LIMITS
    capabilities: dict[str, int] = {}
    resources: dict[str, int] = {}
    for row in group:
        for name, level in row["capabilities"].items():
            capabilities[name] = max(level, capabilities.get(name, 0))
        for name, amount in row["resources"].items():
            resources[name] = amount + resources.get(name, 0)
    kinds = {row["kind"] for row in group}
    first = group[0]
    return {
        "id": code,
        "name": first["region_name"],
        "region": code,
        "region_name": first["region_name"],
        "themes": tuple(dict.fromkeys(theme for row in group for theme in row["themes"])),
        "capabilities": capabilities,
        "resources": resources,
        "kind": kinds.pop() if len(kinds) == 1 else "兼有",
        "beneficiaries": max(row["beneficiaries"] for row in group),
        "urgency": max(row["urgency"] for row in group),
        "min_partners": least,
        "max_partners": most,
        "priority": max(row["priority"] for row in group),
        "lon": first["lon"],
        "lat": first["lat"],
        "description": "；".join(row["name"] for row in group),
    }
