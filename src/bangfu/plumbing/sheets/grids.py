"""From bytes to grids: the cells of each sheet as they stand, whatever the file's format.

The format is told by the content, never by the name.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from xml.parsers import expat

import python_calamine

from .columns import Limits
from .gate import SheetFacts, inspect
from .guard import unguarded
from .problems import Problem, refused

DELIMITERS = (",", "\t", ";")


@dataclass
class Grid:
    """One sheet. ``rows[i][j]`` is the cell in row i+1, column j+1; empty cells are ``""``.

    ``keyed``: the grid comes from JSON objects, so cells are addressed as ``[i].key`` and row 1 holds the keys.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    keyed: bool = False
    merges: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, first column, last row, last column
    facts: SheetFacts = field(default_factory=SheetFacts)
    problems: list[Problem] = field(default_factory=list)


def read_grids(data: bytes, limits: Limits, known_titles: Callable[[list[Any]], int]) -> list[Grid]:
    """All sheets of the file. ``known_titles`` counts the known titles in a row; it settles a CSV's delimiter.

    Raises:
        FileRefused: the bytes are no sheet, are hostile, or exceed the limits.
    """
    if len(data) > limits.file_bytes:
        size = limits.file_bytes // 1_000_000
        raise refused("file_too_big", f"文件超过 {size} MB。", "请删去图片和无关的工作表，或分成几个文件。")
    if not data.strip(b"\x00 \t\r\n"):
        raise refused("file_empty", "文件是空的。", "请选对文件，或先下载模板填写。")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _workbook(data, limits)
    _refuse_other_formats(data)
    text = decoded(data)
    if text.lstrip()[:1] in ("[", "{"):
        return [_objects(text, limits)]
    return [_delimited(text, limits, known_titles)]


def _refuse_other_formats(data: bytes) -> None:
    head = data[:512].lstrip().lower()
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise refused(
            "old_or_encrypted", "这是旧版 .xls，或设了密码的工作簿。", "请去掉密码，在表格软件里另存为 .xlsx。"
        )
    if head.startswith(b"%pdf"):
        raise refused("is_pdf", "这是 PDF，不是表格。", "请上传 .xlsx、.csv 或 .json。")
    if head.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise refused("is_markup", "这是网页或 XML，改了扩展名也不是表格。", "请在表格软件里打开后另存为 .xlsx。")
    if b"\x00" in data[:4096] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refused("is_binary", "这不是表格文件。", "请上传 .xlsx、.csv 或 .json。")


