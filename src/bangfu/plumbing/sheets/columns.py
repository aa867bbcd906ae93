"""What a sheet may hold, said once: columns with their titles, kinds and limits.

A schema drives everything: reading, the template with its drop-downs, the notes page and the exports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How a cell of a column is understood."""

    TEXT = "text"
    CODE = "code"  # an identifier: folded, kept as text, never a number
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"  # yuan in the sheet, whole fen in the program
    DATE = "date"
    CHOICE = "choice"
    LIST = "list"
    PAIRS = "pairs"  # name:amount; …
    BOOL = "bool"
    REGION = "region"  # 6-, 9- or 12-digit code, or a path of names
    CREDIT_CODE = "credit_code"


@dataclass(frozen=True)
class Column:
    """One column.

    ``titles``: the Chinese title first, then the English one, then short forms; all are understood on reading.
    ``low``/``high``: inclusive limits of the number (of each amount, for pairs). ``choices``: label → value; the first
    label of a value is the one shown in drop-downs. ``default`` stands for an empty cell. ``amount_default``: a pair
    without an amount gets it; None refuses the pair. ``convert`` turns the parsed value into the final one and may
    raise `CellRefused`. ``personal`` masks the value in every report.
    """

    key: str
    titles: tuple[str, ...]
    kind: Kind = Kind.TEXT
    required: bool = False
    unique: bool = False
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    places: int = 6
    longest: int = 2000
    choices: Mapping[str, Any] = field(default_factory=dict)
    default: Any = None
    amount_default: int | None = None
    personal: bool = False
    convert: Callable[[Any], Any] | None = None
    example: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """The title that templates and exports print."""
        return self.titles[0]


@dataclass(frozen=True)
class Schema:
    """The columns of one kind of sheet, in the order in which the template shows them."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""

    def column(self, key: str) -> Column:
        """The column with that key.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True)
class Limits:
    """How big a file may be. The defaults suit one office's upload; the planner on files allows more rows."""

    file_bytes: int = 30_000_000
    inflated_bytes: int = 160_000_000
    ratio: int = 200
    ratio_from: int = 8_000_000
    entries: int = 2_000
    rows: int = 20_000
    columns: int = 256
    cells: int = 4_000_000
    characters: int = 60_000_000
    cell_characters: int = 32_767
    depth: int = 64
    sheets: int = 64
