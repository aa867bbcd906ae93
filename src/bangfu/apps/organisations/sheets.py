"""Organisations from a sheet: the columns, which stored organisation a row speaks of, and what would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bangfu.apps.organisations.actions.imports import ImportedOrganisation, import_organisations, undo_batch
from bangfu.apps.organisations.models import Capacity, HubMembership, Organisation
from bangfu.apps.organisations.queries.profile import profile_values
from bangfu.apps.organisations.rules.decisions import profile_refusal
from bangfu.apps.organisations.rules.duplicates import name_key
from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS, cleaned
from bangfu.apps.organisations.rules.words import CREDIT_STATUSES, KIND_NAMES
from bangfu.apps.organisations.wording import find_word, name_of, unit_of
from bangfu.apps.programmes.api import WordsRead, read_themes, understood_notices, unknown_word
from bangfu.apps.regions.api import place_index, regions_by_code
from bangfu.plumbing.access import Actor, Scope
from bangfu.plumbing.clock import today
from bangfu.plumbing.imports import Change, Outcome, State
from bangfu.plumbing.imports.importer import Matched
from bangfu.plumbing.sheets import CellRefused, Column, Kind, Row, Schema, Table
from bangfu.values import InvalidValue, Quarter, Refusal

PERMISSION = "organisations.import"


class OrganisationImporter:
    """`plumbing.imports.Importer` for organisations."""

    kind, title, permission = "organisations", "社会组织", PERMISSION

    def schema(self) -> Schema:
        """The planner's columns; words are those of the pack, places those of the tree."""
        return organisations_schema(_place_finder())

    def match(self, table: Table, by: Actor) -> Matched:
        """By number, then credit code, then name and place."""
        return _Matching(table, by).all()

    def apply(self, outcomes: Sequence[Outcome], *, by: Actor, at: datetime, batch: str) -> None:
        """One bulk action; new ones wait to be verified."""
        ids = _region_ids(outcome.row for outcome in outcomes)
        rows = [_imported(outcome, ids) for outcome in outcomes]
        import_organisations(by=by, at=at, batch=batch, rows=rows, quarter=Quarter.of(today()).text)

    def undo(self, *, by: Actor, at: datetime, batch: str) -> None:
        """As `undo_batch` refuses or does."""
        undo_batch(by=by, at=at, batch=batch)


def organisations_schema(place: Callable[[str], str]) -> Schema:
    """The columns. ``place`` turns a code or a name into a 12-digit code or raises `CellRefused`."""
    kinds = {words: kind for kind, words in KIND_NAMES.items()}
    statuses = {words: status for status, words in CREDIT_STATUSES.items()}
    return Schema(
        "organisations",
        "社会组织",
        (
            Column(
                "id", ("编号", "id"), Kind.CODE, unique=True, note="本平台的 O- 编号用来更新已有组织；其他编号只作对照"
            ),
            Column("name", ("名称", "name"), required=True, longest=100, example="广州某某服务中心"),
            Column("credit_code", ("统一社会信用代码", "credit_code"), Kind.CREDIT_CODE, note="仅备案的留空"),
            Column(
                "kind", ("组织类型", "kind", "类型"), Kind.CHOICE, required=True, choices=kinds, example="社会服务机构"
            ),
            Column("themes", ("领域", "themes"), Kind.LIST, convert=_themes, example="图书与阅读；助学帮困"),
            Column(
                "capabilities",
                ("专业能力", "capabilities", "能力"),
                Kind.PAIRS,
                low=1,
                high=3,
                amount_default=1,
                convert=_capabilities,
                example="阅读推广:3；图书室建设:2",
                note="等级 1 到 3",
            ),
            Column(
                "resources",
                ("可提供资源", "resources", "资源"),
                Kind.PAIRS,
                low=0,
                convert=_resources,
                example="图书:2000",
            ),
            Column("region", ("所在区划", "region"), Kind.REGION, required=True, convert=place, example="广州市天河区"),
            Column(
                "service_regions",
                ("服务区划", "service_regions"),
                Kind.LIST,
                convert=lambda texts: tuple(dict.fromkeys(place(text) for text in texts)),
                example="梅州市；清远市",
            ),
            Column(
                "service_radius_km", ("服务半径公里", "service_radius_km", "服务半径"), Kind.INTEGER, low=0, high=20000
            ),
            Column("capacity", ("可承接数量", "capacity", "可承接数"), Kind.INTEGER, low=0, high=10000, note="本季度"),
            Column("hub", ("所属枢纽", "hub", "枢纽"), longest=100),
            Column("is_hub", ("是否枢纽", "is_hub"), Kind.BOOL),
            Column("track_record", ("履约率", "track_record", "履约"), Kind.DECIMAL, low=0, high=1),
            Column("credit_status", ("信用状态", "credit_status"), Kind.CHOICE, choices=statuses, default="normal"),
            Column("lon", ("经度", "lon"), Kind.DECIMAL, low=73, high=136),
            Column("lat", ("纬度", "lat"), Kind.DECIMAL, low=3, high=54),
            Column("summary", ("简介", "summary"), longest=1000),
        ),
    )


