"""The door of `needs`."""

from bangfu.apps.needs import actions_drafting as drafting
from bangfu.apps.needs.actions import draft_need
from bangfu.apps.needs.actions_ending import reopen_for_correction
from bangfu.apps.needs.actions_units import LockedNeed, lock_need, move_units
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.queries import near_needs, need_for, public_photos, timeline_of
from bangfu.apps.needs.queries_course import courses
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
from bangfu.apps.needs.queries_home import home_panels
from bangfu.apps.needs.queries_life import staleness_of
from bangfu.apps.needs.queries_planning import planning_rows
from bangfu.apps.needs.queries_units import units_in_hands
from bangfu.apps.needs.questions import panels_of_need, public_panels_of_need
from bangfu.apps.needs.rules import LIFE, NATURES, URGENCIES
from bangfu.apps.needs.rules_course import STATIONS, Course

__all__ = [
    "DUE_DAYS",
    "STATIONS",
    "Course",
    "DeskFigures",
    "LIFE",
    "LockedNeed",
    "NATURES",
    "URGENCIES",
    "Explored",
    "Facets",
    "Filters",
    "Need",
    "NeedLine",
    "courses",
    "desk_figures",
    "draft_need",
    "drafting",
    "explore",
    "facets",
    "home_panels",
    "lock_need",
    "move_units",
    "near_needs",
    "need_for",
    "panels_of_need",
    "public_panels_of_need",
    "public_photos",
    "reopen_for_correction",
    "planning_rows",
    "search_rows",
    "staleness_of",
    "timeline_of",
    "units_in_hands",
]
