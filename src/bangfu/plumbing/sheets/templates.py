"""The sheet that a clerk fills in, and the marked copy that comes back when something was wrong."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from .cells import as_text, is_blank
from .columns import Column, Kind, Limits, Schema
from .grids import Grid, read_grids
from .headers import REASONS_TITLE, Titles, find_header
from .problems import Problem, refused
from .reading import EXAMPLE_MARK
from .writing import NO_DATE, Field, Formats, Page, Properties, workbook_bytes, write_text, write_value

PREPARED_ROWS = 2000
_HOW = {
    Kind.TEXT: "文字",
    Kind.CODE: "文字（编号，前面的零会保留）",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字",
    Kind.MONEY: "金额（元，最多两位小数）",
    Kind.DATE: "日期，如 2026-11-22",
    Kind.CHOICE: "从下拉列表里选",
    Kind.LIST: "多个值用；分开",
    Kind.PAIRS: "名称:数，多个用；分开",
    Kind.BOOL: "是 或 否",
    Kind.REGION: "6、9 或 12 位区划代码，或「广州市/越秀区/…」",
    Kind.CREDIT_CODE: "18 位统一社会信用代码",
}


def template(schema: Schema) -> bytes:
    """An empty sheet with drop-downs, an example row (marked, ignored on import) and a page of notes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": schema.title, "author": "帮扶 Bangfu", "created": NO_DATE})
    formats = Formats(book)
    sheet = book.add_worksheet(schema.title[:31])
    for position, column in enumerate(schema.columns):
        title = f"{column.title}*" if column.required else column.title
        write_text(sheet, 0, position, title, formats.head)
        example = f"{EXAMPLE_MARK}{column.example}" if position == 0 else column.example
        write_value(sheet, formats, (1, position), example, "mark")
        as_text_column = column.kind in (Kind.CODE, Kind.CREDIT_CODE, Kind.REGION)
        sheet.set_column(position, position, 18, book.add_format({"num_format": "@" if as_text_column else "General"}))
        labels = _labels(column)
        if labels and sum(map(len, labels)) + len(labels) < 250:
            sheet.data_validation(1, position, PREPARED_ROWS, position, {"validate": "list", "source": labels})
    sheet.freeze_panes(1, 1)
    _notes(book, formats, schema)
    book.close()
    return buffer.getvalue()


def _labels(column: Column) -> list[str]:
    if column.kind is Kind.BOOL:
        return ["是", "否"]
    seen: dict[Any, str] = {}
    for label, meant in column.choices.items():
        seen.setdefault(meant, label)
    return list(seen.values())


def _notes(book: xlsxwriter.Workbook, formats: Formats, schema: Schema) -> None:
    sheet = book.add_worksheet("填写说明")
    write_text(sheet, 0, 0, f"{schema.title}：填写说明", formats.heading)
    text = schema.note or "带 * 的列必填。列的次序可以调整，多出的列会保留并提示。第二行是示例，上传时自动略过。"
    write_text(sheet, 1, 0, text, formats.line)
    for position, title in enumerate(("列", "也可以写作", "必填", "怎么填", "示例", "说明")):
        write_text(sheet, 3, position, title, formats.head)
    for step, column in enumerate(schema.columns):
        how = _HOW[column.kind]
        if column.choices:
            how = f"从这些值里选：{'、'.join(_labels(column))}"
        cells = (
            column.title,
            "、".join(column.titles[1:]),
            "是" if column.required else "",
            how,
            column.example,
            column.note,
        )
        for position, value in enumerate(cells):
            write_value(sheet, formats, (4 + step, position), value, "wrap")
    for position, width in enumerate((20, 30, 7, 40, 34, 46)):
        sheet.set_column(position, position, width)
    sheet.freeze_panes(4, 0)


def marked_copy(source: Path | bytes, schema: Schema, problems: list[Problem], limits: Limits | None = None) -> bytes:
    """The clerk's own sheets with the bad cells coloured and a last column that says what to change; ready to re-upload.

    Raises:
        FileRefused: the file could not be read as a sheet, so there is nothing to mark.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    titles = Titles(schema)
    pages = []
    for grid in read_grids(data, limits or Limits(), titles.count):
        header = None if grid.hidden else find_header(grid, titles)
        if header is not None:
            own = [problem for problem in problems if problem.sheet == grid.name]
            pages.append(_marked_page(grid, header.row, own))
    if not pages:
        raise refused("header_missing", "文件里没有可以标注的数据。", "请先下载模板。")
    return workbook_bytes(pages, Properties(title=f"{schema.title}：需要修改"))


def _marked_page(grid: Grid, header: int, problems: list[Problem]) -> Page:
    wide = max(map(len, grid.rows))
    heads = [as_text(cell) for cell in grid.rows[header]] + [""] * (wide - len(grid.rows[header]))
    keep = [position for position, head in enumerate(heads) if head != REASONS_TITLE]
    reasons: dict[int, list[str]] = {}
    columns: dict[int, set[str]] = {}
    for problem in problems:
        reasons.setdefault(problem.row, []).append(f"{problem.column}：{problem.message}{problem.fix}")
        columns.setdefault(problem.row, set()).add(problem.column)
    rows: list[list[Any]] = []
    bad: dict[tuple[int, int], str] = {}
    for index in range(header + 1, len(grid.rows)):
        row = grid.rows[index] + [""] * (wide - len(grid.rows[index]))
        if all(map(is_blank, row)) and index + 1 not in reasons:
            continue
        for step, position in enumerate(keep):
            if heads[position] in columns.get(index + 1, ()):
                bad[(len(rows), step)] = "bad"
        told = "\n".join(reasons.get(index + 1, []))
        rows.append([_kept(row[position]) for position in keep] + [told])
    fields = [Field(heads[position] or " ", "code") for position in keep] + [Field(REASONS_TITLE, "mark", 60)]
    return Page(name=grid.name or "数据", fields=fields, rows=rows, bad=bad, filters=True)


def _kept(value: Any) -> Any:
    """The value as it stood: numbers stay numbers, codes stay text."""
    return as_text(value) if isinstance(value, str | list | dict | bool) else value