def decoded(data: bytes) -> str:
    """Text of a CSV or JSON file: UTF-8 with or without mark, UTF-16 with mark, else GB 18030 (which covers GBK)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "gb18030"]
    position = 0
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            position = max(position, error.start)
    line = data[:position].count(b"\n") + 1
    raise refused("encoding", f"第 {line} 行附近有无法识别的字符编码。", "请在表格软件里另存为「CSV UTF-8」或 .xlsx。")


def _workbook(data: bytes, limits: Limits) -> list[Grid]:
    facts = inspect(data, limits)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        parts = _sheet_parts(data)
        if len(book.sheets_metadata) > limits.sheets:
            raise refused("too_many_sheets", f"工作表超过 {limits.sheets} 张。", "请只留下要上传的工作表。")
        grids = []
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            grid = Grid(
                name=meta.name,
                rows=sheet.to_python(skip_empty_area=False) if sheet.start else [],
                hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
                merges=[(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or []],
                facts=facts.get(parts.get(meta.name, ""), SheetFacts()),
            )
            grids.append(grid)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise refused(
            "workbook_broken", "工作簿的内部结构已损坏，读不出来。", "请在表格软件里打开后另存为新的 .xlsx。"
        ) from error
    return grids


def _sheet_parts(data: bytes) -> dict[str, str]:
    """Sheet name → part name, as the workbook's own relations say (parts need not be in sheet order)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = _elements(archive.read("xl/workbook.xml"), "sheet")
        names = set(archive.namelist())
        relations = {}
        if "xl/_rels/workbook.xml.rels" in names:
            found = _elements(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
            relations = {one.get("Id", ""): one.get("Target", "") for one in found}
    parts = {}
    for sheet in sheets:
        target = next(
            (relations[value] for key, value in sheet.items() if key.endswith(":id") and value in relations), ""
        )
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        parts[sheet.get("name", "")] = part
    return parts


def _elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found


def saved_on(data: bytes) -> date | None:
    """The day on which a workbook says that it was last saved; None for other files. Ask after `read_grids` only."""
    if data[:2] != b"PK":
        return None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("docProps/core.xml") if "docProps/core.xml" in archive.namelist() else b""
    match = re.search(rb"<dcterms:modified[^>]*>\s*(\d{4})-(\d\d)-(\d\d)T", part)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
    return day if day and day.year > 1980 else None  # 1980-01-01 is the zip format's zero, not a day


def _delimited(text: str, limits: Limits, known_titles: Callable[[list[Any]], int]) -> Grid:
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\s*", first.strip("\ufeff\r "), re.IGNORECASE)
    lines_before = 1 if told else 0
    delimiters = (told[1],) if told else DELIMITERS
    text = rest if told else text
    head = text[:20_000]
    delimiter = max(delimiters, key=lambda one: max(map(known_titles, _parse(head, one, 25)), default=0))
    rows = _parse(text, delimiter, limits.rows * 2 + 1000)
    if len(rows) > limits.rows * 2 + 999:
        raise refused("too_many_rows", f"超过 {limits.rows} 行。", "请分成几个文件上传。")
    wide = max(map(len, rows), default=0)
    if wide > 16_384 or wide * len(rows) > limits.cells * 4:
        raise refused("sheet_too_wide", f"有一行多达 {wide} 列。", "请检查分隔符和引号是否成对。")
    rows = [[] for _ in range(lines_before)] + rows
    return Grid(name="", rows=[[unguarded(cell) for cell in row] for row in rows])


def _parse(text: str, delimiter: str, most: int) -> list[list[str]]:
    """Rows of the CSV; an unclosed quotation mark is refused because it swallows the rest of the file."""
    csv.field_size_limit(10_000_000)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= most:
                break
    except csv.Error as error:
        raise refused(
            "csv_broken", f"第 {len(rows) + 1} 行附近读不下去。", "请检查引号是否成对，或另存为 .xlsx。"
        ) from error
    return rows


class _Twice(dict[str, Any]):
    """A JSON object that held a key more than once; remembers which."""

    twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = _Twice(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        result.twice = tuple(sorted({key for key in keys if keys.count(key) > 1}))
    return result


def _no_constant(name: str) -> None:
    raise refused("json_number", f"JSON 里有 {name}，不是数。", "请改成普通数字或去掉。")


def _objects(text: str, limits: Limits) -> Grid:
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_object)
    except RecursionError as error:
        raise refused("json_depth", "JSON 嵌套太深。", "请给出对象的列表，每个对象一行数据。") from error
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        raise refused("json_broken", f"第 {line} 行附近不是正确的 JSON。", "请检查引号、逗号和括号。") from error
    items = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise refused("json_shape", "JSON 应当是对象的列表。", '请写成 [{"id": "…", "name": "…"}, …]。')
    if len(items) > limits.rows:
        raise refused("too_many_rows", f"超过 {limits.rows} 行。", "请分成几个文件。")
    keys = list(dict.fromkeys(key for item in items for key in item))
    if len(keys) > limits.columns:
        raise refused("too_many_columns", f"超过 {limits.columns} 个字段。", "请只留需要的字段。")
    rows: list[list[Any]] = [list(keys)]
    rows += [["" if item.get(key) is None else item[key] for key in keys] for item in items]
    problems = [
        Problem(
            "key_twice",
            f"同一个对象里「{key}」写了两次。",
            "请只留一个。",
            cell=f"[{number}].{key}",
            row=number + 1,
            column=key,
        )
        for number, item in enumerate(items)
        for key in getattr(item, "twice", ())
    ]
    return Grid(name="", rows=rows, keyed=True, problems=problems)
