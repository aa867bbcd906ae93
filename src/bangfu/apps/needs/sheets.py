"""Needs from a sheet: the planner's columns and a few more. An import only adds; nothing of it is published.

A row that says all that a need must say goes to be verified; one that still lacks something (a deadline, a village) becomes
a draft of who imported it. What stands here already, by number or by name and place, is left as it is.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from bangfu.apps.needs import rules
from bangfu.apps.needs.actions_bulk import NewNeed, import_needs, undo_import
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.rules import NATURES, URGENCIES, Line
from bangfu.apps.programmes.api import (
    WordsRead,
    find_word,
    read_themes,
    understood_notices,
    unknown_word,
    vocabulary,
)
from bangfu.apps.regions.api import PlaceIndex, Region, place_index, regions_by_code
from bangfu.plumbing.access import Actor, Scope
from bangfu.plumbing.clock import today
from bangfu.plumbing.imports import Outcome, State
from bangfu.plumbing.imports.importer import Matched
from bangfu.plumbing.sheets import CellRefused, Column, Kind, Problem, Row, Schema, Table
from bangfu.values import InvalidValue, Refusal, RegionCode

PERMISSION = "needs.import"
_NATURES = {words: name for name, words in NATURES.items()}
_URGENCIES = {words: level for level, words in URGENCIES.items()} | {str(level): level for level in URGENCIES}


def _themes(texts: Sequence[str]) -> WordsRead:
    try:
        return read_themes(texts)
    except InvalidValue as wrong:
        raise CellRefused(wrong.refusal.code, wrong.refusal.sentence, wrong.refusal.fix) from None


def _first_id(said: WordsRead, section: str) -> str:
    return next((entry.id for entry in said.entries if entry.section == section), "")


def _words(section: str) -> Callable[[Any], Any]:
    def one(text: str) -> str:
        entry = find_word(text, section)
        if entry is None:
            refusal = unknown_word([text], section)
            raise CellRefused(refusal.code, refusal.sentence, refusal.fix)
        return entry.id

    def convert(value: Any) -> Any:
        if isinstance(value, dict):
            return {one(text): amount for text, amount in value.items()}
        return [one(text) for text in value]

    return convert


class TownInstead(str):
    """The code of the town that stands in for an invented village (99x) of a planning sheet; ``village`` as it was written."""

    village: str

    def __new__(cls, code: str, village: str) -> "TownInstead":
        """``code`` of the town, with what the sheet said beside it."""
        made = super().__new__(cls, code)
        made.village = village
        return made


def _town_of_example(text: str, index: PlaceIndex) -> str:
    """The town of an example village that this site does not have; "" for everything else."""
    try:
        region = RegionCode.parse(text.strip())
    except InvalidValue:
        return ""
    town = f"{region.code[:9]}000"
    return town if region.is_example and town in index else ""


def _place() -> Callable[[str], str]:
    index = place_index()

    def place(text: str) -> str:
        found = index.find(text)
        town = _town_of_example(text, index) if isinstance(found, Refusal) else ""
        if town:
            return TownInstead(town, text.strip())
        if isinstance(found, Refusal):
            raise CellRefused(found.code, found.sentence, found.fix)
        return str(found.code)

    return place


def needs_schema(place: Callable[[str], str]) -> Schema:
    """The columns. ``place`` turns a code or a name into a 12-digit code or raises `CellRefused`."""
    return Schema("needs", "需求", (*_planned(place), *_more()), note="导入后是“待核实”，不会直接公开。")


def _planned(place: Callable[[str], str]) -> tuple[Column, ...]:
    example = "血压计:20；血糖仪:5"
    return (
        Column("id", ("编号", "id"), Kind.CODE, unique=True, note="本平台的 N- 编号表示已有的需求，导入时不改它"),
        Column("name", ("名称", "name"), required=True, longest=60, example="村卫生站缺 20 台血压计"),
        Column("region", ("区划", "region", "所在区划"), Kind.REGION, required=True, convert=place, note="到镇或村"),
        Column("themes", ("领域", "themes"), Kind.LIST, convert=_themes, example="村卫生站提升"),
        Column(
            "capabilities",
            ("所需能力", "capabilities", "能力"),
            Kind.PAIRS,
            low=1,
            high=3,
            amount_default=1,
            convert=_words("capabilities"),
        ),
        Column("resources", ("所需资源", "resources", "资源"), Kind.PAIRS, low=1, example=example, note="每样都算必须"),
        Column("kind", ("帮扶方式", "kind", "类型"), Kind.CHOICE, choices=_NATURES, default=""),
        Column("beneficiaries", ("受益人数", "beneficiaries"), Kind.INTEGER, low=0, high=10_000_000, default=0),
        Column("urgency", ("紧急程度", "urgency"), Kind.CHOICE, choices=_URGENCIES, default=1),
        Column("min_partners", ("最少承接组织数", "min_partners", "最少伙伴"), Kind.INTEGER, low=0, high=99, default=0),
        Column("max_partners", ("最多承接组织数", "max_partners", "最多伙伴"), Kind.INTEGER, low=1, high=99, default=1),
        Column("priority", ("优先级", "priority", "优先"), Kind.INTEGER, low=1, high=5, default=1),
        Column("deadline", ("截止日期", "deadline", "截止"), Kind.DATE),
        Column("lon", ("经度", "lon"), Kind.DECIMAL, low=73, high=136),
        Column("lat", ("纬度", "lat"), Kind.DECIMAL, low=3, high=54),
        Column("description", ("说明", "description"), longest=1000),
    )


def _more() -> tuple[Column, ...]:
    return (
        Column("unit", ("计量单位", "unit"), longest=10, note="词表里没有的资源用这个单位"),
        Column("groups", ("受益群体", "groups"), Kind.LIST, convert=_words("beneficiary_groups")),
        Column("needed_by", ("希望完成", "needed_by"), Kind.DATE),
        Column("accepted_by", ("谁来验收", "accepted_by"), longest=120, note="写职务，不写姓名"),
        Column("contact", ("联系人", "contact"), longest=60, personal=True, note="不公开，接单后才告诉对方"),
        Column("attachments", ("附件说明", "attachments"), longest=300),
    )


class NeedImporter:
    """`plumbing.imports.Importer` for needs."""

    kind, title, permission = "needs", "需求", PERMISSION

    def schema(self) -> Schema:
        """Words are those of the pack, places those of the tree."""
        return needs_schema(_place())

    def match(self, table: Table, by: Actor) -> Matched:
        """By number, then name and place; queries do not grow with the rows."""
        return _Matching(table, by).all()

    def apply(self, outcomes: Sequence[Outcome], *, by: Actor, at: datetime, batch: str) -> None:
        """One bulk action for all new rows."""
        regions = regions_by_code(outcome.row.values["region"] for outcome in outcomes)
        news = [new_need(outcome.row, regions, today()) for outcome in outcomes if outcome.state is State.NEW]
        import_needs(by=by, at=at, news=news, batch=batch)

    def undo(self, *, by: Actor, at: datetime, batch: str) -> None:
        """As ``undo_import`` refuses or does."""
        undo_import(by=by, at=at, batch=batch)


class _Matching:
    """Holds the table against the needs that stand here."""

    def __init__(self, table: Table, by: Actor) -> None:
        self.table, self.by, self.result = table, by, Matched()
        living = Need.objects.exclude(state="closed").values_list("number", "title", "region_path")
        self.numbers = {number for number, _title, _place in living}
        self.known = {(title, place): number for number, title, place in living}
        self.regions = regions_by_code(row.values["region"] for row in table.rows)
        self.seen = set[tuple[str, str]]()

    def all(self) -> Matched:
        """An outcome or a problem for each good row; words that were taken for others are named in the report."""
        self.table.notices += understood_notices(row.values["themes"] for row in self.table.rows)
        self.table.notices += [
            f"第 {row.number} 行的示例村 {place.village} 这个站里没有，记在它的镇 {place}。"
            for row in self.table.rows
            if isinstance(place := row.values["region"], TownInstead)
        ]
        for row in self.table.rows:
            key = (row.values["name"].strip(), row.values["region"])
            stored = row.values["id"] if row.values["id"] in self.numbers else self.known.get(key, "")
            problem = None if stored else self._problem(row)
            if problem is not None:
                self.result.problems.append(problem)
            else:
                state = State.DUPLICATE if key in self.seen else State.UNCHANGED if stored else State.NEW
                self.result.outcomes.append(Outcome(row, state, stored or "", key[0]))
            self.seen.add(key)
        return self.result

    def _problem(self, row: Row) -> Problem | None:
        values, table = row.values, self.table
        if not self.by.may(PERMISSION, Scope(region=values["region"])):
            return table.problem(row, "region", "outside", "不在您的管辖范围内。", "请删去这一行，或交由当地导入。")
        for text in values["resources"] or {}:
            if not find_word(text, "resources") and not values["unit"]:
                fix = "请在“计量单位”里写单位，或改用词表里的名称。"
                return table.problem(row, "resources", "no_unit", f"词表里没有「{text}」，也没写单位。", fix)
        for key in ("name", "description", "accepted_by", "attachments"):
            for warning in rules.privacy_warnings(values[key] or ""):
                return table.problem(row, key, warning.code, warning.sentence, "请删去后再导入。")
        return self._draft_problem(row)

    def _draft_problem(self, row: Row) -> Problem | None:
        values = row.values
        found = rules.draft_refusals(
            title=values["name"],
            min_partners=values["min_partners"],
            max_partners=values["max_partners"],
            claim_by=values["deadline"],
            needed_by=values["needed_by"],
        )
        where = {"partners": "min_partners", "max_partners": "max_partners", "dates_order": "needed_by"}
        for refusal in found:
            return self.table.problem(row, where.get(refusal.code, "name"), refusal.code, refusal.sentence, refusal.fix)
        return None


def new_need(row: Row, regions: dict[str, Region], on: date) -> NewNeed:
    """What a good row becomes."""
    values = row.values
    said: WordsRead = values["themes"] or WordsRead()
    kind, field = _first_id(said, "kinds_of_help"), _first_id(said, "fields_of_capability")
    named = tuple(dict.fromkeys(entry.id for entry in said.entries if entry.section == "themes"))
    themes = named or _guessed_themes(values, kind, field)
    first = vocabulary().get("themes", themes[0]) if themes else None
    region = regions[values["region"]]
    lines = _lines(values)
    fields = {
        "title": values["name"].strip(),
        "words": values["description"] or "",
        "description": f"附件：{values['attachments']}" if values["attachments"] else "",
        "region": region,
        "themes": list(themes),
        "kind_of_help": first.link("kind_of_help") if first else kind,
        "nature": values["kind"] or (first.link("nature") if first else "") or "relief",
        "groups": list(values["groups"] or ()),
        "capabilities": dict(values["capabilities"] or {}),
        "claim_by": values["deadline"],
        "contact": values["contact"] or "",
        "accepted_by": values["accepted_by"] or "",
    }
    fields |= {key: values[key] for key in ("beneficiaries", "urgency", "min_partners", "max_partners", "priority")}
    fields |= {"needed_by": values["needed_by"], "lon": _float(values["lon"]), "lat": _float(values["lat"])}
    lacks = rules.submit_refusals(
        lines=lines, region_level=region.level, claim_by=values["deadline"], theme=themes[0] if themes else "", on=on
    )
    return NewNeed(fields, lines, is_complete=not lacks)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _guessed_themes(values: dict[str, Any], kind: str, field: str) -> tuple[str, ...]:
    """The theme that the texts speak of, within the kind and the field that were named; none when they speak of none."""
    text = f"{values['name']}\n{values['description'] or ''}"
    for understood in vocabulary().understand(text, "themes"):
        entry = understood.entry
        if (not kind or entry.link("kind_of_help") == kind) and (not field or entry.link("field") == field):
            return (understood.entry.id,)
    return ()


def _lines(values: dict[str, Any]) -> list[Line]:
    lines = []
    for text, amount in (values["resources"] or {}).items():
        entry = find_word(text, "resources")
        unit = (entry.unit if entry else "") or values["unit"] or "份"
        lines.append(Line(entry.zh if entry else text[:60], int(amount), unit, True, entry.id if entry else ""))
    return lines


IMPORTER = NeedImporter()
