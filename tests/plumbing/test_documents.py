"""Papers as Word files: the same bytes for the same paper, text unchanged, heads repeated, nothing that runs."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn

from bangfu.engines.matching import Need, Organisation, plan
from bangfu.plumbing.documents import Definitions, Grid, Heading, Notes, Paper, Paragraph, Signatures, word_bytes
from bangfu.plumbing.plansheets.inputs import Inputs
from bangfu.plumbing.plansheets.planpaper import plan_document_docx

HOSTILE = [
    "=1+1",
    "<w:p/>&amp;]]>",
    "{{7*7}}",
    "a\u202eb",
    "𠮷🀄",
    "  两头有空格  ",
    "'; DROP TABLE --",
    "%s {0}",
    "&#x0;",
]


def paper(**changed) -> Paper:
    """A paper with every kind of part."""
    values = {
        "title": "组团方案",
        "subtitle": "数据日期：2026年11月1日",
        "parts": [
            Heading("一、结论"),
            Paragraph("建议三家组织一起做。", strong=True),
            Definitions([("牵头", "某某商会"), ("成员", "三家")]),
            Grid(["任务", "谁做"], [1, 2], [["财务", 3], ["培训", "没有人"]], frozenset({(1, 1)})),
            Notes(["数据为演示。"]),
            Signatures(["经办人"]),
        ],
        "footer": "帮扶平台",
        "as_of": date(2026, 11, 1),
    }
    return Paper(**(values | changed))


def opened(data: bytes):
    return Document(io.BytesIO(data))


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(document) -> list[str]:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_the_same_paper_gives_the_same_bytes_and_another_day_gives_others():
    assert word_bytes(paper()) == word_bytes(paper())
    assert word_bytes(paper()) != word_bytes(paper(as_of=date(2026, 11, 2)))


def test_no_clock_stands_in_the_file():
    with zipfile.ZipFile(io.BytesIO(word_bytes(paper()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    told = opened(word_bytes(paper())).core_properties
    assert told.created.date() == told.modified.date() == date(2026, 11, 1)


def test_every_part_is_found_again():
    found = texts(opened(word_bytes(paper())))
    for words in (
        "组团方案",
        "一、结论",
        "建议三家组织一起做。",
        "牵头",
        "某某商会",
        "财务",
        "3",
        "没有人",
        "数据为演示。",
    ):
        assert words in found
    assert any("经办人（签字、盖章）" in text for text in found)


def test_the_head_of_a_table_is_repeated_and_no_row_is_torn():
    rows = opened(word_bytes(paper())).tables[1]._tbl.findall(qn("w:tr"))
    heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
    assert heads == [True, False, False]
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_pages_are_a4_and_numbered_and_chinese_fonts_are_named_outright():
    data = word_bytes(paper())
    section = opened(data).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    footers = [body for name, body in parts_of(data).items() if name.startswith("word/footer")]
    assert any(b"PAGE" in body and b"NUMPAGES" in body for body in footers)
    styles = parts_of(data)["word/styles.xml"].decode()
    assert 'w:eastAsia="仿宋"' in styles and 'w:eastAsia="黑体"' in styles
    fonts = opened(data).styles["Normal"].element.rPr.find(qn("w:rFonts"))
    assert not [name for name in fonts.attrib if "Theme" in name]


def test_nothing_in_the_file_runs_or_reaches_outside():
    names = parts_of(word_bytes(paper()))
    assert not [name for name in names if "vba" in name.lower() or "activeX" in name or "embed" in name.lower()]
    assert not [body for name, body in names.items() if name.endswith(".rels") and b'TargetMode="External"' in body]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_opens_and_stays_as_it_is(text):
    made = paper(title=text, parts=[Paragraph(text), Definitions([(text, text)]), Grid([text], [1], [[text]])])
    found = texts(opened(word_bytes(made)))
    assert found.count(text) == 6


def test_control_characters_are_left_out_instead_of_breaking_the_file():
    made = paper(title="甲\x00乙\x0b\ud800丙\uffff", parts=[Grid(["头"], [1], [["一\r\n二\x1f\t三"]])])
    found = opened(word_bytes(made))
    assert found.paragraphs[0].text == "甲乙丙"
    assert found.tables[0].rows[1].cells[0].text == "一\n二\t三"


def test_a_row_of_the_wrong_width_is_refused():
    with pytest.raises(ValueError, match="zip"):
        word_bytes(paper(parts=[Grid(["一", "二"], [1, 1], [["只有一格"]])]))


def test_a_flagged_cell_is_marked_and_others_are_not():
    table = opened(word_bytes(paper())).tables[1]
    assert [run.bold for run in table.rows[2].cells[1].paragraphs[0].runs] == [True]
    assert [run.bold for run in table.rows[1].cells[1].paragraphs[0].runs] == [None]


def test_the_plan_as_word_says_who_helps_whom_why_not_and_how_it_was_reckoned():
    organisations = [
        Organisation(id="A1", name="甲协会", capabilities={"财务": 2}),
        Organisation(id="A2", name="乙中心", service_regions=("440100000000",), capacity=0),
    ]
    needs = [
        Need(id="N1", name="一村", region="441402000000", capabilities={"财务": 1}),
        Need(id="N2", name="二村", region="441402000000", capabilities={"财务": 1}),
    ]
    inputs = Inputs(organisations=organisations, needs=needs, files={"needs": ("需求.xlsx", "b" * 64)})
    made = plan(organisations, needs)
    data = plan_document_docx(made, inputs)
    assert data == plan_document_docx(made, inputs)
    said = "\n".join(texts(opened(data)))
    for words in ("一、汇总", "二、方案", "三、未对接", "四、口径与权重", "甲协会", "一村", "b" * 64):
        assert words in said
    assert all(reason.text in said for row in made.rows for reason in row.reasons)
    assert made.unmatched and all(why.text in said for one in made.unmatched for why in one.why)
