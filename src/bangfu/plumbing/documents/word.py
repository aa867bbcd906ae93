"""A paper as a Word file. Layout follows official Chinese papers: 仿宋 text, 黑体 headings, both with what a machine has instead."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bangfu.plumbing.documents.paper import Definitions, Grid, Heading, Notes, Paper, Paragraph, Part, Signatures

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT_FONT, HEAD_FONT, LATIN_FONT = "仿宋", "黑体", "Times New Roman"
A4 = (Mm(210), Mm(297))
MARGIN = Mm(22)
FIRST_DAY = datetime(2020, 1, 1)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
GREY = "D9D9D9"
# What XML 1.0 cannot hold. Line ends and tabs stay: they become breaks.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_bytes(paper: Paper) -> bytes:
    """The paper as .docx: the same values give the same bytes. Control characters, which no XML can hold, are left out."""
    document = Document()
    _set_page(document, paper)
    _set_styles(document)
    _set_properties(document, paper)
    _write_titles(document, paper)
    for part in paper.parts:
        _write(document, part)
    _write_footer(document, paper.footer)
    raw = io.BytesIO()
    document.save(raw)
    return _without_clock(raw.getvalue())


def clean(text: object) -> str:
    """The text as XML can hold it: unchanged but for control characters and broken halves of characters."""
    return UNWRITABLE.sub("", str(text)).replace("\r\n", "\n").replace("\r", "\n")


def _set_page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    width, height = reversed(A4) if paper.landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _set_styles(document: Any) -> None:
    _set_fonts(document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rPr')}"), TEXT_FONT)
    for name, font, size, before, after in (
        ("Normal", TEXT_FONT, 11, 0, 4),
        ("Title", HEAD_FONT, 20, 0, 6),
        ("Subtitle", TEXT_FONT, 11, 0, 10),
        ("Heading 1", HEAD_FONT, 14, 14, 6),
    ):
        style = document.styles[name]
        _set_fonts(style.element.get_or_add_rPr(), font)
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        style.font.italic, style.font.bold = False, False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.3
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def _set_fonts(properties: Any, font: str) -> None:
    """Names the fonts outright: a theme's font would win over them."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for kind, name in (("ascii", LATIN_FONT), ("hAnsi", LATIN_FONT), ("cs", LATIN_FONT), ("eastAsia", font)):
        fonts.set(qn(f"w:{kind}"), name)
    language = properties.find(qn("w:lang"))
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")


def _set_properties(document: Any, paper: Paper) -> None:
    at = datetime(paper.as_of.year, paper.as_of.month, paper.as_of.day) if paper.as_of else FIRST_DAY
    told = document.core_properties
    told.title, told.subject, told.language = clean(paper.title)[:255], clean(paper.subtitle)[:255], "zh-CN"
    told.author, told.comments, told.last_modified_by, told.keywords = "Bangfu", "", "Bangfu", ""
    told.created = told.modified = at
    told.revision = 1


def _write_titles(document: Any, paper: Paper) -> None:
    title = document.add_paragraph(clean(paper.title), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.subtitle:
        document.add_paragraph(clean(paper.subtitle), style="Subtitle").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write(document: Any, part: Part) -> None:
    if isinstance(part, Heading):
        document.add_paragraph(clean(part.text), style="Heading 1")
    elif isinstance(part, Paragraph):
        document.add_paragraph().add_run(clean(part.text)).bold = part.strong or None
    elif isinstance(part, Definitions):
        _table(document, Grid((), (1, 3), part.rows), strong_first=True)
    elif isinstance(part, Grid):
        _table(document, part)
    elif isinstance(part, Notes):
        for line in part.lines:
            document.add_paragraph().add_run(clean(line)).font.size = Pt(9)
    elif isinstance(part, Signatures):
        _signatures(document, part)


def _signatures(document: Any, part: Signatures) -> None:
    document.add_paragraph()
    for name in part.names:
        line = document.add_paragraph(f"{clean(name)}（签字、盖章）：________________________　　____ 年 __ 月 __ 日")
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(18), Pt(6)
        line.paragraph_format.keep_together = line.paragraph_format.keep_with_next = True


def _table(document: Any, grid: Grid, *, strong_first: bool = False) -> None:
    """Rows are built as XML straight away: the library's own cells take minutes for ten thousand rows."""
    columns = len(grid.widths)
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    table.autofit = False
    section = document.sections[0]
    whole = section.page_width - section.left_margin - section.right_margin
    widths = [round(whole * share / sum(grid.widths) / 635) for share in grid.widths]
    for element, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        element.set(qn("w:w"), str(width))
    if grid.head:
        table._tbl.append(_row(grid.head, widths, is_head=True))
    for number, row in enumerate(grid.rows):
        bold = {column for column in range(columns) if (number, column) in grid.flags}
        table._tbl.append(_row(row, widths, grey=bold, strong_first=strong_first))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _row(
    values: Sequence[str | int],
    widths: Sequence[int],
    *,
    is_head: bool = False,
    grey: set[int] | frozenset[int] = frozenset(),
    strong_first: bool = False,
) -> Any:
    row = OxmlElement("w:tr")
    about = _inside(row, "w:trPr")
    _inside(about, "w:cantSplit")
    if is_head:
        _inside(about, "w:tblHeader")
    for column, (value, width) in enumerate(zip(values, widths, strict=True)):
        cell = _inside(row, "w:tc")
        properties = _inside(cell, "w:tcPr")
        _inside(properties, "w:tcW", w=str(width), type="dxa")
        if is_head or column in grey or (strong_first and column == 0):
            _inside(properties, "w:shd", val="clear", color="auto", fill="F2F2F2" if column not in grey else GREY)
        bold = is_head or column in grey or (strong_first and column == 0)
        _cell_text(cell, value, bold=bold)
    return row


def _cell_text(cell: Any, value: str | int, *, bold: bool) -> None:
    for line in clean(value).split("\n"):
        paragraph = _inside(cell, "w:p")
        properties = _inside(paragraph, "w:pPr")
        _inside(properties, "w:spacing", before="20", after="20", line="264", lineRule="auto")
        if isinstance(value, int):
            _inside(properties, "w:jc", val="right")
        run = _inside(paragraph, "w:r")
        looks = _inside(run, "w:rPr")
        if bold:
            _inside(looks, "w:b")
        _inside(looks, "w:sz", val="19")
        for place, piece in enumerate(line.split("\t")):
            if place:
                _inside(run, "w:tab")
            text = _inside(run, "w:t")
            text.text = piece
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _inside(parent: Any, tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _write_footer(document: Any, words: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    pieces = ([clean(words), "　·　"] if words else []) + ["第 ", ("PAGE",), " 页，共 ", ("NUMPAGES",), " 页"]
    for piece in pieces:
        run = paragraph.add_run("" if isinstance(piece, tuple) else piece)
        run.font.size = Pt(9)
        if isinstance(piece, tuple):
            _field(run._r, piece[0])


def _field(run: Any, name: str) -> None:
    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            instruction = _inside(run, "w:instrText")
            instruction.text = f" {name} "
        elif kind == "text":
            _inside(run, "w:t").text = "1"
        else:
            _inside(run, "w:fldChar", fldCharType=kind)


def _without_clock(raw: bytes) -> bytes:
    """The same parts in the same order, each dated alike, so that the bytes depend on the paper alone."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as parts, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            whole.writestr(entry, parts.read(name))
    return written.getvalue()
