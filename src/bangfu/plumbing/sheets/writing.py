"""Writing sheets: documents that can be sent as they are, and that give back what was put in.

The same content gives the same bytes: the properties' dates come from the caller's figures, never from the clock.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .guard import guarded, is_live

NO_DATE = datetime(1980, 1, 1)  # the zip format's own zero; stands for "the inputs carry no date"
FONT = "微软雅黑"
INK, RULE, HEAD, PALE, ALARM = "#1F2933", "#C9D2DB", "#14532D", "#F3F6F4", "#FDE2E1"
WIDEST, NARROWEST = 46, 6
EXCEL_MOST = 32_767
HEAD_POINTS, LINE_POINTS, HIGHEST_POINTS = 24.0, 14.0, 408.0

Style = Literal["text", "code", "wrap", "number", "percent", "date", "strong", "bad", "mark"]


@dataclass(frozen=True)
class Field:
    """One column of an export. ``style`` ``code`` keeps digits as text; ``width`` 0 means: as wide as the content."""

    title: str
    style: Style = "text"
    width: int = 0


@dataclass
class Page:
    """One sheet of a document: a heading, lines of explanation, then a table with a frozen, filtered header."""

    name: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]
    heading: str = ""
    lines: Sequence[str] = ()
    landscape: bool = True
    filters: bool = True
    bad: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column) of rows, from 0 → colour as bad


@dataclass(frozen=True)
class Properties:
    """What the file says about itself."""

    title: str
    subject: str = ""
    as_of: date | None = None


def workbook_bytes(pages: Sequence[Page], properties: Properties) -> bytes:
    """A finished workbook: styled, filtered, ready for A4, without a live formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    created = datetime.combine(properties.as_of, datetime.min.time()) if properties.as_of else NO_DATE
    book.set_properties(
        {"title": properties.title, "subject": properties.subject, "author": "帮扶 Bangfu", "created": created}
    )
    formats = Formats(book)
    for page in pages:
        _write_page(book, formats, page)
    book.close()
    return buffer.getvalue()


class Formats:
    """The looks of a cell, made once a book."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, bool, bool], Format] = {}
        plain = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
        self.heading = book.add_format({**plain, "font_size": 16, "bold": True, "valign": "vcenter"})
        self.line = book.add_format({**plain, "font_color": "#52606D", "text_wrap": False})
        self.head = book.add_format(
            {
                **plain,
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": HEAD,
                "border": 1,
                "border_color": RULE,
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self.plain = plain

    def cell(self, style: str, *, live: bool = False, bad: bool = False) -> Format:
        """The format of a body cell; ``live`` text gets the quote prefix so that editing does not wake it."""
        key = (style, live, bad)
        if key not in self.made:
            look: dict[str, Any] = {**self.plain, "border": 1, "border_color": RULE}
            looks: dict[str, dict[str, Any]] = {
                "wrap": {"text_wrap": True},
                "code": {"num_format": "@"},
                "number": {"num_format": "#,##0.###", "align": "right"},
                "percent": {"num_format": "0.0%", "align": "right"},
                "date": {"num_format": "yyyy-mm-dd", "align": "left"},
                "strong": {"bold": True},
                "bad": {"bg_color": ALARM, "text_wrap": True},
                "mark": {"font_color": "#B42318", "text_wrap": True},
            }
            look |= looks.get(style, {})
            look |= {"quote_prefix": True, "num_format": "@"} if live else {}
            look |= {"bg_color": ALARM} if bad else {}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def _write_page(book: Workbook, formats: Formats, page: Page) -> None:
    sheet = book.add_worksheet(page.name)
    at = 0
    if page.heading:
        sheet.set_row(0, 28)
        write_text(sheet, 0, 0, page.heading, formats.heading)
        at = 1
    for line in page.lines:
        write_text(sheet, at, 0, line, formats.line)
        at += 1
    at += 1 if at and page.fields else 0
    widths = [one.width or _width(page, position) for position, one in enumerate(page.fields)]
    if page.fields:
        sheet.set_row(at, HEAD_POINTS)
    for position, one in enumerate(page.fields):
        write_text(sheet, at, position, one.title, formats.head)
    for step, row in enumerate(page.rows):
        lines = max((_lines(value, width) for value, width in zip(row, widths, strict=True)), default=1)
        if lines > 1:
            sheet.set_row(at + 1 + step, min(LINE_POINTS * lines + 3, HIGHEST_POINTS))
        for position, (value, one) in enumerate(zip(row, page.fields, strict=True)):
            write_value(sheet, formats, (at + 1 + step, position), value, one.style, bad=(step, position) in page.bad)
    _lay_out(sheet, page, at, widths)


def _lay_out(sheet: Worksheet, page: Page, header: int, widths: Sequence[float]) -> None:
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    if page.fields:
        sheet.freeze_panes(header + 1, 1 if len(page.fields) > 3 else 0)
        sheet.repeat_rows(header)
        if page.filters and page.rows:
            sheet.autofilter(header, 0, header + len(page.rows), len(page.fields) - 1)
    sheet.set_paper(9)
    if page.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&L&9&A&R&9第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)


def write_value(
    sheet: Worksheet, formats: Formats, place: tuple[int, int], value: Any, style: str, *, bad: bool = False
) -> None:
    """One typed cell. Text stays text, numbers are numbers, dates are true dates; nothing is interpreted."""
    row, column = place
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats.cell(style, bad=bad))
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", formats.cell(style, bad=bad))
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        sheet.write_datetime(row, column, datetime.combine(day, datetime.min.time()), formats.cell("date", bad=bad))
    elif isinstance(value, int | float | Decimal) and style != "code" and abs(float(value)) < 1e15:
        sheet.write_number(row, column, float(value), formats.cell(style if style != "text" else "number", bad=bad))
    else:
        text = str(value)
        write_text(sheet, row, column, text, formats.cell(style, live=is_live(text), bad=bad))


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """A string cell, whatever the text begins with."""
    sheet.write_string(row, column, text[:EXCEL_MOST], look)


def _width(page: Page, position: int) -> float:
    longest: float = text_width(page.fields[position].title) + 3
    for row in page.rows[:2000]:
        value = row[position]
        text = value.isoformat() if isinstance(value, date) else str(value if value is not None else "")
        longest = max(longest, *map(text_width, text.split("\n")))
    return max(NARROWEST, min(longest + 1.5, WIDEST))


def _lines(value: Any, width: float) -> int:
    """How many lines a cell takes at a column's width: not every program grows a row by itself when it opens a file."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, -(-text_width(line) // max(1, int(width) - 1))) for line in value.split("\n"))


def text_width(text: str) -> int:
    """Width in columns of a terminal or a sheet: wide characters count two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def csv_bytes(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV that spreadsheet programs open rightly: UTF-8 with mark, CRLF, everything quoted, text guarded.

    `read_table` gives the very values back.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guarded(title) for title in titles])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return "\ufeff".encode() + buffer.getvalue().encode()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value))
