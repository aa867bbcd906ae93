"""The organisations' sheet as a team search reads it: the planner's columns, and field, cost and fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from bangfu.engines.matching import Organisation
from bangfu.plumbing.sheets import Column, Kind, Row, Schema, read_table

from .inputs import SheetsRefused, organisation_of
from .places import load_gazetteer
from .schemas import PLAN_LIMITS, organisations_schema

EXTRA = (
    Column("field", ("能力领域", "field"), longest=80),
    Column("cost", ("费用", "cost"), Kind.DECIMAL, low=0, high=1_000_000_000, default=Decimal(0)),
    Column("fit", ("契合度", "fit"), Kind.DECIMAL, low=-1_000_000_000, high=1_000_000_000, default=Decimal(0)),
)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who could join, and what there is to say about the file."""

    organisations: list[Organisation]
    file: str
    sha256: str
    unknown_columns: dict[str, list[str]]
    notices: list[str]


def roster_schema() -> Schema:
    """The planner's columns of organisations with the three of teams; only the id is required."""
    plain = organisations_schema(load_gazetteer())
    columns = tuple(
        replace(column, required=False, default=1 if column.key == "capacity" else column.default)
        if column.key in ("name", "capacity")
        else column
        for column in plain.columns
    )
    return Schema(plain.kind, plain.title, (*columns, *EXTRA))


def read_roster(path: Path, say: Callable[[str], None]) -> Roster:
    """Reads the sheet.

    Raises:
        SheetsRefused: any bad cell; all are named.
    """
    say(f"读取社会组织：{path.name}")
    table = read_table(path, roster_schema(), limits=PLAN_LIMITS)
    if table.problems:
        raise SheetsRefused([(path.name, problem) for problem in table.problems])
    places = load_gazetteer()
    organisations = [_with_team_columns(organisation_of(row, places), row) for row in table.rows]
    unknown = {path.name: table.unknown_columns} if table.unknown_columns else {}
    notices = [f"{path.name}：{notice}" for notice in table.notices]
    return Roster(organisations, path.name, table.file_sha256, unknown, notices)


def _with_team_columns(plain: Organisation, row: Row) -> Organisation:
    values = row.values
    return replace(
        plain,
        name=plain.name or plain.id,
        field=values["field"] or "",
        cost=_plain(values["cost"]),
        fit=_plain(values["fit"]),
    )


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