def _place_finder() -> Callable[[str], str]:
    index: list[Any] = []

    def place(text: str) -> str:
        if not index:
            index.append(place_index())
        found = index[0].find(text)
        if isinstance(found, Refusal):
            raise CellRefused(found.code, found.sentence, found.fix)
        return str(found.code)

    return place


def _word(text: str, section: str) -> str:
    entry = find_word(text, section)
    if entry is None:
        refusal = unknown_word([text], section)
        raise CellRefused(refusal.code, refusal.sentence, refusal.fix)
    return str(entry.id)


def _themes(texts: Sequence[str]) -> WordsRead:
    try:
        return read_themes(texts)
    except InvalidValue as wrong:
        raise CellRefused(wrong.refusal.code, wrong.refusal.sentence, wrong.refusal.fix) from None


def _capabilities(pairs: dict[str, int]) -> dict[str, list[Any]]:
    return {_word(text, "capabilities"): [level, "stated"] for text, level in pairs.items()}


def _resources(pairs: dict[str, int]) -> dict[str, list[Any]]:
    found = {_word(text, "resources"): amount for text, amount in pairs.items()}
    return {key: [amount, unit_of(key)] for key, amount in found.items()}


def _region_ids(rows: Iterable[Row]) -> dict[str, int]:
    codes: set[str] = set()
    for row in rows:
        codes |= {row.values["region"], *(row.values["service_regions"] or ())}
    return {code: region.pk for code, region in regions_by_code(codes).items()}


def _profile(row: Row, ids: dict[str, int]) -> dict[str, Any]:
    """The profile fields that the row states; an empty cell states nothing."""
    plain = "name credit_code kind themes capabilities resources service_radius_km is_hub summary track_record lon lat"
    values = {key: row.values[key] for key in plain.split() if row.values[key] is not None}
    if "themes" in values:
        values["themes"] = list(values["themes"].ids)
    values["region_id"] = ids[row.values["region"]]
    if row.values["service_regions"]:
        values["service_regions"] = [ids[code] for code in row.values["service_regions"]]
    for key in ("lon", "lat"):
        if key in values:
            values[key] = float(values[key])
    if "track_record" in values:
        values["track_record"] = values["track_record"].quantize(Decimal("0.001"))
    return cleaned(values)


def _imported(outcome: Outcome, ids: dict[str, int]) -> ImportedOrganisation:
    values = outcome.row.values
    return ImportedOrganisation(
        values=_profile(outcome.row, ids),
        number=outcome.target,
        capacity=values["capacity"],
        hub=values["hub"] or "",
        credit_status=values["credit_status"],
    )


