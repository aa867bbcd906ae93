"""From a deadline rule and the day of an event to the day something is due.

Counting follows the Civil Code: the day of the event does not count (article 201), months and years end on the same
day of the month or its last (article 202).  A last day on a holiday would move to the first working day after it
(article 203); here it does not, so that a reminder is never later than the strictest reading.  Who needs the moved day
asks `next_working_day`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bangfu.engines.rulebook.rules import Rule
from bangfu.engines.rulebook.working_days import WorkCalendar, add_working_days

_ONCE = ("days", "min_days", "working_days", "months", "years")
_REPEATED = ("every_days", "every_months", "yearly", "yearly_dates")


@dataclass(frozen=True, slots=True)
class Due:
    """A day something is due, and whether its calendar is settled (make-up days announced for all years counted)."""

    day: date
    settled: bool = True


def due(rule: Rule, event: date, calendar: WorkCalendar) -> Due:
    """The last day of a deadline that runs once, or the first one of a deadline that repeats.

    Args:
        rule: of kind deadline, with one of `days` (negative: before the event), `min_days`, `working_days`, `months`,
            `years`, `every_days`, `every_months`, `yearly` (`05-31`), `yearly_dates`.
        event: the day in Shanghai from which it runs.
        calendar: for working days.

    Raises:
        ValueError: when the rule holds no such count.
    """
    values = rule.values
    if "working_days" in values:
        day = add_working_days(calendar, event, int(values["working_days"]))
        return Due(day, all(calendar.is_settled(year) for year in range(event.year, day.year + 1)))
    if "days" in values or "min_days" in values:
        return Due(event + timedelta(days=int(values.get("days", values.get("min_days")))))
    if "months" in values or "years" in values:
        return Due(add_months(event, int(values.get("months", 0)) + 12 * int(values.get("years", 0))))
    return Due(next(occurrences(rule, event)))


def occurrences(rule: Rule, event: date) -> Iterator[date]:
    """All days on which a repeated deadline falls after an event, in order, without end.

    Monthly ones are counted from the event, so that the 31st does not creep to the 28th.
    """
    values = rule.values
    if "every_days" in values or "every_months" in values:
        count = 0
        while True:
            count += 1
            if "every_days" in values:
                yield event + timedelta(days=count * int(values["every_days"]))
            else:
                yield add_months(event, count * int(values["every_months"]))
    yearly = values.get("yearly_dates") or ([values["yearly"]] if "yearly" in values else [])
    if not yearly:
        raise ValueError(f"rule {rule.id} has no count of {', '.join(_ONCE + _REPEATED)}")
    year = event.year
    while True:
        for text in sorted(yearly):
            month, day = (int(part) for part in text.split("-"))
            if date(year, month, day) > event:
                yield date(year, month, day)
        year += 1


def latest_extension(rule: Rule, due_day: date) -> date:
    """The last day to which the deadline may be extended; the due day itself where no extension is allowed."""
    return due_day + timedelta(days=int(rule.values.get("max_extension_days", 0)))


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on, or the last day of that month.

    Source: Civil Code, article 202.

    >>> add_months(date(2026, 11, 30), 3), add_months(date(2024, 2, 29), -12)
    (datetime.date(2027, 2, 28), datetime.date(2023, 2, 28))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
