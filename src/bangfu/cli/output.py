"""How commands speak: tables that line up with Chinese text, errors on stderr, JSON alone on stdout.

Colour is used on a terminal only, and never when ``NO_COLOR`` is set.
"""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

RED, GREEN, YELLOW, BOLD = "31", "32", "33", "1"


class CommandFailed(Exception):
    """A refusal: ``what`` happened, ``where`` (file, sheet, cell, setting; may be empty), how to ``fix`` it."""

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.fix = what, where, fix


def complain(failure: CommandFailed) -> None:
    """Prints a refusal on stderr: what, where, how to fix."""
    place = f"{failure.where}：" if failure.where else ""
    print(f"{coloured('错误', RED, sys.stderr)}  {place}{failure.what}", file=sys.stderr)
    if failure.fix:
        print(f"怎么办  {failure.fix}", file=sys.stderr)


def progress(sentence: str, *, quiet: bool = False) -> None:
    """Says on stderr what is being done, unless asked to be quiet."""
    if not quiet:
        print(sentence, file=sys.stderr, flush=True)


def print_json(document: Any) -> None:
    """Prints the one JSON document of a ``--json`` command on stdout."""
    print(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=False))


def coloured(text: str, colour: str, stream: TextIO | None = None) -> str:
    """The text in a colour if the stream is a terminal and nobody objects, else as it is."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR") or not stream.isatty():
        return text
    return f"\x1b[{colour}m{text}\x1b[0m"


def width(text: str) -> int:
    """Columns that a text takes on a terminal: 2 for wide characters, 0 for combining ones."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def table(rows: Iterable[Sequence[str]], *, head: Sequence[str] = ()) -> str:
    """Rows as aligned lines, columns two spaces apart.

    Args: ``rows`` of equally many cells; ``head`` becomes a first line with a rule under it.
    Returns: the text without a last line end; empty for no rows and no head.
    """
    lines = [list(row) for row in rows]
    if head:
        lines.insert(0, list(head))
    if not lines:
        return ""
    widths = [max(width(line[column]) for line in lines) for column in range(len(lines[0]))]
    if head:
        lines.insert(1, ["-" * columns for columns in widths])
    return "\n".join("  ".join(_padded(cell, widths[i]) for i, cell in enumerate(line)).rstrip() for line in lines)


def _padded(cell: str, columns: int) -> str:
    return cell + " " * (columns - width(cell))
