"""What this room answers to named questions of rooms below it.

It stands beside the door, not in it: the door can be opened without a site, for `bangfu plan`, and this cannot.
"""

from bangfu.apps.programmes.pages import duty_document, duty_lines
from bangfu.apps.programmes.queries import current_pack
from bangfu.apps.regions.api import PlacePanel, Region, regions_by_code
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
