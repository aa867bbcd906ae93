"""Spreadsheets in and out. Works without Django; knows nothing of any feature.

Promises: every bad cell is named (sheet, address, value, why, how to mend it); nothing is guessed; hostile files are
refused before any reader opens them; no cell written here can become a formula, and what was written can be read back;
the same content gives the same bytes.

Sentences are Chinese data with a stable ``code`` beside them; pages in another language translate by the code.
"""

from .columns import Column, Kind, Limits, Schema
from .problems import CellRefused, FileRefused, Problem
from .reading import EXAMPLE_MARK, Mended, Row, Table, read_table
from .report import ImportReport
from .templates import REASONS_TITLE, marked_copy, template
from .writing import Field, Page, Properties, csv_bytes, text_width, workbook_bytes

__all__ = [
    "EXAMPLE_MARK",
    "REASONS_TITLE",
    "CellRefused",
    "Column",
    "Field",
    "FileRefused",
    "ImportReport",
    "Kind",
    "Limits",
    "Mended",
    "Page",
    "Problem",
    "Properties",
    "Row",
    "Schema",
    "Table",
    "csv_bytes",
    "marked_copy",
    "read_table",
    "template",
    "text_width",
    "workbook_bytes",
]
