"""The gate before a workbook is opened: nothing behind it meets a bomb.

The zip directory may lie about sizes, so every part is really inflated here, piece by piece, and counted; the sheet
parts pass through a streaming parser on the way, which refuses DTDs and deep nesting, finds the true extent of the cells
(a single cell in XFD1048576 would make a reader allocate seventeen billion) and notes formulas and error cells, which the
reader library does not report.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from .columns import Limits
from .problems import FileRefused, refused

CHUNK = 1 << 16
_REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
_PARTS_WE_READ = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml")


@dataclass
class SheetFacts:
    """What the gate saw in one sheet part. Positions are (row, column) counted from 1."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    characters: int = 0
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)  # True: carries a stored value
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def inspect(data: bytes, limits: Limits) -> dict[str, SheetFacts]:
    """Checks a workbook's bytes and returns the facts of each sheet, by part name.

    Raises:
        FileRefused: not a workbook, encrypted, too big when inflated, hostile XML, or too many cells.
    """
    archive = _directory(data, limits)
    by_name = {info.filename: info for info in archive}
    if "xl/workbook.xml" not in by_name:
        raise _not_a_workbook(by_name)
    spent = [0]
    lengths = _Strings(limits)
    if "xl/sharedStrings.xml" in by_name:
        _feed(data, by_name["xl/sharedStrings.xml"], lengths, limits, spent)
    facts: dict[str, SheetFacts] = {}
    for info in archive:
        name = info.filename
        if name.startswith("xl/worksheets/") and name.endswith(".xml") and "/_rels/" not in name:
            facts[name] = _sheet(data, info, lengths.lengths, limits, spent)
        elif name != "xl/sharedStrings.xml":
            is_xml = name.endswith((".xml", ".rels", ".vml"))
            _feed(data, info, _Plain(limits) if is_xml else None, limits, spent)
    _within_limits(facts, limits)
    return facts


def _directory(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The entries of the archive, refused when the directory itself is suspicious."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
    except (
        zipfile.BadZipFile,
        struct.error,
        ValueError,
        NotImplementedError,
        UnicodeDecodeError,
        OverflowError,
    ) as error:
        raise refused("zip_broken", "文件已损坏，打不开。", "请在原电脑上重新打开并另存为 .xlsx 后再上传。") from error
    if len(entries) > limits.entries:
        raise refused(
            "zip_entries",
            f"文件内部有 {len(entries)} 个部件，超过上限 {limits.entries}。",
            "请把数据复制到新建的工作簿再上传。",
        )
    if len({info.filename for info in entries}) != len(entries):
        raise refused("zip_twice", "文件内部有同名部件，不是正常的工作簿。", "请把数据复制到新建的工作簿再上传。")
    if any(info.flag_bits & 0x1 for info in entries):
        raise refused("encrypted", "文件设了密码。", "请去掉密码后另存再上传。")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in entries):
        raise refused("zip_method", "文件用了少见的压缩方式。", "请用表格软件另存为 .xlsx 再上传。")
    if sum(info.compress_size for info in entries) > len(data):
        raise refused(
            "zip_overlap", "文件内部的部件互相重叠，像是恶意构造的文件。", "请把数据复制到新建的工作簿再上传。"
        )
    if sum(info.file_size for info in entries) > limits.inflated_bytes:
        raise _too_big(limits)
    return entries


def _too_big(limits: Limits) -> FileRefused:
    size = limits.inflated_bytes // 1_000_000
    return refused("zip_too_big", f"文件解压后超过 {size} MB。", "请删去图片和无关的工作表，或分成几个文件上传。")


def _not_a_workbook(names: dict[str, zipfile.ZipInfo]) -> FileRefused:
    if "word/document.xml" in names:
        what = "这是 Word 文档，不是表格。"
    elif "xl/workbook.bin" in names:
        what = "这是 .xlsb 二进制工作簿。"
    elif "content.xml" in names:
        what = "这是 .ods 表格。"
    else:
        what = "这个压缩文件里没有工作簿。"
    return refused("not_a_workbook", what, "请在表格软件里另存为 .xlsx 再上传。")


def _inflate(data: bytes, info: zipfile.ZipInfo, limits: Limits, spent: list[int]) -> Iterator[bytes]:
    """The true content of one entry in pieces, whatever size the directory claims."""
    start = info.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise refused("zip_broken", "文件已损坏，打不开。", "请重新另存为 .xlsx 后再上传。")
    name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
    begin = start + 30 + name_length + extra_length
    raw = memoryview(data)[begin : begin + info.compress_size]
    total = 0
    for piece in _pieces(raw, stored=info.compress_type == zipfile.ZIP_STORED):
        total += len(piece)
        spent[0] += len(piece)
        if spent[0] > limits.inflated_bytes:
            raise _too_big(limits)
        if total > limits.ratio_from and total > limits.ratio * max(len(raw), 1):
            raise refused(
                "zip_ratio", f"部件 {info.filename} 的压缩比异常，像是压缩炸弹。", "请把数据复制到新建的工作簿再上传。"
            )
        yield piece
    if total != info.file_size:
        raise refused("zip_lies", f"部件 {info.filename} 声明的大小与实际不符。", "请把数据复制到新建的工作簿再上传。")


