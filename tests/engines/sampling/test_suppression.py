"""Figures about people: none below the least number, and none that follows from the others."""

import random

import pytest

from bangfu.engines.sampling.suppression import TOTAL, derived_cells, shown_cells, with_totals


def table(seed: int) -> tuple[dict, dict]:
    """A table of one to six rows and one to five columns, half of them children's, with small and large numbers."""
    rng = random.Random(seed)
    rows = [f"r{n}" for n in range(rng.randint(1, 6))]
    columns = [f"c{n}" for n in range(rng.randint(1, 5))]
    least = {column: rng.choice((10, 20)) for column in columns}
    counts = {(row, column): rng.choice((0, 1, 3, 9, 10, 12, 19, 20, 25, 60)) for row in rows for column in columns}
    return counts, least


def attacked(counts: dict, shown: dict) -> dict:
    rows = sorted({row for row, _ in counts})
    columns = sorted({column for _, column in counts})
    return derived_cells(shown, rows, columns)


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_no_hidden_cell_follows_from_the_shown_ones(start):
    for seed in range(start, start + 50):
        counts, least = table(seed)
        shown = shown_cells(counts, least)
        whole = with_totals(counts)
        bounds = least | {TOTAL: max(least.values())}
        assert all(whole[cell] == count >= bounds[cell[1]] for cell, count in shown.items()), seed
        assert attacked(counts, shown) == {}, seed


def test_what_is_left_of_a_shown_total_is_not_a_small_number():
    for seed in range(300):
        counts, least = table(seed)
        shown, whole = shown_cells(counts, least), with_totals(counts)
        for row in {row for row, _ in whole}:
            parts = [cell for cell in whole if cell[0] == row and cell[1] != TOTAL]
            hidden = [cell for cell in parts if cell not in shown]
            if hidden and (row, TOTAL) in shown:
                rest = shown[row, TOTAL] - sum(shown[cell] for cell in parts if cell in shown)
                assert rest >= max(least[cell[1]] for cell in hidden), seed


def test_the_attack_finds_a_lone_hidden_cell():
    """The planted fault: only the small cell is hidden."""
    counts = {("a", "x"): 40, ("b", "x"): 4, ("c", "x"): 20}
    naive = {cell: count for cell, count in with_totals(counts).items() if count >= 10}
    assert attacked(counts, naive)[("b", "x")] == 4


def test_the_attack_finds_what_only_two_lines_together_tell():
    """Each line of the three hides two cells, yet the corner is fixed: rows and columns share one path only."""
    counts = {(row, column): 30 for row in "abcd" for column in "wxyz"}
    hidden = {
        ("a", "w"),
        ("a", "x"),
        ("b", "w"),
        ("b", "x"),
        ("b", "y"),
        ("c", "y"),
        ("c", "z"),
        ("d", "y"),
        ("d", "z"),
    }
    naive = {cell: count for cell, count in with_totals(counts).items() if cell not in hidden}
    assert set(attacked(counts, naive)) == {("b", "y")}


def test_large_numbers_are_all_shown_and_a_number_of_one_is_never_allowed():
    counts = {("a", "x"): 40, ("b", "x"): 30}
    assert shown_cells(counts, {"x": 10}) == with_totals(counts)
    with pytest.raises(ValueError):
        shown_cells(counts, {"x": 1})
    with pytest.raises(KeyError):
        shown_cells(counts, {})
