"""R9 (whole and honest), R10 (hostile files) and R12 (text stays text) for the reader and the writer of sheets."""

from __future__ import annotations

import csv
import io
import random
import struct
import time
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from bangfu.plumbing.sheets import (
    Column,
    Field,
    Limits,
    Page,
    Properties,
    Schema,
    csv_bytes,
    marked_copy,
    read_table,
    template,
    workbook_bytes,
)

from .sheetmaking import ORGANISATIONS, one, repacked

GOOD = one([["编号", "名称"], ["A1", "甲"]])
SHEET = "xl/worksheets/sheet1.xml"


def codes(data: bytes, limits: Limits | None = None) -> list[str]:
    return [problem.code for problem in read_table(data, ORGANISATIONS, limits=limits).problems]


@pytest.mark.promise("R9")
def test_ten_thousand_rows_with_a_hundred_bad_name_those_hundred_and_no_other():
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet("数据")
    sheet.write_row(0, 0, ["编号", "名称", "可承接数量", "截止日期"])
    bad = set(random.Random(7).sample(range(1, 10_001), 100))
    twice = set(sorted(bad)[:14])
    for row in range(1, 10_001):
        sheet.write_row(
            row, 0, [f"A{row:05d}", f"组织{row}", -1 if row in bad else 3, "不详" if row in twice else "2026-11-22"]
        )
    workbook.close()
    started = time.perf_counter()
    table = read_table(buffer.getvalue(), ORGANISATIONS)
    assert time.perf_counter() - started < 20
    assert {problem.row - 1 for problem in table.problems} == bad
    assert len(table.problems) == 114 and len({problem.cell for problem in table.problems}) == 114
    assert len(table.rows) == 9_900 and not {row.number - 1 for row in table.rows} & bad


# ---- R10


def bomb(part: str, content: bytes) -> bytes:
    return repacked(
        GOOD, {part: content}, {part: content} if part not in zipfile.ZipFile(io.BytesIO(GOOD)).namelist() else None
    )


