"""Reading the planner's sheets and holding them against each other, before anything is computed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bangfu.engines.matching import Locks, Need, Organisation, Pair
from bangfu.plumbing.sheets import Limits, Problem, Row, Schema, Table, read_table

from .places import Gazetteer, load_gazetteer
from .schemas import (
    EXISTING,
    LOCKS,
    PAIR_LIMITS,
    PLAN_LIMITS,
    SCORES,
    needs_schema,
    organisations_schema,
    with_ready_scores,
)


class SheetsRefused(Exception):
    """Something in the sheets is wrong: every problem, with the file that it stands in."""

    def __init__(self, problems: list[tuple[str, Problem]]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass
class Sources:
    """The files named on the command line."""

    organisations: Path
    needs: Path
    existing: Path | None = None
    locks: Path | None = None
    scores: Path | None = None


@dataclass
class Inputs:
    """Everything that the planner reads, understood. ``files``: role → (file name, SHA-256)."""

    organisations: list[Organisation] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    existing: frozenset[Pair] = frozenset()
    locks: Locks = field(default_factory=Locks)
    scores: dict[Pair, int] | None = None
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    unknown_columns: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    as_of: date | None = None
    places: Gazetteer = field(default_factory=Gazetteer)

    def sha256(self) -> str:
        """One fingerprint of all inputs: of the lines ``role sha256`` in the order in which they are documented."""
        lines = "".join(f"{role} {digest}\n" for role, (_, digest) in self.files.items())
        return hashlib.sha256(lines.encode()).hexdigest()


def read_inputs(sources: Sources, say: Callable[[str], None] = lambda sentence: None) -> Inputs:
    """Reads all files.

    Raises:
        SheetsRefused: any bad cell, unknown id or impossible limit in any of them; all are named.
    """
    inputs = Inputs(places=load_gazetteer())
    problems: list[tuple[str, Problem]] = []
    reader = _Reader(inputs, problems, say)
    organisations, needs = organisations_schema(inputs.places), needs_schema(inputs.places)
    if sources.scores:
        organisations, needs = with_ready_scores(organisations), with_ready_scores(needs)
    organisation_table = reader.read("organisations", sources.organisations, organisations, PLAN_LIMITS)
    need_table = reader.read("needs", sources.needs, needs, PLAN_LIMITS)
    problems += [(sources.organisations.name, one) for one in _bad_points(organisation_table, sources)]
    problems += [(sources.needs.name, one) for one in _bad_points(need_table, sources) + _bad_limits(need_table)]
    if sources.scores:
        inputs.organisations = [_bare_organisation(row) for row in organisation_table.rows]
        inputs.needs = [_bare_need(row) for row in need_table.rows]
    else:
        inputs.organisations = [organisation_of(row, inputs.places) for row in organisation_table.rows]
        inputs.needs = [_need(row, inputs.places) for row in need_table.rows]
    # Ids of rows that were refused for another reason are known all the same, so they are not reported twice.
    complete = not organisation_table.problems and not need_table.problems
    _read_pairs(reader, sources, _Ids(inputs, complete))
    if problems:
        raise SheetsRefused(problems)
    return inputs


@dataclass
class _Ids:
    inputs: Inputs
    complete: bool

    def __post_init__(self) -> None:
        self.organisations = {organisation.id for organisation in self.inputs.organisations}
        self.needs = {need.id for need in self.inputs.needs}


@dataclass
class _Reader:
    inputs: Inputs
    problems: list[tuple[str, Problem]]
    say: Callable[[str], None]

    def read(self, role: str, path: Path, schema: Schema, limits: Limits) -> Table:
        """One file: its rows, with its problems and notices put where they belong."""
        self.say(f"读取{schema.title}：{path.name}")
        table = read_table(path, schema, limits=limits)
        self.inputs.files[role] = (path.name, table.file_sha256)
        self.problems += [(path.name, problem) for problem in table.problems]
        self.inputs.notices += [f"{path.name}：{notice}" for notice in table.notices]
        if table.unknown_columns:
            self.inputs.unknown_columns[path.name] = table.unknown_columns
        if table.dated:
            self.inputs.as_of = max(table.dated, self.inputs.as_of or table.dated)
        return table


def _read_pairs(reader: _Reader, sources: Sources, ids: _Ids) -> None:
    inputs = reader.inputs
    if sources.existing:
        rows = _pairs(reader, "existing", sources.existing, EXISTING, ids)
        inputs.existing = frozenset(pair for pair, _ in rows)
    if sources.locks:
        rows = _pairs(reader, "locks", sources.locks, LOCKS, ids)
        locked = frozenset(pair for pair, values in rows if values["action"] == "lock")
        inputs.locks = Locks(locked=locked, banned=frozenset(pair for pair, _ in rows) - locked)
    if sources.scores:
        rows = _pairs(reader, "scores", sources.scores, SCORES, ids)
        inputs.scores = {pair: values["score"] for pair, values in rows}


def _pairs(reader: _Reader, role: str, path: Path, schema: Schema, ids: _Ids) -> list[tuple[Pair, dict[str, Any]]]:
    """The pairs of a file; an unknown id or a pair given twice is named at its cell."""
    table = reader.read(role, path, schema, PAIR_LIMITS)
    found: dict[Pair, Row] = {}
    for row in table.rows:
        pair = Pair(need=row.values["need"], organisation=row.values["organisation"])
        for key, known, what in (("organisation", ids.organisations, "组织"), ("need", ids.needs, "需求")):
            if ids.complete and row.values[key] not in known:
                problem = table.problem(
                    row, key, "unknown_id", f"{what}表里没有这个编号。", f"请核对编号，或把它加进{what}表。"
                )
                reader.problems.append((path.name, problem))
        if pair in found:
            where = found[pair].cells["organisation"]
            problem = table.problem(
                row, "organisation", "pair_twice", f"这一对与 {where} 所在的行重复。", "请只留一行。"
            )
            reader.problems.append((path.name, problem))
        found.setdefault(pair, row)
    return [(pair, row.values) for pair, row in found.items()]


def _bad_limits(table: Table) -> list[Problem]:
    found = []
    for row in table.rows:
        least, most = row.values["min_partners"], row.values["max_partners"]
        if least > most:
            message = f"最少承接组织数 {least} 大于最多承接组织数 {most}。"
            found.append(
                table.problem(
                    row, "min_partners", "limits_cross", message, "请改小最少数，或改大最多数（不填时最多为 1）。"
                )
            )
    return found


def _bad_points(table: Table, sources: Sources) -> list[Problem]:
    if sources.scores:
        return []
    found = []
    for row in table.rows:
        lon, lat = row.values["lon"], row.values["lat"]
        if (lon is None) != (lat is None):
            key = "lat" if lat is None else "lon"
            found.append(
                table.problem(
                    row, key, "half_a_point", "经度和纬度只填了一个。", "请两个都填，或都留空（改用区划的坐标）。"
                )
            )
    return found


def _point(values: dict[str, Any], places: Gazetteer) -> tuple[float | None, float | None]:
    if values["lon"] is not None and values["lat"] is not None:
        return float(values["lon"]), float(values["lat"])
    return places.point(values["region"] or "") or (None, None)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _bare_organisation(row: Row) -> Organisation:
    """What is read beside ready scores."""
    return Organisation(id=row.values["id"], name=row.values["name"] or "", capacity=row.values["capacity"])


def _bare_need(row: Row) -> Need:
    values = row.values
    return Need(
        id=values["id"],
        name=values["name"] or "",
        min_partners=values["min_partners"],
        max_partners=values["max_partners"],
        priority=values["priority"],
    )


def organisation_of(row: Row, places: Gazetteer) -> Organisation:
    """One organisation of the sheet, with the point of its place when it states none."""
    values = row.values
    lon, lat = _point(values, places)
    return Organisation(
        id=values["id"],
        name=values["name"],
        credit_code=values["credit_code"] or "",
        kind=values["kind"] or "",
        themes=values["themes"] or (),
        capabilities=values["capabilities"] or {},
        resources=values["resources"] or {},
        region=values["region"] or "",
        service_regions=values["service_regions"] or (),
        service_radius_km=_number(values["service_radius_km"]),
        capacity=values["capacity"],
        hub=values["hub"] or "",
        is_hub=values["is_hub"],
        track_record=_number(values["track_record"]),
        credit_status=values["credit_status"],
        lon=lon,
        lat=lat,
        summary=values["summary"] or "",
    )


def _need(row: Row, places: Gazetteer) -> Need:
    values = row.values
    lon, lat = _point(values, places)
    return Need(
        id=values["id"],
        name=values["name"],
        region=values["region"],
        region_name=places.path(values["region"]),
        themes=values["themes"] or (),
        capabilities=values["capabilities"] or {},
        resources=values["resources"] or {},
        kind=values["kind"],
        beneficiaries=values["beneficiaries"],
        urgency=values["urgency"],
        deadline=values["deadline"],
        lon=lon,
        lat=lat,
        description=values["description"] or "",
        min_partners=values["min_partners"],
        max_partners=values["max_partners"],
        priority=values["priority"],
    )
