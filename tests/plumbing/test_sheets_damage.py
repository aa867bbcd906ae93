"""One test for each damage that real sheets arrive with: the cell is named or the sheet is read rightly, never guessed."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest

from bangfu.plumbing.sheets import Table, read_table

from .sheetmaking import GOOD_CODE, ORGANISATIONS, book, one

HEAD = ["编号", "名称", "统一社会信用代码", "所在区划", "可承接数量", "截止日期"]


def read(data: bytes) -> Table:
    return read_table(data, ORGANISATIONS)


def only(data: bytes) -> tuple[str, str]:
    """The code and cell of the single problem."""
    table = read(data)
    assert len(table.problems) == 1, [problem.sentence() for problem in table.problems]
    problem = table.problems[0]
    assert problem.message and problem.fix
    return problem.code, problem.cell


def values(data: bytes, key: str) -> list[object]:
    table = read(data)
    assert not table.problems, [problem.sentence() for problem in table.problems]
    return [row.values[key] for row in table.rows]


def cell(title: str, value: object) -> bytes:
    """A sheet with one good row but for one cell, at C2."""
    return one([["编号", "名称", title], ["A1", "甲", value]])


# ---- headers


def test_title_rows_above_the_header_are_passed_over():
    rows = [
        ["广州市社会组织帮扶能力登记表"],
        ["填报单位：某区民政局", None, "2026年11月"],
        [],
        ["编号", "名称"],
        ["A1", "甲"],
    ]
    assert values(one(rows), "name") == ["甲"]


def test_columns_in_any_order_and_in_english_are_understood():
    assert values(one([["name", "Capacity", "ID"], ["甲", 3, "A1"]]), "capacity") == [3]


@pytest.mark.parametrize(
    "title", ["服务半径（公里）", "服务半径公里*", " 服务半径 公里 ", "Service Radius KM", "服务半径公里（选填）"]
)
def test_marks_brackets_and_spaces_in_a_title_do_not_hide_it(title):
    assert values(cell(title, 12.5), "radius") == [Decimal("12.5")]


def test_a_missing_required_column_is_named_with_a_near_miss():
    table = read(one([["编号", "组织名称", "可承接数量"], ["A1", "甲", 1]]))
    assert [problem.code for problem in table.problems] == ["column_missing"]
    assert "名称" in table.problems[0].message and "组织名称" in table.problems[0].fix


def test_a_column_given_twice_is_refused_with_both_places():
    table = read(one([["编号", "名称", "名称"], ["A1", "甲", "乙"]]))
    assert [(problem.code, problem.cell) for problem in table.problems] == [("column_twice", "C1")]
    assert "B1" in table.problems[0].message


def test_an_alias_beside_its_own_title_is_the_same_column_twice():
    assert only(one([["编号", "名称", "可承接数量", "capacity"], ["A1", "甲", 1, 2]])) == ("column_twice", "D1")


def test_swapped_titles_are_named_cell_by_cell():
    table = read(one([["编号", "名称", "截止日期", "可承接数量"], ["A1", "甲", 3, "2026-11-22"]]))
    assert [(problem.code, problem.cell) for problem in table.problems] == [
        ("date_as_number", "C2"),
        ("not_a_number", "D2"),
    ]


def test_a_two_row_merged_header_is_read():
    def merge(workbook):
        sheet = workbook["数据"]
        for area in ("A1:A2", "B1:B2", "C1:D1"):
            sheet.merge_cells(area)

    rows = [["编号", "名称", "能力情况", None], [None, None, "可承接数量", "服务半径公里"], ["A1", "甲", 2, 50]]
    table = read(one(rows, merge))
    assert not table.problems
    assert [(row.number, row.values["capacity"], row.values["radius"]) for row in table.rows] == [(3, 2, Decimal(50))]


def test_a_title_merged_over_two_filled_columns_is_refused():
    rows = [["编号", "名称", None, "可承接数量"], ["A1", "甲", "乙", 1]]
    assert only(one(rows, lambda workbook: workbook["数据"].merge_cells("B1:C1"))) == ("merged_header", "B1")


def test_no_header_at_all_is_said_with_the_required_titles():
    table = read(one([["A1", "甲"], ["A2", "乙"]]))
    assert [problem.code for problem in table.problems] == ["header_missing"]
    assert "编号、名称" in table.problems[0].fix


def test_unknown_and_untitled_columns_are_kept_and_reported():
    table = read(one([["编号", "名称", "备注", None], ["A1", "甲", "早来的", "x"]]))
    assert table.unknown_columns == ["备注", "D 列（没有表头）"]
    assert table.rows[0].extra == {"备注": "早来的"}


# ---- sheets


def test_hidden_and_empty_sheets_are_told_and_not_read():
    def hide(workbook):
        workbook["旧"].sheet_state = "hidden"

    data = book(
        ("空", []), ("旧", [["编号", "名称"], ["X", "旧"]]), ("新", [["编号", "名称"], ["A1", "甲"]]), change=hide
    )
    table = read(data)
    assert [row.values["id"] for row in table.rows] == ["A1"]
    assert any("旧" in notice for notice in table.notices) and any("空" in notice for notice in table.notices)


def test_every_visible_sheet_with_a_header_is_read_and_named():
    table = read(
        book(("甲镇", [["编号", "名称"], ["A1", "甲"]]), ("乙镇", [["编号", "名称"], ["A1", "乙"], ["A2", None]]))
    )
    assert [(problem.sheet, problem.cell, problem.code) for problem in table.problems] == [
        ("乙镇", "B3", "empty"),
        ("乙镇", "A2", "twice"),
    ]


def test_a_sheet_that_is_only_a_header_is_refused():
    assert only(one([["编号", "名称"]]))[0] == "no_rows"


def test_trailing_and_inner_blank_rows_are_no_rows():
    rows = [["编号", "名称"], ["A1", "甲"], [None, None], [" ", "\u3000\u200b"], ["A2", "乙"], [None, ""], ["", " "]]
    table = read(one(rows))
    assert not table.problems and [row.number for row in table.rows] == [2, 5] and table.total == 2


def test_the_example_row_is_ignored():
    table = read(one([["编号", "名称"], ["【示例】ORG-1", "示例"], ["A1", "甲"]]))
    assert [row.values["id"] for row in table.rows] == ["A1"] and table.total == 1


# ---- formulas and errors


def test_a_formula_without_a_stored_value_is_named():
    assert only(cell("可承接数量", "=1+1")) == ("formula_without_value", "C2")


def test_a_formula_with_a_stored_value_is_taken_and_told():
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet("数据")
    sheet.write_row(0, 0, ["编号", "名称", "可承接数量"])
    sheet.write_row(1, 0, ["A1", "甲"])
    sheet.write_formula(1, 2, "=1+2", None, 3)
    workbook.close()
    table = read(buffer.getvalue())
    assert not table.problems and table.rows[0].values["capacity"] == 3
    assert any("公式" in notice for notice in table.notices)


def test_an_error_cell_is_named_even_where_the_column_is_optional():
    def damage(workbook):
        workbook["数据"]["C2"] = "#REF!"
        workbook["数据"]["C2"].data_type = "e"

    data = one([["编号", "名称", "可承接数量"], ["A1", "甲", None]], damage)
    table = read(data)
    assert [(problem.code, problem.cell, problem.value) for problem in table.problems] == [
        ("error_cell", "C2", "#REF!")
    ]


def test_merged_data_cells_are_not_guessed():
    rows = [["编号", "名称", "所在区划"], ["A1", "甲", "440106"], ["A2", "乙", None], ["A3", "丙", None]]
    table = read(one(rows, lambda workbook: workbook["数据"].merge_cells("C2:C4")))
    assert [(problem.code, problem.cell) for problem in table.problems] == [
        ("merged_cell", "C3"),
        ("merged_cell", "C4"),
    ]


# ---- numbers, codes, dates


@pytest.mark.parametrize("value", ["３", "3", 3, 3.0, " 3 ", "3\u200b", "＋3"])
def test_numbers_as_text_and_full_width_digits_fold(value):
    assert values(cell("可承接数量", value), "capacity") == [3]


def test_thousands_separators_in_the_right_places_are_read():
    assert values(cell("预算", "12，345.60"), "budget") == [1234560]


@pytest.mark.parametrize(
    ("title", "value", "code"),
    [
        ("可承接数量", "3家", "not_a_number"),
        ("可承接数量", "约3", "not_a_number"),
        ("可承接数量", "2-3", "not_a_number"),
        ("可承接数量", 2.5, "not_whole"),
        ("可承接数量", -1, "too_small"),
        ("可承接数量", 1000, "too_big"),
        ("可承接数量", "NaN", "not_a_number"),
        ("可承接数量", "1e3", "not_a_number"),
        ("可承接数量", "9" * 30, "not_a_number"),
        ("可承接数量", True, "not_a_number"),
        ("可承接数量", datetime.date(2026, 1, 3), "not_a_number"),
        ("预算", "1,23", "not_a_number"),
        ("预算", 0.005, "below_a_fen"),
        ("预算", "1万元", "not_a_number"),
        ("预算", -0.01, "too_small"),
        ("所在区划", "44010601", "region_length"),
        ("所在区划", 44010600000, "region_length"),
        ("所在区划", "4.40106E+11", "scientific"),
        ("所在区划", datetime.date(2026, 1, 3), "not_a_region"),
        ("统一社会信用代码", GOOD_CODE[:17], "credit_code_length"),
        ("统一社会信用代码", "51440100MJK0000001", "credit_code.body_check"),
        ("统一社会信用代码", 514401000000000000, "digits_lost"),
        ("统一社会信用代码", "5.14401E+17", "scientific"),
        ("截止日期", 46348, "date_as_number"),
        ("截止日期", "46348", "date_as_number"),
        ("截止日期", "2026-02-30", "no_such_date"),
        ("截止日期", "26-11-22", "not_a_date"),
        ("截止日期", "20261122", "date_as_number"),
        ("截止日期", "下月底", "not_a_date"),
        ("截止日期", datetime.datetime(2026, 1, 3, 8, 30), "date_time"),
        ("组织类型", "公司", "no_such_choice"),
        ("是否枢纽", "大概", "not_yes_or_no"),
        ("专业能力", "电商:4", "too_big"),
        ("专业能力", "电商:高", "not_a_number"),
        ("专业能力", "电商:1；电商:2", "pair_twice"),
        ("专业能力", ":2", "pair_without_name"),
        ("可提供资源", "路灯", "pair_without_amount"),
        ("联系电话", "1.38E+10", "scientific"),
    ],
)
def test_a_bad_cell_is_named_by_its_code(title, value, code):
    assert only(cell(title, value)) == (code, "C2")


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22",
        "2026/11/22",
        "2026年11月22日",
        "２０２６－１１－２２",
        datetime.date(2026, 11, 22),
        datetime.datetime(2026, 11, 22),
    ],
)
def test_all_promised_date_forms_are_one_day(value):
    assert values(cell("截止日期", value), "deadline") == [datetime.date(2026, 11, 22)]


@pytest.mark.parametrize(
    ("value", "meant"), [("是", True), ("否", False), (1, True), (0, False), ("１", True), (True, True)]
)
def test_yes_and_no_in_all_their_forms(value, meant):
    assert values(cell("是否枢纽", value), "is_hub") == [meant]


def test_leading_zeros_of_a_text_code_survive_and_a_number_is_a_code_too():
    rows = [["编号", "名称", "联系电话"], ["007", "甲", "02012345678"], [8, "乙", 13800000000]]
    table = read(one(rows))
    assert [(row.values["id"], row.values["phone"]) for row in table.rows] == [
        ("007", "02012345678"),
        ("8", "13800000000"),
    ]


@pytest.mark.parametrize("value", [440106, "440106", "４４０１０６", 440106000000, "广州市/天河区"])
def test_a_region_may_be_number_text_or_path(value):
    assert values(cell("所在区划", value), "region")[0] in {"440106", "440106000000", "广州市/天河区"}


def test_lists_and_pairs_split_at_all_promised_marks():
    assert values(cell("领域", "电商；助学; 义诊、文化\n绿化；"), "themes") == [
        ("电商", "助学", "义诊", "文化", "绿化")
    ]
    assert values(cell("专业能力", "电商：３；义诊:2、助学"), "capabilities") == [{"电商": 3, "义诊": 2, "助学": 1}]


def test_invisible_and_bidirectional_marks_go_and_rare_names_stay():
    assert values(cell("领域", "助\u200b学\u202e"), "themes") == [("助学",)]
    assert values(one([["编号", "名称"], ["A1", "\ufeff𬶍镇·古丽之家\u200d"]]), "name") == ["𬶍镇·古丽之家"]


def test_an_id_twice_is_named_with_its_first_place():
    table = read(one([["编号", "名称"], ["A1", "甲"], ["Ａ1", "乙"]]))
    assert [(problem.code, problem.cell) for problem in table.problems] == [("twice", "A3")]
    assert "A2" in table.problems[0].message


def test_a_personal_value_is_masked_in_the_report():
    problem = read(cell("联系电话", 138.5)).problems[0]
    assert problem.value == "1****" and "138" not in problem.sentence()


# ---- CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding_and_delimiter(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in [["编号", "名称", "领域"], ["007", "甲协会", "助学、义诊"]])
    assert values(text.encode(encoding), "themes") == [("助学", "义诊")]


def test_csv_addresses_are_those_of_the_spreadsheet_despite_line_breaks_in_cells():
    assert only('编号,名称,可承接数量\r\nA1,"甲\n乙",x\r\n'.encode()) == ("not_a_number", "C2")


def test_csv_of_broken_bytes_is_refused_with_its_line():
    problem = read("编号,名称\nA1,甲\n".encode() + b"A2,\xff\xff\xff\n").problems[0]
    assert problem.code == "encoding" and "3" in problem.message


def test_csv_short_and_long_rows_are_read_by_position():
    assert values("编号,名称,领域\nA1,甲\nA2,乙,助学,多余\n".encode(), "id") == ["A1", "A2"]


def test_csv_with_a_separator_line_is_read():
    assert values("sep=;\n编号;名称\nA1;甲\n".encode(), "name") == ["甲"]


# ---- JSON


def test_json_objects_are_rows_and_addressed_by_item_and_key():
    data = json.dumps(
        [
            {"id": "A1", "名称": "甲", "capabilities": {"电商": 2}, "themes": ["助学"]},
            {"id": "A2", "名称": "乙", "capacity": -3},
        ]
    )
    table = read(data.encode())
    assert [(problem.cell, problem.code) for problem in table.problems] == [("[1].capacity", "too_small")]
    assert table.rows[0].values["capabilities"] == {"电商": 2} and table.rows[0].values["themes"] == ("助学",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"id":"A1","name":"甲","capacity":NaN}]', "json_number"),
        ('[{"id":"A1","name":"甲","name":"乙"}]', "key_twice"),
        ('[{"id":"A1","name":"甲"', "json_broken"),
        ('{"id":"A1"}', "json_shape"),
        ("[1,2]", "json_shape"),
        ("[" * 100_000, "json_depth"),
        ('[{"id":"A1","name":{"a":1}}]', "nested"),
        ('[{"id":"A1","name":"甲","capacity":1.5}]', "not_whole"),
    ],
)
def test_json_that_cannot_be_a_table_is_refused(text, code):
    assert only(text.encode())[0] == code


# ---- other files


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\x00\x00  ", "file_empty"),
        (b"%PDF-1.7 ...", "is_pdf"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "is_markup"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_or_encrypted"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is_binary"),
        (b"PK\x03\x04 broken", "zip_broken"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_by_its_content(data, code):
    assert only(data)[0] == code


def test_a_missing_file_is_a_sentence(tmp_path):
    table = read_table(tmp_path / "none.xlsx", ORGANISATIONS)
    assert [problem.code for problem in table.problems] == ["no_file"]
    assert [problem.code for problem in read_table(tmp_path, ORGANISATIONS).problems] == ["unreadable"]
