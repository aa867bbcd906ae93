"""Finding the header row and saying which column is which.

A town office's sheet has title rows above, stars at required columns, units in brackets and merged group headers. The
header is the row with the most known titles among the first thirty; a vertically merged title counts in each row that it
spans, a horizontally merged one only in its first column.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .cells import as_text, is_blank
from .columns import Column, Schema
from .folding import tight
from .gate import column_letters
from .grids import Grid
from .problems import Problem, shown

SEARCHED_ROWS = 30
REASONS_TITLE = "需要修改"  # the column that a marked copy adds; it is not read again
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_MARKS = re.compile(r"[*＊:：()（）\[\]【】/]")


@dataclass
class Header:
    """Where the columns stand. ``columns``: position (from 0) → column; ``first_row``: index of the first data row."""

    row: int = 0
    first_row: int = 0
    columns: dict[int, Column] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)  # as printed in the sheet
    unknown: dict[int, str] = field(default_factory=dict)
    chosen: dict[int, str] = field(default_factory=dict)  # titles that a person said to be a column
    problems: list[Problem] = field(default_factory=list)


class Titles:
    """All titles of a schema, ready for comparison; ``chosen``: other titles → the key that a person chose for them."""

    def __init__(self, schema: Schema, chosen: Mapping[str, str] | None = None) -> None:
        self.schema = schema
        known = {column.key: column for column in schema.columns}
        self.chosen = {tight(title): known[key] for title, key in (chosen or {}).items() if key in known}
        self.by_title: dict[str, Column] = {}
        for column in schema.columns:
            for title in (*column.titles, column.key):
                self.by_title.setdefault(tight(title), column)

    def find(self, cell: Any) -> Column | None:
        """The column that a header cell names, if any: as written, without marks, or without what stands in brackets."""
        if is_blank(cell) or not isinstance(cell, str) or len(cell) > 80:
            return None
        for form in (cell, _BRACKETS.sub("", cell), _MARKS.sub("", cell)):
            column = self.by_title.get(tight(_MARKS.sub("", form)))
            if column:
                return column
        return self.chosen.get(tight(cell))

    def count(self, row: list[Any]) -> int:
        """How many different columns of the schema a row names."""
        return len({column.key for column in map(self.find, row) if column})


def find_header(grid: Grid, titles: Titles) -> Header | None:
    """The header of a sheet, or None when no row names any column of the schema."""
    rows = _with_vertical_merges(grid)
    counts = [titles.count(row) for row in rows]
    best = max(counts, default=0)
    if best == 0 or best < min(2, len(titles.schema.columns)):
        return None
    at = counts.index(best)
    header = Header(row=at, first_row=at + 1)
    for first, _, last, _ in grid.merges:
        if first - 1 <= at <= last - 1:
            header.first_row = max(header.first_row, last)
    for position, cell in enumerate(rows[at]):
        if is_blank(cell):
            continue
        text = as_text(cell)
        header.titles[position] = text
        if text == REASONS_TITLE:
            continue
        column = titles.find(cell)
        if column is None:
            header.unknown[position] = text
        else:
            header.columns[position] = column
            if tight(text) in titles.chosen and tight(text) not in titles.by_title:
                header.chosen[position] = text
    _check(grid, header, titles)
    return header


def _with_vertical_merges(grid: Grid) -> list[list[Any]]:
    rows = [list(row) for row in grid.rows[:SEARCHED_ROWS]]
    for first, left, last, _ in grid.merges:
        if last > first and first <= len(rows) and left <= len(rows[first - 1]):
            for row in rows[first : min(last, len(rows))]:
                row += [""] * (left - len(row))
                row[left - 1] = rows[first - 1][left - 1]
    return rows


def _check(grid: Grid, header: Header, titles: Titles) -> None:
    seen: dict[str, int] = {}
    for position, column in sorted(header.columns.items()):
        if column.key in seen:
            where = address(grid, header, header.row, seen[column.key])
            header.problems.append(
                _at_header(
                    grid,
                    header,
                    position,
                    "column_twice",
                    f"与 {where} 是同一列，写了两次。",
                    "请删去一列，或改掉其中一个表头。",
                )
            )
        seen.setdefault(column.key, position)
    for position in _merged_titles(grid, header):
        header.problems.append(
            _at_header(
                grid,
                header,
                position,
                "merged_header",
                "表头横向合并，下面却有多列数据。",
                "请取消合并，给每一列各写一个表头。",
            )
        )
    for column in titles.schema.columns:
        if column.required and column.key not in seen:
            header.problems.append(_missing(grid, header, column))


def _merged_titles(grid: Grid, header: Header) -> list[int]:
    """Positions of known titles merged over several columns that all hold data below."""
    found = []
    for first, left, last, right in grid.merges:
        if right == left or not first - 1 <= header.row <= last - 1 or left - 1 not in header.columns:
            continue
        if any(not is_blank(cell) for row in grid.rows[header.first_row :] for cell in row[left:right]):
            found.append(left - 1)
    return found


def _missing(grid: Grid, header: Header, column: Column) -> Problem:
    candidates = {title: tight(title) for title in header.unknown.values()}
    near = [
        title
        for title, form in candidates.items()
        if any(difflib.SequenceMatcher(None, form, tight(own)).ratio() > 0.55 for own in column.titles)
    ]
    hint = (
        f"表里的「{near[0]}」如果就是它，请把表头改成「{column.title}」。"
        if near
        else f"请加上表头为「{column.title}」的一列。"
    )
    return Problem(
        code="column_missing",
        message=f"缺少必填的列「{column.title}」（{' / '.join(column.titles[1:])}）。",
        fix=hint,
        sheet=grid.name,
        cell="" if grid.keyed else f"{header.row + 1}:{header.row + 1}",
        row=header.row + 1,
        column=column.title,
    )


def _at_header(grid: Grid, header: Header, position: int, code: str, message: str, fix: str) -> Problem:
    title = header.titles[position]
    cell = address(grid, header, header.row, position)
    return Problem(code, message, fix, sheet=grid.name, cell=cell, row=header.row + 1, column=title, value=shown(title))


def address(grid: Grid, header: Header | None, row: int, position: int) -> str:
    """The cell's name: ``B7`` in a sheet, ``[3].name`` in a JSON file (items count from 0). ``row`` is an index."""
    if grid.keyed:
        return f"[{row - 1}].{grid.rows[0][position]}"
    return f"{column_letters(position + 1)}{row + 1}"
