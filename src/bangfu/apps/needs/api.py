"""The door of `needs`."""

from bangfu.apps.needs.events import tell_who_must_know
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.queries import may_see_file, near_needs, need_for, photos_of, timeline_of, todo_items
from bangfu.apps.needs.queries_desk import DeskFigures, desk_figures
from bangfu.apps.needs.queries_explorer import (
    DUE_DAYS,
    Explored,
    Facets,
    Filters,
    explore,
    facets,
    search_rows,
)
from bangfu.apps.needs.queries_places import map_figure, place_panel
from bangfu.apps.needs.queries_planning import planning_rows
from bangfu.apps.needs.questions import panels_of_need
from bangfu.apps.needs.rules import LIFE, NATURES, URGENCIES
from bangfu.apps.needs.sheets import IMPORTER

__all__ = [
    "DUE_DAYS",
    "DeskFigures",
    "IMPORTER",
    "LIFE",
    "NATURES",
    "URGENCIES",
    "Explored",
    "Facets",
    "Filters",
    "Need",
    "NeedLine",
    "desk_figures",
    "explore",
    "facets",
    "map_figure",
    "may_see_file",
    "near_needs",
    "need_for",
    "panels_of_need",
    "photos_of",
    "place_panel",
    "planning_rows",
    "search_rows",
    "tell_who_must_know",
    "timeline_of",
    "todo_items",
]
