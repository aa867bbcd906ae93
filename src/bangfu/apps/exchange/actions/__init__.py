"""The only writers of the room."""

from bangfu.apps.exchange.actions.changes import change_settings, decide_pair, release_pair, set_limit
from bangfu.apps.exchange.actions.scenarios import (
    archive_scenario,
    copy_scenario,
    start_from_registry,
    start_from_sheets,
)
from bangfu.apps.exchange.actions.solving import keep_solution, solve_scenario

__all__ = [
    "archive_scenario",
    "change_settings",
    "copy_scenario",
    "decide_pair",
    "keep_solution",
    "release_pair",
    "set_limit",
    "solve_scenario",
    "start_from_registry",
    "start_from_sheets",
]