def _pieces(raw: memoryview, *, stored: bool) -> Iterator[bytes]:
    if stored:
        for position in range(0, len(raw), CHUNK):
            yield bytes(raw[position : position + CHUNK])
        return
    engine = zlib.decompressobj(-15)
    try:
        for position in range(0, len(raw), CHUNK):
            waiting = bytes(raw[position : position + CHUNK])
            while waiting:
                piece = engine.decompress(waiting, CHUNK)
                waiting = engine.unconsumed_tail
                if piece:
                    yield piece
                elif engine.eof:
                    return
        yield engine.flush()
    except zlib.error as error:
        raise refused("zip_broken", "文件已损坏，打不开。", "请重新另存为 .xlsx 后再上传。") from error


class _Plain:
    """Parses a part only to refuse DTDs, entities and deep nesting."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def _doctype(self, *_: object) -> None:
        raise refused(
            "xml_dtd", "文件内部带有 DTD 或实体声明，像是恶意构造的文件。", "请把数据复制到新建的工作簿再上传。"
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.limits.depth:
            raise refused(
                "xml_depth", "文件内部的标签嵌套太深，像是恶意构造的文件。", "请把数据复制到新建的工作簿再上传。"
            )

    def end(self, name: str) -> None:
        self.depth -= 1


class _Strings(_Plain):
    """Counts the length of each shared string: a long one used a million times is a bomb too."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.lengths: list[int] = []
        self.parser.CharacterDataHandler = self._text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name.endswith("si"):
            self.lengths.append(0)

    def _text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Cells(_Plain):
    """Walks one sheet part: extent, formulas, error cells, characters."""

    def __init__(self, limits: Limits, lengths: list[int]) -> None:
        super().__init__(limits)
        self.facts, self.lengths = SheetFacts(), lengths
        self.row, self.column, self.kind = 0, 0, ""
        self.formula = self.in_value = False
        self.text: list[str] = []
        self.parser.CharacterDataHandler = self._characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "v" or name == "t":
            self.in_value, self.text = True, []
        elif name == "f":
            self.formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdigit() and len(number) < 8 else self.row + 1
            self.column = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        facts = self.facts
        match = _REFERENCE.match(attributes.get("r", ""))
        if match:
            self.row, self.column = int(match[2]), column_number(match[1])
        else:
            self.column += 1
        self.kind, self.formula, self.text = attributes.get("t", ""), False, []
        facts.cells += 1
        facts.rows, facts.columns = max(facts.rows, self.row), max(facts.columns, self.column)
        if facts.cells > self.limits.cells:
            raise refused("too_many_cells", f"单元格超过 {self.limits.cells} 个。", "请分成几个文件上传。")

    def _characters(self, text: str) -> None:
        if self.in_value:
            self.text.append(text)

    def end(self, name: str) -> None:
        super().end(name)
        name = name.rpartition(":")[2]
        if name == "v" or name == "t":
            self.in_value = False
        elif name == "c":
            self._note()

    def _note(self) -> None:
        text = "".join(self.text)
        place = (self.row, self.column)
        if self.kind == "s":
            known = text.isdigit() and len(text) < 10 and int(text) < len(self.lengths)
            self.facts.characters += self.lengths[int(text)] if known else 0
        else:
            self.facts.characters += len(text)
        if self.formula:
            self.facts.formulas[place] = bool(text) or self.kind == "str"
        if self.kind == "e":
            self.facts.errors[place] = text
        if self.facts.characters > self.limits.characters:
            raise refused("too_much_text", f"文字超过 {self.limits.characters} 个字。", "请分成几个文件上传。")


def _feed(data: bytes, info: zipfile.ZipInfo, into: _Plain | None, limits: Limits, spent: list[int]) -> None:
    try:
        for piece in _inflate(data, info, limits, spent):
            if into is not None:
                into.parser.Parse(piece, False)
        if into is not None:
            into.parser.Parse(b"", True)
    except expat.ExpatError as error:
        # Pictures' or vendors' odd parts are not read by us; a broken part that we read is a broken file.
        if info.filename.startswith("xl/worksheets/") or info.filename in _PARTS_WE_READ:
            raise refused(
                "xml_broken", f"文件内部的 {info.filename} 已损坏。", "请重新另存为 .xlsx 后再上传。"
            ) from error


def _sheet(data: bytes, info: zipfile.ZipInfo, lengths: list[int], limits: Limits, spent: list[int]) -> SheetFacts:
    walker = _Cells(limits, lengths)
    _feed(data, info, walker, limits, spent)
    return walker.facts


def _within_limits(facts: dict[str, SheetFacts], limits: Limits) -> None:
    for sheet in facts.values():
        # The reader allocates the whole rectangle, so the rectangle is what counts.
        if sheet.rows * sheet.columns > limits.cells * 4 or sheet.columns > 16_384 or sheet.rows > 1_048_576:
            raise refused(
                "sheet_too_wide",
                f"表格一直延伸到第 {sheet.rows} 行第 {sheet.columns} 列，远处有零星单元格。",
                "请选中数据区以外的行和列，删除后再保存。",
            )


def column_number(letters: str) -> int:
    """``A`` → 1, ``AA`` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → ``A``, 27 → ``AA``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
