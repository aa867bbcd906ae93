"""Parts of a plan as pictures: what is better is said in words, arcs keep to their places, parts of a score add up."""

import pytest

from bangfu.plumbing.ui.outcomes import Measure, compared, delta, load_spread, outcome, stacked
from bangfu.plumbing.ui.planmaps import ARCS_SHOWN, Flow, PlanPlace, plan_map


@pytest.mark.parametrize(
    ("better", "value", "tone", "words"),
    [
        ("more", 40, "better", "多 6 条，更好"),
        ("more", 30, "worse", "少 4 条，更差"),
        ("less", 40, "worse", "多 6 条，更差"),
        ("less", 30, "better", "少 4 条，更好"),
        ("", 40, "other", "多 6 条"),
        ("more", 34, "same", "与基准相同"),
    ],
)
def test_a_difference_says_in_words_whether_it_is_better(better, value, tone, words):
    found = delta(value, 34, Measure("有人帮的需求", (), "条", better))
    assert found is not None
    assert (found["tone"], found["text"]) == (tone, words)


def test_a_difference_that_rounding_hides_is_called_the_same():
    found = delta(131.51, 131.54, Measure("平均路程", (), "公里", "less", 1))
    assert found is not None
    assert found["tone"] == "same"


def test_without_a_baseline_nothing_is_called_better():
    figures = outcome([Measure("有人帮的需求", (40, None), "条", "more")])
    assert figures[0]["delta"] is None
    assert figures[0]["baseline"] == "—"


def test_every_best_value_of_a_row_is_marked_and_a_tie_of_all_is_not():
    rows = compared([Measure("路程", (3, 1, 1), better="less"), Measure("缺口", (0, 0, 0), better="less")])
    assert [[cell["best"] for cell in row["cells"]] for row in rows] == [[False, True, True], [False, False, False]]


def test_a_missing_value_is_never_best():
    rows = compared([Measure("路程", (3, None, 5), better="less")])
    assert [cell["best"] for cell in rows[0]["cells"]] == [True, False, False]


def test_the_spread_counts_everybody_and_shows_empty_steps():
    spread = load_spread([1, 1, 4], [2, 1, 4])
    assert spread is not None
    assert [(one["load"], one["count"]) for one in spread["columns"]] == [(1, 2), (2, 0), (3, 0), (4, 1)]
    assert (spread["least"], spread["middle"], spread["most"], spread["full"]) == (1, "1", 4, 2)


def test_nobody_at_work_has_no_spread():
    assert load_spread([]) is None


def test_parts_of_a_bar_stand_one_after_another():
    parts = stacked([250, 0, 500], 1000)
    assert [(one["x"], one["width"]) for one in parts] == [(0, 25), (25, 0), (25, 50)]


def places() -> list[PlanPlace]:
    return [
        PlanPlace("a", "甲", 110, 22, asked=3, served=3, pairs=3),
        PlanPlace("b", "乙", 113, 23, asked=9, served=1, pairs=1),
        PlanPlace("c", "丙", 115, 24, sends=4),
        PlanPlace("d", "丁", 112, 24),
    ]


def test_a_place_says_how_many_of_its_needs_have_somebody():
    drawn = plan_map(places(), [])
    assert [(one.figure, one.shade) for one in drawn.places] == [("3/3", "d3"), ("1/9", "g5"), ("4", "send"), ("", "")]


def test_every_pair_is_in_the_table_and_local_ones_have_no_arc():
    drawn = plan_map(places(), [Flow("c", "a", 2), Flow("c", "b", 1), Flow("a", "a", 1)])
    assert sum(row.flow.pairs for row in drawn.rows) == 4
    assert len(drawn.arcs) == 2
    assert drawn.local_pairs == 1


def test_more_arcs_than_can_be_read_are_counted_as_left_out():
    many = [PlanPlace(str(n), str(n), 110 + n % 9, 20 + n // 9, asked=1) for n in range(60)]
    drawn = plan_map(many, [Flow("0", str(n), 1) for n in range(1, 60)])
    assert len(drawn.arcs) == ARCS_SHOWN
    assert drawn.left_out == 59 - ARCS_SHOWN
    assert len(drawn.rows) == 59
