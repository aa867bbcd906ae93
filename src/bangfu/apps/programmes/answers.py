"""What this room answers to named questions of rooms below it.

It stands beside the door, not in it: the door can be opened without a site, for `bangfu plan`, and this cannot.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

from bangfu.apps.programmes.pages import duty_document, duty_lines
from bangfu.apps.programmes.queries import current_pack
from bangfu.apps.programmes.reading import load_pack
from bangfu.apps.regions.api import PlacePanel, Region, regions_by_code
from bangfu.engines.text import SECTIONS
from bangfu.plumbing.access import Actor


def duties_panel(region: Region, actor: Actor) -> list[PlacePanel]:
    """Answer to ``regions.panels_of_place``: the counterpart duties that concern a place; one query, none without any."""
    pack = current_pack()
    duties = pack.duties_of(region.code) if region.level != "province" else ()
    sets = pack.places_of(region.code)
    counties = [county for county in pack.typical_counties if county.region == region.code]
    if not (duties or sets or counties):
        return []
    regions = regions_by_code(code for duty in duties for code in (duty.helper_region, duty.aided_region))
    context = {"lines": duty_lines(duties, regions), "sets": sets, "counties": counties, "pack": pack}
    return [
        PlacePanel(
            "duties",
            pack.title,
            "programmes/duties_panel.html",
            context,
            open_data=[duty_document(duty) for duty in duties],
        )
    ]


def english_names() -> Mapping[str, str]:
    """Answer to ``said.english_names``: words, places, campaigns and rates of the pack that have a name in English."""
    return _names_of(settings.PACK)


@lru_cache(maxsize=2)
def _names_of(name: str) -> Mapping[str, str]:
    pack = load_pack(name)
    entries = [entry for section in SECTIONS for entry in pack.vocabulary.section(section)]
    named: list[Any] = [*entries, *pack.places, *pack.campaigns, *pack.rates, *pack.rubric]
    tables = (*pack.needs.get("seasons", ()), *pack.needs.get("screening", {}).get("checks", ()))
    own = {row["zh"]: row["en"] for row in tables if row.get("en")}
    return own | {each.zh: each.en for each in named if each.en}
