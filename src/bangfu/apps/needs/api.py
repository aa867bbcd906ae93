"""The door of `needs`."""

from bangfu.apps.needs.actions import (
    change_need,
    draft_need,
    publish_need,
    return_need,
    submit_need,
    verify_need,
    withdraw_need,
)
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.policy import scope_of
from bangfu.apps.needs.queries import may_see_file, near_needs, need_for, photos_of, timeline_of, todo_items
from bangfu.apps.needs.queries_explorer import (
    DUE_DAYS,
    Explored,
    Facets,
    Filters,
    explore,
    facets,
    published,
    search_rows,
    with_lines,
)
from bangfu.apps.needs.rules import LIFE, NATURES, URGENCIES, Line, days_left
from bangfu.apps.needs.sheets import IMPORTER

__all__ = [
    "IMPORTER",
    "DUE_DAYS",
    "LIFE",
    "NATURES",
    "URGENCIES",
    "Explored",
    "Facets",
    "Filters",
    "Line",
    "Need",
    "NeedLine",
    "change_need",
    "days_left",
    "draft_need",
    "explore",
    "facets",
    "may_see_file",
    "near_needs",
    "need_for",
    "photos_of",
    "publish_need",
    "published",
    "return_need",
    "scope_of",
    "search_rows",
    "submit_need",
    "timeline_of",
    "todo_items",
    "verify_need",
    "with_lines",
    "withdraw_need",
]
