"""What is wrong with a sheet, cell by cell, in words a clerk can act on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad cell (or one bad header, or one bad file).

    ``cell`` is an A1 address, or ``[i].key`` in a JSON file, or empty for the file as a whole; ``row`` counts from 1
    as the spreadsheet shows it (0: no row); ``value`` is already masked when the column is personal.
    """

    code: str
    message: str
    fix: str
    sheet: str = ""
    cell: str = ""
    row: int = 0
    column: str = ""
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        """The entry of ``errors`` in an import report, keys in the documented order."""
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "message": self.message,
            "fix": self.fix,
        }

    def sentence(self, file: str = "") -> str:
        """One line: where, what, how to mend it."""
        place = " ".join(
            part for part in (file, f"[{self.sheet}]" if self.sheet else "", self.cell, self.column) if part
        )
        shown = f"「{self.value}」" if self.value else ""
        return f"{place}：{shown}{self.message} 改法：{self.fix}" if place else f"{self.message} 改法：{self.fix}"


class FileRefused(Exception):
    """The file cannot be read as a sheet at all; carries the one problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class CellRefused(Exception):
    """Raised while one cell is understood; the reader adds sheet, address and value."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix


def refused(code: str, message: str, fix: str) -> FileRefused:
    """A file-level refusal, ready to raise."""
    return FileRefused(Problem(code=code, message=message, fix=fix))


def shown(value: Any, *, personal: bool = False) -> str:
    """The value as a report may show it: one line, at most 80 characters, masked when personal."""
    text = " ".join(str(value).split())
    if personal:
        return masked(text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def masked(text: str) -> str:
    """Keeps so much that the clerk finds the cell and nobody else learns the value: the first character only."""
    return text[:1] + "*" * min(len(text) - 1, 6) if len(text) > 1 else "*" * len(text)


def at_cell(problem: Problem, **place: Any) -> Problem:
    """The same problem, told where it is."""
    return replace(problem, **place)
