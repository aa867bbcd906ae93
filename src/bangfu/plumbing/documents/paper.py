"""What a printed paper consists of: frozen values, no layout beyond widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first level inside the paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; ``strong`` for the one sentence that counts. Line ends in the text stay."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Definitions:
    """Pairs of a name and what is said of it."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. ``head`` is repeated on every page, no row is torn between two pages.

    ``widths`` are shares of the paper's width, one for each column. ``flags`` are (row, column) of cells that must catch the
    eye in black and white too: bold on grey.
    """

    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str | int]]
    flags: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Notes:
    """Remarks in smaller type."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Signatures:
    """One line to sign on for each name, with room for the date and the seal."""

    names: Sequence[str]


Part = Heading | Paragraph | Definitions | Grid | Notes | Signatures


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    ``footer`` stands at the foot of every page before the page number. ``as_of`` is the day of the data; it becomes the
    file's own date, since the clock must not. ``landscape`` turns the sheet.
    """

    title: str
    parts: Sequence[Part]
    subtitle: str = ""
    footer: str = ""
    as_of: date | None = None
    landscape: bool = False
