"""Dated rules of law and programme: what held on a day, until when something is due, and whether it may refuse.

Promise: no limit or deadline is a constant in the code.  Every rule names its source, its days and how well it is known;
only a rule whose text was read, or one that the platform decided itself, may refuse, and only on days for which that is
certain.  Everything else warns and says so.
"""

from bangfu.engines.rulebook.deadlines import Due, add_months, due, latest_extension, occurrences
from bangfu.engines.rulebook.rules import Finding, Rule, Rulebook, RulesOfDay, Source, Status
from bangfu.engines.rulebook.working_days import (
    ChinaCalendar,
    WorkCalendar,
    add_working_days,
    next_working_day,
    working_days_between,
)

__all__ = [
    "ChinaCalendar",
    "Due",
    "Finding",
    "Rule",
    "Rulebook",
    "RulesOfDay",
    "Source",
    "Status",
    "WorkCalendar",
    "add_months",
    "add_working_days",
    "due",
    "latest_extension",
    "next_working_day",
    "occurrences",
    "working_days_between",
]
