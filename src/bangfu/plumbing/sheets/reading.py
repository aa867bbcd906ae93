"""Reading a sheet by its schema: every row understood, every bad cell named, nothing guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .cells import as_text, is_blank, understood
from .columns import Column, Limits, Schema
from .grids import Grid, read_grids, saved_on
from .headers import Header, Titles, address, find_header
from .problems import CellRefused, FileRefused, Problem, refused, shown

EXAMPLE_MARK = "【示例】"
NOTES_SHEETS = ("填写说明", "说明", "notes", "readme")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")


@dataclass(frozen=True)
class Row:
    """One understood row. ``number`` is the spreadsheet's row; ``cells`` names the cell of each key, for later refusals."""

    sheet: str
    number: int
    values: dict[str, Any]
    extra: dict[str, str]
    cells: dict[str, str]


@dataclass(frozen=True)
class Mended:
    """What a clerk changed on the preview: new texts by (sheet, row, column key), and rows taken out by (sheet, row)."""

    cells: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    removed: frozenset[tuple[str, int]] = frozenset()


NOTHING_MENDED = Mended()


@dataclass
class Table:
    """What was read. ``rows`` holds only good rows; with ``problems`` nothing may be written."""

    schema: Schema
    rows: list[Row] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    chosen_columns: dict[str, str] = field(default_factory=dict)  # title → key, where a person said which column it is
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    total: int = 0
    file_sha256: str = ""
    dated: date | None = None  # the day on which the workbook says it was last saved

    def problem(self, row: Row, key: str, code: str, message: str, fix: str) -> Problem:
        """A refusal found after reading (an unknown id, an impossible pair of limits), placed at its cell."""
        column = self.schema.column(key)
        value = shown(as_text(row.values.get(key, "") or ""), personal=column.personal)
        cell = row.cells.get(key, "")
        return Problem(code, message, fix, sheet=row.sheet, cell=cell, row=row.number, column=column.title, value=value)


