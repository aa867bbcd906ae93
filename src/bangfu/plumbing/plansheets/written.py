"""The planner's sheets, written: what is written here, `read_inputs` reads back to the same values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bangfu.engines.matching import PARTS, Need, Organisation, Pair
from bangfu.plumbing.sheets import csv_bytes

from .inputs import Inputs
from .places import Gazetteer
from .schemas import ACTIONS, EXISTING, LOCKS, URGENCIES, needs_schema, organisations_schema

FILES = {
    "organisations": "organisations.csv",
    "needs": "needs.csv",
    "existing": "existing.csv",
    "locks": "locks.csv",
}
"""The names under which a plan's inputs are kept and handed out, by role, in the documented order."""

WEIGHTS_FILE = "weights.toml"
_LIST, _ITEM = "；", ":"
_SEPARATORS = re.compile("[;；、:：\n\r]+")


def organisations_sheet(organisations: Iterable[Organisation]) -> bytes:
    """The organisations' sheet as CSV, in the given order."""
    columns = organisations_schema(Gazetteer()).columns
    rows = ([_cell(column.key, getattr(one, column.key)) for column in columns] for one in organisations)
    return csv_bytes([column.title for column in columns], rows)


def needs_sheet(needs: Iterable[Need]) -> bytes:
    """The needs' (or villages') sheet as CSV, in the given order."""
    columns = needs_schema(Gazetteer()).columns
    rows = ([_cell(column.key, getattr(one, column.key)) for column in columns] for one in needs)
    return csv_bytes([column.title for column in columns], rows)


def existing_sheet(pairs: Iterable[Pair]) -> bytes:
    """Existing pairs as CSV, sorted."""
    return csv_bytes(
        [column.title for column in EXISTING.columns], [[one.organisation, one.need] for one in sorted(pairs)]
    )


def locks_sheet(locked: Iterable[Pair], banned: Iterable[Pair]) -> bytes:
    """Locks and bans as CSV, sorted; locks first."""
    words = {value: word for word, value in reversed(ACTIONS.items())}
    rows = [[one.organisation, one.need, words["lock"]] for one in sorted(locked)]
    rows += [[one.organisation, one.need, words["ban"]] for one in sorted(banned)]
    return csv_bytes([column.title for column in LOCKS.columns], rows)


def weights_file(weights: Mapping[str, int]) -> bytes:
    """The weights as `bangfu plan --weights` takes them."""
    lines = "".join(f"{part} = {weights[part]}\n" for part in PARTS)
    return f"[weights]\n{lines}".encode()


def sheets_of(inputs: Inputs) -> dict[str, bytes]:
    """All sheets of a plan's inputs by role; a role without a row is left out."""
    sheets = {"organisations": organisations_sheet(inputs.organisations), "needs": needs_sheet(inputs.needs)}
    if inputs.existing:
        sheets["existing"] = existing_sheet(inputs.existing)
    if inputs.locks.locked or inputs.locks.banned:
        sheets["locks"] = locks_sheet(inputs.locks.locked, inputs.locks.banned)
    return sheets


def _cell(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return _LIST.join(f"{_plain(name)}{_ITEM}{amount}" for name, amount in value.items())
    if isinstance(value, tuple):
        return _LIST.join(_plain(each) for each in value)
    if key == "urgency":
        return next(word for word, level in reversed(URGENCIES.items()) if level == value)
    return value


def _plain(name: str) -> str:
    """A name of a list without the signs that would end it: what a village typed may hold any of them."""
    return _SEPARATORS.sub(" ", name)
