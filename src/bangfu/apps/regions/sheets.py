"""The sheet of places: another province or a newer list comes in by the same code as the shipped one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bangfu.apps.regions.actions import load_regions, take_back_edition
from bangfu.apps.regions.queries import known_places
from bangfu.apps.regions.rules import KnownPlace, PlaceRow, plan_load
from bangfu.plumbing.access import Actor
from bangfu.plumbing.imports.importer import Change, Matched, Outcome, State
from bangfu.plumbing.sheets import CellRefused, Column, Kind, Limits, Row, Schema, Table
from bangfu.values import InvalidValue, RegionCode

_PLACED_AT = {
    "regions.merged_but_open": "merged_into",
    "regions.no_successor": "merged_into",
    "regions.days": "valid_to",
}

# A whole province has thirty to eighty thousand places.
PROVINCE_LIMITS = Limits(
    rows=150_000, cells=4_000_000, file_bytes=60_000_000, inflated_bytes=400_000_000, characters=120_000_000
)


def _full_code(text: str) -> str:
    try:
        return RegionCode.parse(text).code
    except InvalidValue as wrong:
        raise CellRefused(wrong.refusal.code, wrong.refusal.sentence, wrong.refusal.fix) from None


SCHEMA = Schema(
    kind="regions",
    title="区划",
    note="一行一个地方。代码按统计用区划代码；停用的地方写停用日期，并入别处的再写并入代码。",
    columns=(
        Column(
            "code",
            ("区划代码", "code", "代码"),
            Kind.CODE,
            required=True,
            unique=True,
            convert=_full_code,
            example="441826105204",
            note="6、9 或 12 位",
        ),
        Column("name", ("名称", "name"), required=True, longest=60, example="三排村委会"),
        Column("kind", ("类型", "kind"), longest=20, default="", example="村委会"),
        Column("valid_from", ("启用日期", "valid_from"), Kind.DATE),
        Column("valid_to", ("停用日期", "valid_to"), Kind.DATE),
        Column("merged_into", ("并入代码", "merged_into"), Kind.CODE, convert=_full_code, default=""),
        Column("lon", ("经度", "lon"), Kind.DECIMAL, low=-180, high=180),
        Column("lat", ("纬度", "lat"), Kind.DECIMAL, low=-90, high=90),
        Column("mca_code", ("民政代码", "mca_code"), Kind.CODE, convert=_full_code, default=""),
        Column("aliases", ("别名", "aliases"), Kind.LIST, default=(), example="三排"),
    ),
)


class RegionImporter:
    """Lists of codes. The batch's name becomes the edition that pages of places show."""

    kind = "regions"
    title = "区划"
    permission = "regions.import"
    limits = PROVINCE_LIMITS

    def schema(self) -> Schema:
        """The columns of the sheet."""
        return SCHEMA

    def match(self, table: Table, by: Actor) -> Matched:
        """What each row would do to the tree; rows without a parent, with wrong days and the like become problems."""
        rows = [_place(row) for row in table.rows]
        known = known_places({row.code[:2] for row in rows})
        plan, refused = plan_load(rows, known)
        wrong = {row.code: refusal for row, refusal in refused}
        new, changed = {row.code for row in plan.new}, {row.code for row in plan.changed}
        found = Matched()
        for given, row in zip(table.rows, rows, strict=True):
            if row.code in wrong:
                refusal = wrong[row.code]
                key = _PLACED_AT.get(refusal.code, "code")
                found.problems.append(table.problem(given, key, refusal.code, refusal.sentence, refusal.fix))
            elif row.code in changed:
                found.outcomes.append(Outcome(given, State.UPDATE, row.code, row.name, _changes(row, known[row.code])))
            else:
                found.outcomes.append(Outcome(given, State.NEW if row.code in new else State.UNCHANGED, "", row.name))
        return found

    def apply(self, outcomes: Sequence[Outcome], *, by: Actor, at: datetime, batch: str) -> None:
        """Load the new and changed rows as one list. Errors: ``Refused`` undoes everything."""
        load_regions(by=by, at=at, rows=[_place(outcome.row) for outcome in outcomes], edition=batch)

    def undo(self, *, by: Actor, at: datetime, batch: str) -> None:
        """Take back what the list added. Errors: ``Refused`` when it changed older places or something hangs on it."""
        take_back_edition(by=by, at=at, edition=batch)


def _changes(row: PlaceRow, known: KnownPlace) -> tuple[Change, ...]:
    pairs = [("名称", known.name, row.name), ("类型", known.kind, row.kind)]
    pairs.append(("停用日期", "已停用" if known.is_closed else "", row.valid_to.isoformat() if row.valid_to else ""))
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


def _place(row: Row) -> PlaceRow:
    values: dict[str, Any] = row.values
    point = (
        (float(values["lon"]), float(values["lat"]))
        if values["lon"] is not None and values["lat"] is not None
        else None
    )
    return PlaceRow(
        code=values["code"],
        name=values["name"],
        kind=values["kind"] or "",
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        merged_into=values["merged_into"] or "",
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        point_source="sheet" if point else "",
        mca_code=values["mca_code"] or "",
        aliases=tuple(values["aliases"] or ()),
    )


IMPORTER = RegionImporter()