def read_table(
    source: Path | bytes,
    schema: Schema,
    *,
    limits: Limits | None = None,
    mended: Mended = NOTHING_MENDED,
    chosen: Mapping[str, str] | None = None,
) -> Table:
    """Reads one file (.xlsx, .csv or .json, told by content) by the schema. Never stops at the first bad cell.

    ``mended`` cells are read instead of the file's, ``mended`` rows are left out.
    ``chosen``: titles that the schema does not know → keys of its columns.

    Returns:
        The good rows, the columns that the schema does not know, notices for the clerk, and all problems. A file that
        cannot be read at all yields a table with that one problem.
    """
    limits = limits or Limits()
    table = Table(schema)
    try:
        data = source if isinstance(source, bytes) else _bytes(source, limits)
        table.file_sha256 = hashlib.sha256(data).hexdigest()
        titles = Titles(schema, chosen)
        grids = read_grids(data, limits, titles.count)
        table.dated = saved_on(data)
        for grid, header in _chosen(grids, titles, table):
            _read_grid(grid, header, table, limits, mended)
        _check_unique(table)
    except FileRefused as error:
        table.problems.append(error.problem)
    if table.total == 0 and not table.problems:
        table.problems.append(refused("no_rows", "表头下面没有数据。", "请从表头下一行开始填写。").problem)
    return table


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if path.stat().st_size > limits.file_bytes:
            raise refused(
                "file_too_big", f"文件超过 {limits.file_bytes // 1_000_000} MB。", "请删去图片，或分成几个文件。"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refused("no_file", "找不到这个文件。", "请核对文件名和所在文件夹。") from error
    except OSError as error:
        raise refused("unreadable", "文件读不了。", "请核对它是文件而不是文件夹，并且没有被别的程序占用。") from error


def _chosen(grids: list[Grid], titles: Titles, table: Table) -> Iterator[tuple[Grid, Header]]:
    """The sheets to read: all visible ones with a header. Others are told in notices, never dropped silently."""
    chosen: list[tuple[Grid, Header]] = []
    for grid in grids:
        filled = any(not is_blank(cell) for row in grid.rows for cell in row)
        header = find_header(grid, titles) if filled else None
        if grid.hidden:
            table.notices.append(
                f"隐藏的工作表「{grid.name}」没有读取。" if filled else f"隐藏的空工作表「{grid.name}」已略过。"
            )
        elif not filled:
            table.notices.append(f"空工作表「{grid.name}」已略过。" if grid.name else "文件里没有内容。")
        elif header is None:
            if grid.name.strip().lower() not in NOTES_SHEETS:
                table.notices.append(f"工作表「{grid.name}」没有认得的表头，没有读取。")
        else:
            chosen.append((grid, header))
    if not chosen:
        required = "、".join(column.title for column in titles.schema.columns if column.required)
        raise refused(
            "header_missing", "找不到表头：前 30 行里没有认得的列名。", f"请在第一行写上列名，必填的有：{required}。"
        )
    yield from chosen


def _read_grid(grid: Grid, header: Header, table: Table, limits: Limits, mended: Mended) -> None:
    table.problems += grid.problems + header.problems
    table.unknown_columns += [title for title in header.unknown.values() if title not in table.unknown_columns]
    table.chosen_columns |= {title: header.columns[at].key for at, title in header.chosen.items()}
    _untitled(grid, header, table)
    covered = _covered(grid, header)
    facts = grid.facts
    count = 0
    for index in range(header.first_row, len(grid.rows)):
        cells = grid.rows[index]
        number = index + 1
        if all(map(is_blank, cells)) and not _damage_in(facts, covered, number, header):
            continue
        if any(isinstance(cell, str) and cell.strip().startswith(EXAMPLE_MARK) for cell in cells):
            table.notices.append(f"第 {number} 行是示例，已略过。")
            continue
        if (grid.name, number) in mended.removed:
            continue
        count += 1
        if count > limits.rows:
            raise refused("too_many_rows", f"超过 {limits.rows} 行。", "请分成几个文件上传。")
        _read_row(grid, header, table, number, cells, covered, mended)
    table.total += count
    told = [place for place in facts.formulas if place[0] > header.first_row and place[1] - 1 in header.columns]
    if told:
        table.notices.append(f"工作表「{grid.name}」有 {len(told)} 个公式单元格，取的是保存时的计算结果。")


def _damage_in(facts: Any, covered: dict[tuple[int, int], str], number: int, header: Header) -> bool:
    """Is there, in a row that looks blank, an error cell or a formula without a stored value?"""
    if not facts.errors and not facts.formulas:
        return False
    places = [(number, position + 1) for position in header.columns]
    return any(place in facts.errors or facts.formulas.get(place) is False for place in places)


def _untitled(grid: Grid, header: Header, table: Table) -> None:
    """Columns that hold data but no title: told, since they will not be read."""
    titled = set(header.titles)
    merged = {left - 1 + step for first, left, last, right in grid.merges for step in range(right - left + 1)}
    found = sorted(
        {
            position
            for row in grid.rows[header.first_row :]
            if len(row) > len(titled)
            for position, cell in enumerate(row)
            if position not in titled and cell != "" and not is_blank(cell)
        }
    )
    for position in found:
        if position not in merged:
            name = address(grid, header, header.row, position).rstrip("0123456789")
            table.unknown_columns.append(f"{name} 列（没有表头）")


def _covered(grid: Grid, header: Header) -> dict[tuple[int, int], str]:
    """Data cells hidden under a merged cell → the merged range, for known columns."""
    result = {}
    for first, left, last, right in grid.merges:
        if last <= header.first_row:
            continue
        corner = address(grid, header, first - 1, left - 1)
        name = f"{corner}:{address(grid, header, last - 1, right - 1)}"
        for row in range(max(first, header.first_row + 1), min(last, len(grid.rows)) + 1):
            for column in range(left, min(right, left + 256) + 1):
                if (row, column) != (first, left):
                    result[(row, column)] = name
    return result


def _read_row(
    grid: Grid,
    header: Header,
    table: Table,
    number: int,
    cells: list[Any],
    covered: dict[tuple[int, int], str],
    mended: Mended,
) -> None:
    values: dict[str, Any] = {column.key: column.default for column in table.schema.columns}
    names: dict[str, str] = {}
    bad = False
    for position, column in header.columns.items():
        raw = cells[position] if position < len(cells) else ""
        names[column.key] = address(grid, header, number - 1, position)
        new = mended.cells.get((grid.name, number, column.key)) if mended.cells else None
        try:
            if new is None:
                _refuse_damage(grid, number, position, raw, covered)
            else:
                raw = new
            if is_blank(raw):
                if column.required:
                    raise CellRefused("empty", "必填，不能空着。", f"请填写{column.title}。")
                continue
            values[column.key] = understood(raw, column)
        except CellRefused as refusal:
            bad = True
            table.problems.append(_problem(grid, header, number, position, column, raw, refusal))
    if not bad:
        extra = {
            title: as_text(cells[position])
            for position, title in header.unknown.items()
            if position < len(cells) and cells[position] != ""
        }
        table.rows.append(Row(grid.name, number, values, extra, names))


def _refuse_damage(grid: Grid, number: int, position: int, raw: Any, covered: dict[tuple[int, int], str]) -> None:
    place = (number, position + 1)
    if place in covered:
        raise CellRefused(
            "merged_cell",
            f"在合并单元格 {covered[place]} 里面，看不出这一行的值。",
            "请取消合并，每一行都填上自己的值。",
        )
    if grid.facts.errors and place in grid.facts.errors:
        raise CellRefused("error_cell", f"公式出错：{grid.facts.errors[place]}。", "请改好公式，或直接填写值。")
    if grid.facts.formulas.get(place) is False:
        raise CellRefused("formula_without_value", "公式没有计算结果。", "请在表格软件里打开并保存一次，或直接填写值。")
    if isinstance(raw, str) and raw.startswith("#") and raw.strip().upper() in _ERRORS:
        raise CellRefused("error_cell", f"公式出错：{raw.strip()}。", "请改好公式，或直接填写值。")
    if isinstance(raw, str) and len(raw) > Limits().cell_characters:
        raise CellRefused("too_long", f"有 {len(raw)} 个字。", "请缩短。")


def _problem(
    grid: Grid, header: Header, number: int, position: int, column: Column, raw: Any, refusal: CellRefused
) -> Problem:
    value = grid.facts.errors.get((number, position + 1), "") if is_blank(raw) else as_text(raw)
    return Problem(
        code=refusal.code,
        message=refusal.message,
        fix=refusal.fix,
        sheet=grid.name,
        cell=address(grid, header, number - 1, position),
        row=number,
        column=header.titles[position],
        value=shown(value, personal=column.personal),
    )


def _check_unique(table: Table) -> None:
    """An id twice is named at every place but the first, with the first place told."""
    for column in table.schema.columns:
        if not column.unique:
            continue
        first: dict[Any, Row] = {}
        again: list[Row] = []
        for row in table.rows:
            value = row.values[column.key]
            if value is None or value == "":
                continue
            if value in first:
                before = first[value]
                where = (
                    before.cells[column.key]
                    if before.sheet == row.sheet
                    else f"[{before.sheet}] {before.cells[column.key]}"
                )
                table.problems.append(
                    table.problem(
                        row, column.key, "twice", f"与 {where} 重复。", "请改成不同的编号，或删去重复的一行。"
                    )
                )
                again.append(row)
            else:
                first[value] = row
        dropped = set(map(id, again))
        table.rows = [row for row in table.rows if id(row) not in dropped]
