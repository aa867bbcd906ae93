"""The door of `regions`: places, how to find them, and who adds panels to a place's page."""

from bangfu.apps.regions.actions import add_example_villages, load_regions
from bangfu.apps.regions.finding import PlaceIndex
from bangfu.apps.regions.forms import RegionField, RegionsField
from bangfu.apps.regions.models import Region
from bangfu.apps.regions.pack import SHIPPED_EDITION, read_pack
from bangfu.apps.regions.queries import (
    ancestors_of,
    children_of,
    descendants_of,
    place_index,
    provinces,
    region_by_code,
    regions_by_code,
    resolve,
    search_regions,
    within_filter,
)
from bangfu.apps.regions.questions import MapFigure, PlacePanel, map_figures, own_panels_of_place, panels_of_place
from bangfu.apps.regions.sheets import IMPORTER

__all__ = [
    "IMPORTER",
    "SHIPPED_EDITION",
    "PlaceIndex",
    "MapFigure",
    "PlacePanel",
    "Region",
    "RegionField",
    "RegionsField",
    "add_example_villages",
    "ancestors_of",
    "children_of",
    "descendants_of",
    "load_regions",
    "map_figures",
    "own_panels_of_place",
    "panels_of_place",
    "place_index",
    "provinces",
    "read_pack",
    "region_by_code",
    "regions_by_code",
    "resolve",
    "search_regions",
    "within_filter",
]
