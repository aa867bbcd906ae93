"""Public figures about people, of which none speaks of fewer than may be named.

A table of counts has rows, columns and their totals. A cell below the least number of its column is hidden, and so many others
with it that no hidden cell follows from what is shown (complementary suppression). What follows is decided on the graph whose
edges are the hidden cells and whose nodes are the rows and columns, totals included: a hidden cell is fixed by the sums exactly
when its edge is a bridge (Gusfield 1988, *A graph theoretic approach to statistical data security*). Besides, what is left of a
shown total must itself be a number that may be shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

Cell = tuple[str, str]
TOTAL = ""
"""The name of the row of column totals and of the column of row totals."""


def with_totals(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """Every cell of the table, missing ones as 0, with row totals, column totals and the sum of all.

    >>> with_totals({("a", "x"): 2, ("b", "y"): 3})[("b", "")], with_totals({("a", "x"): 2})[("", "")]
    (3, 2)
    """
    rows, columns = sorted({row for row, _ in counts}), sorted({column for _, column in counts})
    whole = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        whole[row, TOTAL] = sum(whole[row, column] for column in columns)
    for column in (*columns, TOTAL):
        whole[TOTAL, column] = sum(whole[row, column] for row in rows)
    return whole


def shown_cells(counts: Mapping[Cell, int], least: Mapping[str, int]) -> dict[Cell, int]:
    """The cells of the table that everybody may see, totals among them under the name "".

    Args:
        counts: people by (row, column); names are not empty.
        least: the smallest number that may be shown, by column; totals over columns take the largest of them.

    Errors: ``KeyError`` for a column without a least number, ``ValueError`` for one below two.

    >>> shown_cells({("a", "x"): 40, ("b", "x"): 30, ("c", "x"): 20}, {"x": 10})[("a", "x")]
    40
    >>> sorted(shown_cells({("a", "x"): 40, ("b", "x"): 4, ("c", "x"): 20}, {"x": 10}))
    [('', ''), ('', 'x'), ('a', ''), ('a', 'x')]
    """
    whole = with_totals(counts)
    bounds = {column: least[column] for _, column in whole if column != TOTAL}
    if any(bound < 2 for bound in bounds.values()):
        raise ValueError("a figure about one person names them")
    bounds[TOTAL] = max(bounds.values(), default=2)
    hidden = {cell for cell, count in whole.items() if count < bounds[cell[1]]}
    lines = list(_lines(whole))
    while more := _small_rest(whole, hidden, lines, bounds) or _beside_a_bridge(whole, hidden):
        hidden.add(more)
    return {cell: count for cell, count in whole.items() if cell not in hidden}


def _lines(cells: Iterable[Cell]) -> Iterator[tuple[list[Cell], Cell]]:
    """Each sum of the table: its parts and its total."""
    cells = list(cells)
    for place in (0, 1):
        for name in sorted({cell[place] for cell in cells}):
            line = [cell for cell in cells if cell[place] == name]
            yield [cell for cell in line if cell[1 - place] != TOTAL], next(c for c in line if c[1 - place] == TOTAL)


def _smallest(whole: Mapping[Cell, int], cells: Iterable[Cell]) -> Cell | None:
    return min(cells, key=lambda cell: (whole[cell], cell), default=None)


def _small_rest(
    whole: Mapping[Cell, int],
    hidden: set[Cell],
    lines: list[tuple[list[Cell], Cell]],
    bounds: Mapping[str, int],
) -> Cell | None:
    """A cell to hide because a shown total, less what is shown of it, would be a number too small to show."""
    for parts, total in lines:
        gone = [cell for cell in parts if cell in hidden]
        if total in hidden or not gone:
            continue
        if sum(whole[cell] for cell in gone) < max(bounds[cell[1]] for cell in gone):
            return _smallest(whole, [cell for cell in parts if cell not in hidden]) or total
    return None


def _beside_a_bridge(whole: Mapping[Cell, int], hidden: set[Cell]) -> Cell | None:
    """A cell to hide because a hidden one follows from the sums: the smallest shown one in its row or column."""
    for row, column in sorted(_bridges(hidden)):
        beside = [cell for cell in whole if cell not in hidden and (cell[0] == row or cell[1] == column)]
        if beside:
            return _smallest(whole, beside)
    return None


def _bridges(hidden: Iterable[Cell]) -> set[Cell]:
    """Hidden cells whose removal parts their row from their column: those that the sums fix."""
    edges = set(hidden)
    return {edge for edge in edges if not _joined(edges - {edge}, edge)}


def _joined(edges: set[Cell], ends: Cell) -> bool:
    reached, fresh = {("row", ends[0])}, [("row", ends[0])]
    while fresh:
        kind, name = fresh.pop()
        place = 0 if kind == "row" else 1
        for edge in edges:
            other = ("column", edge[1]) if place == 0 else ("row", edge[0])
            if edge[place] == name and other not in reached:
                reached.add(other)
                fresh.append(other)
    return ("column", ends[1]) in reached


def derived_cells(shown: Mapping[Cell, int], rows: Iterable[str], columns: Iterable[str]) -> dict[Cell, Fraction]:
    """What anybody can compute of the hidden cells from the shown ones: another way than the graph, by elimination.

    Args: ``rows`` and ``columns`` are the names of the table, without totals. Returns: hidden cells with a fixed value.
    """
    names = [*rows, TOTAL], [*columns, TOTAL]
    cells = [(row, column) for row in names[0] for column in names[1]]
    unknown = [cell for cell in cells if cell not in shown]
    place = {cell: number for number, cell in enumerate(unknown)}
    equations = [_equation(parts, total, shown, place) for parts, total in _lines(cells)]
    reduced = _eliminated(equations, len(unknown))
    found = {}
    for row in reduced:
        at = [number for number in range(len(unknown)) if row[number]]
        if len(at) == 1:
            found[unknown[at[0]]] = row[-1] / row[at[0]]
    return found


def _equation(parts: list[Cell], total: Cell, shown: Mapping[Cell, int], place: Mapping[Cell, int]) -> list[Fraction]:
    row = [Fraction(0)] * (len(place) + 1)
    for cell, sign in [*((part, 1) for part in parts), (total, -1)]:
        if cell in place:
            row[place[cell]] += sign
        else:
            row[-1] -= sign * shown[cell]
    return row


def _eliminated(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """Reduced row echelon form."""
    done = 0
    for column in range(width):
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        scale = rows[done][column]
        rows[done] = [value / scale for value in rows[done]]
        for n, row in enumerate(rows):
            if n != done and row[column]:
                factor = row[column]
                rows[n] = [value - factor * lead for value, lead in zip(row, rows[done], strict=True)]
        done += 1
    return rows[:done]
