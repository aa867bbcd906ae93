"""Working days in China, with the weekends that are worked to make up for long holidays.

The State Council announces the make-up days of a year late in the year before.  For years that the calendar library
does not know yet, weekends and statutory holidays are computed and the answer says that it is provisional.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

import holidays


class WorkCalendar(Protocol):
    """What deadline counting asks of a calendar."""

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day."""

    def is_settled(self, year: int) -> bool:
        """Whether the make-up days of that year are known."""


class ChinaCalendar:
    """Working days of mainland China.

    >>> china = ChinaCalendar()
    >>> china.is_working_day(date(2026, 2, 14)), china.is_working_day(date(2026, 2, 16))
    (True, False)
    """

    def __init__(self) -> None:
        self._days = holidays.country_holidays("CN")

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day: a Saturday may be one, a Monday may be none."""
        is_holiday = day in self._days  # also makes the library fill in that year's make-up days
        if day in self._days.weekend_workdays:
            return True
        return not is_holiday and day.weekday() < 5

    def is_settled(self, year: int) -> bool:
        """Whether the library holds the year's make-up days (some years in the past had none announced)."""
        _ = date(year, 1, 1) in self._days
        return any(day.year == year for day in self._days.weekend_workdays)


def add_working_days(calendar: WorkCalendar, start: date, count: int) -> date:
    """The working day so many working days after a day, which itself does not count.

    Args:
        calendar: who knows.
        start: the day of the event, working or not.
        count: zero or more; zero gives the day itself, or the next working day when it is none.

    >>> add_working_days(ChinaCalendar(), date(2026, 9, 30), 1)   # National Day lasts till 7 October
    datetime.date(2026, 10, 8)
    """
    if count < 0:
        raise ValueError("working days are counted forward")
    if count == 0:
        return next_working_day(calendar, start)
    day = start
    for _ in range(count):
        day = next_working_day(calendar, day + timedelta(days=1))
    return day


def next_working_day(calendar: WorkCalendar, day: date) -> date:
    """The day itself when it is worked, else the first one after it that is."""
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_between(calendar: WorkCalendar, first: date, last: date) -> int:
    """How many working days lie after the first day up to and with the last; zero when last is not later."""
    return sum(calendar.is_working_day(first + timedelta(n)) for n in range(1, (last - first).days + 1))
