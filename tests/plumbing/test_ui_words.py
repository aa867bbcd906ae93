"""How numbers, money and days are written, how bars and charts are measured."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from bangfu.plumbing.ui import charts, formats, queries
from bangfu.plumbing.ui.bars import gap_parts, share


def test_money_is_written_with_a_space_and_two_decimals():
    assert formats.yuan(8_624_000) == "86,240.00 元"
    assert formats.yuan(-200_000) == "−2,000.00 元"
    assert formats.yuan(5, english=True) == "CNY 0.05"
    assert formats.wan(862_430_000) == "862.43 万元"


def test_no_data_is_a_dash_and_zero_is_a_number():
    assert formats.yuan(None) == formats.number(None) == formats.percent(None) == formats.day(None) == "—"
    assert formats.number(0) == "0"
    assert formats.yuan(0) == "0.00 元"
    assert formats.percent(3, 0) == "—"


def test_days_are_written_in_the_readers_language():
    assert formats.day(date(2026, 11, 22)) == "2026 年 11 月 22 日"
    assert formats.day(date(2026, 11, 2), year=False) == "11 月 2 日"
    assert formats.day(date(2026, 11, 22), english=True) == "22 November 2026"
    assert formats.moment(datetime(2026, 11, 22, 18, 5, tzinfo=UTC)) == "2026 年 11 月 22 日 18:05"


def test_numbers_are_grouped_and_minus_is_a_minus():
    assert formats.number(1042) == "1,042"
    assert formats.number(-1042.5) == "−1,042.5"
    assert formats.percent(701, 913) == "76.8%"


@pytest.mark.parametrize(
    ("done", "held", "total", "ends"),
    [(5, 3, 20, (25, 40)), (0, 0, 1, (0, 0)), (30, 5, 20, (100, 100)), (3, 30, 20, (15, 100)), (1, 1, 0, (0, 0))],
)
def test_a_gap_bar_never_leaves_its_track(done, held, total, ends):
    bar = gap_parts(done, held, total)
    assert (bar.done_end, bar.held_end) == ends
    assert 0 <= bar.done + bar.held <= 100


def test_bars_start_at_zero_and_the_largest_fills_the_track():
    rows = charts.bar_chart([{"label": "a", "value": 50}, {"label": "b", "value": 200}, {"label": "c", "value": 0}])
    assert [row["width"] for row in rows] == [25, 100, 0]
    assert share(1, 0) == 0


def test_a_funnel_states_who_passed_from_the_step_before():
    steps = charts.funnel(
        [{"name": "提交", "count": 1042}, {"name": "核实", "count": 913}, {"name": "接单", "count": 0}]
    )
    assert [step["rate"] for step in steps] == ["", "88%", "0%"]
    assert charts.funnel([{"name": "a", "count": 0}, {"name": "b", "count": 0}])[1]["rate"] == "—"


def test_a_line_breaks_where_there_is_no_data():
    chart = charts.line_chart(["一", "二", "三", "四"], [charts.Series("a", [1, None, 3, 4])])
    assert len(chart["lines"][0]["runs"]) == 2
    assert chart["rows"][1]["values"] == [None]


def test_end_labels_do_not_cover_each_other():
    lines = charts.line_chart(["一", "二"], [charts.Series("a", [1, 20]), charts.Series("b", [1, 20])])["lines"]
    assert abs(lines[0]["text_y"] - lines[1]["text_y"]) >= charts.LABEL_GAP


@pytest.mark.parametrize("largest", [0, 1, 7, 28, 30, 99, 1042, 86_240])
def test_axis_ticks_are_whole_begin_at_zero_and_hold_the_largest_value(largest):
    ticks = charts.nice_ticks(largest)
    assert ticks[0] == 0
    assert ticks[-1] >= largest
    assert len(ticks) <= 5
    assert all(tick == int(tick) for tick in ticks)


def test_heat_tells_zero_from_no_data():
    assert charts.heat_shade(0) == "g0"
    assert charts.heat_shade(None) == ""
    assert [charts.heat_shade(value) for value in (1, 2, 4, 6, 9, 50)] == ["g1", "g2", "g3", "g4", "g5", "g5"]


def test_a_filter_link_keeps_the_others_and_returns_to_page_one():
    query = QueryDict("kind=health&kind=education&q=%E4%B9%89%E8%AF%8A&page=4")
    assert queries.without(query, "kind", "health") == "?kind=education&q=%E4%B9%89%E8%AF%8A"
    assert queries.toggled(query, "kind", "industry").count("kind=") == 3
    assert "page=2" in queries.with_value(query, "page", 2)
    assert queries.without(QueryDict("q=1"), "q") == "?"


def test_page_numbers_offer_both_ends_and_mark_gaps():
    assert queries.page_numbers(4, 9) == [1, 2, 3, 4, 5, 6, 0, 9]
    assert queries.page_numbers(1, 1) == [1]