def lying(data: bytes, part: str) -> bytes:
    """The same archive, but the directory says that the part holds ten bytes."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    struct.pack_into("<I", changed, info.header_offset + 22, 10)
    name = part.encode()
    at = changed.rfind(b"PK\x01\x02" + b"", 0, changed.rfind(name))
    struct.pack_into("<I", changed, at + 24, 10)
    return bytes(changed)


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


FAR = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c><c r="B1" t="inlineStr"><is><t>名称</t></is></c></row>'
)
BOMBS = {
    "a part that inflates two hundred times": (bomb("xl/media/x.bin", b"\x00" * 60_000_000), {"zip_ratio"}),
    "declared too big": (bomb("xl/media/x.bin", b"\x00" * 200_000_000), {"zip_too_big"}),
    "a directory that lies about the size": (
        lying(bomb("xl/media/x.bin", b"\x00" * 5_000_000), "xl/media/x.bin"),
        {"zip_lies"},
    ),
    "many entries": (repacked(GOOD, {}, {f"x/{number}": b"" for number in range(2_500)}), {"zip_entries"}),
    "billion laughs": (
        bomb(SHEET, b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
        {"xml_dtd"},
    ),
    "external entity": (bomb("xl/sharedStrings.xml", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><sst/>'), {"xml_dtd"}),
    "entity in a relation part": (
        bomb("xl/_rels/workbook.xml.rels", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'),
        {"xml_dtd"},
    ),
    "entity in UTF-16": (
        bomb(SHEET, '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")),
        {"xml_dtd"},
    ),
    "deep nesting": (bomb(SHEET, b"<a>" * 200_000 + b"</a>" * 200_000), {"xml_depth"}),
    "a lone cell in the far corner": (
        bomb(SHEET, sheet_xml(FAR + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        {"sheet_too_wide"},
    ),
    "broken XML": (bomb(SHEET, b"<worksheet><sheetData>"), {"xml_broken"}),
    "not deflate": (GOOD.replace(b"PK\x03\x04", b"PK\x03\x05", 1), {"zip_broken", "is_binary", "encoding"}),
    "cut in half": (GOOD[: len(GOOD) // 2], {"zip_broken"}),
}


@pytest.mark.promise("R10")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_one_sentence_and_at_once(name):
    data, expected = BOMBS[name]
    started = time.perf_counter()
    found = codes(data)
    assert len(found) == 1 and found[0] in expected, found
    assert time.perf_counter() - started < 15


@pytest.mark.promise("R10")
def test_a_shared_string_used_a_million_times_is_refused():
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{space}"><si><t>{"长" * 30_000}</t></si></sst>'.encode()
    cells = "".join(f'<row r="{row}">' + '<c t="s"><v>0</v></c>' * 50 + "</row>" for row in range(1, 100))
    data = repacked(
        GOOD,
        {SHEET: sheet_xml(cells), "xl/sharedStrings.xml": strings},
        {}
        if "xl/sharedStrings.xml" in zipfile.ZipFile(io.BytesIO(GOOD)).namelist()
        else {"xl/sharedStrings.xml": strings},
    )
    assert codes(data) == ["too_much_text"]


@pytest.mark.promise("R10")
def test_overlapping_entries_and_doubled_names_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning):
        for _ in range(2):
            archive.writestr("xl/workbook.xml", b"<x/>")
    assert codes(buffer.getvalue()) == ["zip_twice"]


@pytest.mark.promise("R10")
@pytest.mark.parametrize(
    ("limits", "data", "code"),
    [
        (Limits(rows=3), one([["编号", "名称"], *[[f"A{n}", "x"] for n in range(5)]]), "too_many_rows"),
        (Limits(file_bytes=100), GOOD, "file_too_big"),
        (Limits(rows=3), "编号,名称\n".encode() + b"A,x\n" * 5_000, "too_many_rows"),
        (Limits(rows=3), b'[{"id":"1"},{"id":"1"},{"id":"1"},{"id":"1"}]', "too_many_rows"),
    ],
)
def test_size_limits_are_kept(limits, data, code):
    assert code in codes(data, limits)


@pytest.mark.promise("R10")
def test_a_quotation_mark_that_swallows_the_file_is_refused_quickly():
    data = '编号,名称\nA1,"'.encode() + b"x" * 12_000_000
    assert codes(data)[0] in {"csv_broken", "too_long"}


# ---- R12

PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"x\",\"y\")", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
    "\u00a0=1", "\u3000=1", "\ufeff=1", "\u200b=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "|calc", "%0A=1", "'=1+1", "''=1", "'", "-", "+86 20 1234",
    "=DDE(\"a\";\"b\")", "x;=1+1", "x\n=1+1", '"=1+1', "=1\",=2", "\u2212" + "1", "｜calc",
]  # fmt: skip
TEXTS = Schema("texts", "文字", (Column("id", ("编号", "id"), required=True), Column("text", ("内容", "text"))))


@pytest.mark.promise("R12")
def test_no_payload_lives_in_a_csv_and_each_can_be_read_back():
    data = csv_bytes(["编号", "内容"], [[f"r{number}", payload] for number, payload in enumerate(PAYLOADS)])
    raw = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    for (_, cell), payload in zip(raw, PAYLOADS, strict=True):
        bare = cell.lstrip(" \t\r\n\u00a0\u3000\ufeff\u200b")
        assert bare[:1] not in set("=+-@|%\t\r\n＝＋－＠｜−"), payload
        assert cell[:1] not in set("\t\r\n"), payload
    from bangfu.plumbing.sheets.guard import unguarded

    assert [unguarded(cell) for _, cell in raw] == PAYLOADS


@pytest.mark.promise("R12")
def test_no_payload_lives_in_a_workbook_and_each_can_be_read_back():
    page = Page(
        "数据",
        [Field("编号"), Field("内容", "wrap")],
        [[f"r{number}", payload] for number, payload in enumerate(PAYLOADS)],
    )
    data = workbook_bytes([page], Properties("试"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read(SHEET) and b"<f " not in archive.read(SHEET)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["数据"]
    cells = [sheet.cell(row, 2) for row in range(2, 2 + len(PAYLOADS))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value.replace("_x000D_", "\r") for cell in cells] == PAYLOADS
    assert all(
        cell.quotePrefix
        for cell, payload in zip(cells, PAYLOADS, strict=True)
        if payload.startswith(("=", "+", "-", "@"))
    )


@pytest.mark.promise("R12")
def test_codes_and_phones_stay_text_with_their_zeros():
    page = Page("数据", [Field("电话", "code")], [["02012345678"], ["440106000000"]])
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([page], Properties("试"))))["数据"]
    assert [sheet["A2"].value, sheet["A3"].value] == ["02012345678", "440106000000"]
    assert sheet["A2"].number_format == "@"


# ---- documents


def test_the_same_content_gives_the_same_bytes_and_carries_the_date_it_is_given():
    page = Page("数据", [Field("日期", "date")], [[date(2026, 11, 22)]], heading="表", lines=["一行"])
    first = workbook_bytes([page], Properties("试", as_of=date(2026, 11, 22)))
    time.sleep(1.1)
    assert workbook_bytes([page], Properties("试", as_of=date(2026, 11, 22))) == first
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created.date() == date(2026, 11, 22)


def test_pages_are_frozen_filtered_and_fit_a4():
    page = Page("数据", [Field(title) for title in "甲乙丙丁"], [[1, 2, 3, 4]], heading="表")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([page], Properties("试"))))["数据"]
    assert sheet.freeze_panes == "B4" and sheet.auto_filter.ref == "A3:D4"
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.fitToHeight == 0


def test_the_template_reads_back_empty_with_its_example_ignored_and_offers_choices():
    data = template(ORGANISATIONS)
    assert template(ORGANISATIONS) == data
    table = read_table(data, ORGANISATIONS)
    assert [problem.code for problem in table.problems] == ["no_rows"] and not table.unknown_columns
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"社会团体,基金会"' in lists and '"是,否"' in lists


def test_the_marked_copy_names_each_reason_colours_each_bad_cell_and_can_be_mended_and_read_again():
    source = one([["编号", "名称", "可承接数量"], ["007", "甲", "三"], ["008", None, 2], ["009", "丙", 1]])
    problems = read_table(source, ORGANISATIONS).problems
    workbook = openpyxl.load_workbook(io.BytesIO(marked_copy(source, ORGANISATIONS, problems)))
    sheet = workbook["数据"]
    assert sheet["D1"].value == "需要修改" and "可承接数量" in sheet["D2"].value and "名称" in sheet["D3"].value
    assert sheet["D4"].value is None and sheet["C2"].fill.fgColor.rgb.endswith("FDE2E1")
    sheet["C2"], sheet["B3"] = 3, "乙"
    buffer = io.BytesIO()
    workbook.save(buffer)
    mended = read_table(buffer.getvalue(), ORGANISATIONS)
    assert not mended.problems and not mended.unknown_columns
    assert [row.values["id"] for row in mended.rows] == ["007", "008", "009"]
