"""Deadlines count as the Civil Code counts, and working days as the State Council decided them."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.engines.rulebook import (
    ChinaCalendar,
    Rule,
    Source,
    Status,
    add_months,
    add_working_days,
    due,
    latest_extension,
    next_working_day,
    occurrences,
    working_days_between,
)
from bangfu.values import Period

CHINA = ChinaCalendar()
# The notice of the State Council for 2026, typed from the calendar: free weekdays, worked weekends.
FREE_2026 = {
    date(2026, month, day)
    for month, days in {
        1: (1, 2),
        2: (16, 17, 18, 19, 20, 23),
        4: (6,),
        5: (1, 4, 5),
        6: (19,),
        9: (25,),
        10: (1, 2, 5, 6, 7),
    }.items()
    for day in days
}
WORKED_2026 = {date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}


def rule(**values):
    return Rule("r", "deadline", "期限", values, Period(date(2020, 1, 1)), Source("L", "某法"), "", Status.TEXT_READ)


def test_every_day_of_2026_is_as_announced():
    for number in range(365):
        day = date(2026, 1, 1) + timedelta(number)
        worked = day in WORKED_2026 or (day.weekday() < 5 and day not in FREE_2026)
        assert ChinaCalendar().is_working_day(day) == worked if number < 60 else CHINA.is_working_day(day) == worked, (
            day
        )


def test_a_year_without_announced_days_is_called_provisional():
    assert CHINA.is_settled(2026) and not CHINA.is_settled(2099)
    assert due(rule(working_days=5), date(2026, 3, 2), CHINA).settled
    assert not due(rule(working_days=5), date(2098, 12, 30), CHINA).settled


@given(st.dates(date(2023, 1, 1), date(2026, 11, 30)), st.integers(0, 15))
def test_adding_working_days_agrees_with_counting_them(start, count):
    day = add_working_days(CHINA, start, count)
    assert CHINA.is_working_day(day)
    if count:
        assert working_days_between(CHINA, start, day) == count
        assert working_days_between(CHINA, start, day - timedelta(1)) == count - 1
    else:
        assert day == next_working_day(CHINA, start) >= start


def test_working_days_are_not_counted_backward():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(CHINA, date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("values", "event", "expected"),
    [
        ({"days": 30}, date(2026, 1, 31), date(2026, 3, 2)),
        ({"days": -10}, date(2026, 3, 5), date(2026, 2, 23)),
        ({"min_days": 60}, date(2026, 1, 1), date(2026, 3, 2)),
        ({"months": 3}, date(2026, 11, 30), date(2027, 2, 28)),
        ({"years": 3}, date(2024, 2, 29), date(2027, 2, 28)),
        ({"working_days": 5}, date(2026, 9, 30), date(2026, 10, 13)),
        ({"yearly": "05-31"}, date(2026, 5, 31), date(2027, 5, 31)),
        ({"yearly": "05-31"}, date(2026, 5, 30), date(2026, 5, 31)),
        ({"yearly_dates": ["06-30", "12-30"]}, date(2026, 7, 1), date(2026, 12, 30)),
        ({"every_months": 3}, date(2026, 11, 30), date(2027, 2, 28)),
        ({"every_days": 5}, date(2026, 2, 26), date(2026, 3, 3)),
    ],
)
def test_deadlines_fall_on_the_day_the_code_says(values, event, expected):
    assert due(rule(**values), event, CHINA).day == expected


def test_repeated_deadlines_do_not_creep_to_shorter_days():
    assert list(islice(occurrences(rule(every_months=1), date(2026, 1, 31)), 3)) == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    assert list(islice(occurrences(rule(yearly_dates=["12-30", "06-30"]), date(2026, 6, 30)), 3)) == [
        date(2026, 12, 30),
        date(2027, 6, 30),
        date(2027, 12, 30),
    ]


def test_a_rule_without_a_count_is_an_error_not_a_guess():
    with pytest.raises(ValueError, match="no count"):
        due(rule(when="later"), date(2026, 1, 1), CHINA)


def test_extensions_end_where_the_rule_says():
    assert latest_extension(rule(days=30, max_extension_days=60), date(2026, 1, 31)) == date(2026, 4, 1)
    assert latest_extension(rule(days=30), date(2026, 1, 31)) == date(2026, 1, 31)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-40, 40))
def test_months_keep_the_day_or_end_the_month(day, months):
    result = add_months(day, months)
    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months
    assert result.day == day.day or (result.day < day.day and (result + timedelta(1)).day == 1)
