"""Days are Shanghai's; periods include both ends; unclear dates are refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.values import InvalidValue, Period, Quarter, parse_day, shanghai_day

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(days)
def test_every_written_form_means_the_same_day(day):
    forms = (
        "{0.year}-{0.month:02d}-{0.day:02d}",
        "{0.year}/{0.month}/{0.day}",
        "{0.year}.{0.month}.{0.day}",
        "{0.year}年{0.month}月{0.day}日",
        " {0.year}年 {0.month}月 {0.day}日 ",
        "{0.year}-{0.month:02d}-{0.day:02d} 00:00:00",
    )
    assert {parse_day(form.format(day)) for form in forms} == {day}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("46348", "day.serial"),
        ("46348.0", "day.serial"),
        ("2026-02-30", "day.calendar"),
        ("2026-13-01", "day.calendar"),
        ("22/11/2026", "day.form"),
        ("2026-11", "day.form"),
        ("2026-11/22", "day.form"),
        ("2026-11-22 08:30", "day.form"),
        ("下周五", "day.form"),
        ("", "day.form"),
    ],
)
def test_unclear_dates_are_refused_with_a_sentence(text, code):
    with pytest.raises(InvalidValue) as refused:
        parse_day(text)
    assert refused.value.refusal.code == code


def test_the_day_changes_at_midnight_in_shanghai():
    assert shanghai_day(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert shanghai_day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)
    with pytest.raises(ValueError, match="time zone"):
        shanghai_day(datetime(2026, 1, 1))


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidValue, match="早于"):
        Period(date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(TypeError):
        Period(datetime(2026, 1, 1, tzinfo=UTC))


@given(days, st.integers(0, 40) | st.none(), days, st.integers(0, 40) | st.none())
def test_overlap_agrees_with_looking_at_every_day(first, length, other_first, other_length):
    def period(start, span):
        return Period(start, None if span is None else start + timedelta(span))

    one, other = period(first, length), period(other_first, other_length)
    start = max(first, other_first)
    assert one.overlaps(other) == any(start + timedelta(n) in one and start + timedelta(n) in other for n in range(42))
    assert one.overlaps(other) == other.overlaps(one)


@given(days)
def test_a_day_lies_in_its_quarter_and_quarters_join(day):
    quarter = Quarter.of(day)
    assert day in quarter.period
    assert quarter.period.last + timedelta(1) == quarter.next.period.first
    assert quarter.next.previous == quarter == Quarter.parse(quarter.text) == Quarter.parse(quarter.wording)


@pytest.mark.parametrize("text", ["2026Q5", "2026", "Q4", "2026年第五季度", "26Q1", "二〇二六Q1"])
def test_what_is_no_quarter_is_refused(text):
    with pytest.raises(InvalidValue, match="季度"):
        Quarter.parse(text)


def test_quarters_sort_by_time():
    assert Quarter(2026, 4) < Quarter(2027, 1) and Quarter(2026, 1) < Quarter(2026, 2)
    assert Quarter.parse("2026-q4") == Quarter.parse("２０２６ 第4季度") == Quarter(2026, 4)
