"""A paper as a PDF: the same parts as in Word, set by typst with the fonts of a package, tagged, without the machine's clock.

The paper goes in as data (JSON), never as typst source, so no word of it can be read as a command.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bangfu.plumbing.documents.paper import Definitions, Grid, Heading, Notes, Paper, Paragraph, Part, Signatures
from bangfu.plumbing.documents.word import FIRST_DAY, clean

PDF_TYPE = "application/pdf"
FONT_PACKAGE = "pylopdf_fonts_zh_cn"
LAYOUT = Path(__file__).with_name("paper.typ")
KINDS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Definitions: "definitions",
    Grid: "grid",
    Notes: "notes",
    Signatures: "signatures",
}


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as a tagged PDF with its fonts inside; the same values give the same bytes."""
    import typst

    day = datetime(paper.as_of.year, paper.as_of.month, paper.as_of.day) if paper.as_of else FIRST_DAY
    made = typst.compile(
        LAYOUT,
        font_paths=_font_folder(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"paper": json.dumps(_data(paper), ensure_ascii=False)},
        timestamp=int(day.replace(tzinfo=UTC).timestamp()),
    )
    return bytes(made)


@cache
def _font_folder() -> list[Path]:
    found = find_spec(FONT_PACKAGE)
    assert found is not None and found.origin is not None, f"{FONT_PACKAGE} is not installed"
    return [Path(found.origin).parent]


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": clean(paper.title),
        "subtitle": clean(paper.subtitle),
        "footer": clean(paper.footer),
        "landscape": paper.landscape,
        "parts": [_part(part) for part in paper.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    data = {field.name: _plain(getattr(part, field.name)) for field in dataclasses.fields(part)}
    return data | {"kind": KINDS[type(part)]}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, frozenset):
        return [_plain(one) for one in sorted(value)]
    return [_plain(one) for one in value]
