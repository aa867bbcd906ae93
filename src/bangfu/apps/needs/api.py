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
from bangfu.apps.needs.queries import (
    Filters,
    counts_by_prefecture,
    explore,
    may_see_file,
    near_needs,
    need_for,
    published,
    timeline_of,
    todo_items,
    with_lines,
)
from bangfu.apps.needs.rules import LIFE, Line

__all__ = [
    "LIFE",
    "Filters",
    "Line",
    "Need",
    "NeedLine",
    "change_need",
    "counts_by_prefecture",
    "draft_need",
    "explore",
    "may_see_file",
    "near_needs",
    "need_for",
    "publish_need",
    "published",
    "return_need",
    "scope_of",
    "submit_need",
    "timeline_of",
    "todo_items",
    "verify_need",
    "with_lines",
    "withdraw_need",
]