class _Matching:
    """Holds the table against the registry, with queries that do not grow with the rows."""

    def __init__(self, table: Table, by: Actor) -> None:
        self.table, self.by, self.result = table, by, Matched()
        stored = Organisation.objects.filter(merged_into=None).select_related("region")
        stored = stored.prefetch_related("themes", "capabilities", "resources", "service_areas")
        self.by_number = {one.number: one for one in stored}
        self.by_code = {one.credit_code: one for one in self.by_number.values() if one.credit_code}
        self.by_name = {(one.name_key, one.region.code): one for one in self.by_number.values()}
        self.hubs = {word for one in self.by_number.values() if one.is_hub for word in (one.number, one.name)}
        self.hubs |= {row.values["name"] for row in table.rows if row.values["is_hub"]}
        quarter = Quarter.of(today()).text
        self.slots = dict(Capacity.objects.filter(quarter=quarter).values_list("organisation_id", "slots"))
        live = HubMembership.objects.filter(to_day=None).values_list("member_id", "hub__name", "hub__number")
        self.members = {(member, word) for member, *words in live for word in words}
        self.ids = _region_ids(table.rows)
        self.seen: dict[Any, Row] = {}

    def all(self) -> Matched:
        """An outcome or a problem for each good row; words that were taken for others are named in the report."""
        self.table.notices += understood_notices(row.values["themes"] for row in self.table.rows)
        for row in self.table.rows:
            keys = [
                key for key in (row.values["credit_code"], (name_key(row.values["name"]), row.values["region"])) if key
            ]
            if any(key in self.seen for key in keys):
                self.result.outcomes.append(Outcome(row, State.DUPLICATE, label=row.values["name"]))
                continue
            self.seen |= dict.fromkeys(keys, row)
            self._row(row, self._stored(row, keys))
        return self.result

    def _stored(self, row: Row, keys: list[Any]) -> Organisation | None:
        return self.by_number.get(row.values["id"]) or self.by_code.get(keys[0]) or self.by_name.get(keys[-1])

    def _row(self, row: Row, stored: Organisation | None) -> None:
        values = _profile(row, self.ids)
        before = profile_values(stored) if stored else {}
        problem = self._problem(row, stored, {**before, **values})
        if problem is not None:
            self.result.problems.append(problem)
            return
        changes = self._changes(row, stored, before, values) if stored else ()
        state = State.NEW if stored is None else State.UPDATE if changes else State.UNCHANGED
        target = stored.number if stored else ""
        self.result.outcomes.append(Outcome(row, state, target, row.values["name"], tuple(changes)))

    def _problem(self, row: Row, stored: Organisation | None, whole: dict[str, Any]) -> Any:
        table, regions = self.table, {row.values["region"]} | ({stored.region.code} if stored else set())
        for code in sorted(regions):
            if not self.by.may(PERMISSION, Scope(region=code)):
                return table.problem(row, "region", "outside", "不在您的管辖范围内。", "请删去这一行，或交由当地导入。")
        if row.values["hub"] and row.values["hub"] not in self.hubs:
            return table.problem(row, "hub", "unknown_hub", "没有这个枢纽。", "请核对名称，或先登记这个枢纽。")
        status = {"credit_status": row.values["credit_status"], "credit_status_since": today()}
        refusal = profile_refusal({**whole, **status})
        if refusal is not None:
            key = "credit_code" if "code" in refusal.code else "name"
            return table.problem(row, key, refusal.code, refusal.sentence, refusal.fix)
        return None

    def _changes(self, row: Row, stored: Organisation, before: dict[str, Any], values: dict[str, Any]) -> list[Change]:
        found = [
            Change(PROFILE_FIELDS[key].words, _shown(key, before[key]), _shown(key, new))
            for key, new in values.items()
            if _comparable(before[key]) != _comparable(new)
        ]
        if row.values["capacity"] is not None and self.slots.get(stored.pk) != row.values["capacity"]:
            found.append(Change("可承接数量", str(self.slots.get(stored.pk, "")), str(row.values["capacity"])))
        if row.values["hub"] and (stored.pk, row.values["hub"]) not in self.members:
            found.append(Change("所属枢纽", "", row.values["hub"]))
        status = row.values["credit_status"]
        if "credit_status" in row.cells and status != stored.credit_status:
            found.append(Change("信用状态", CREDIT_STATUSES[stored.credit_status], CREDIT_STATUSES[status]))
        return found


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: list(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple | list) else value or ""


def _shown(key: str, value: Any) -> str:
    if key in ("themes", "capabilities", "resources") and value:
        return "；".join(name_of(key, each) for each in value)
    if key == "kind":
        return KIND_NAMES.get(str(value), str(value))
    return "" if value in (None, "", [], {}) else str(value)


IMPORTER = OrganisationImporter()
