"""Offers from a sheet: the columns of the supply ledgers (供给台账). An import only adds; nothing of it is published."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bangfu.apps.offers import rules
from bangfu.apps.offers.actions.bulk import NewOffer, import_offers, undo_import
from bangfu.apps.offers.models import Offer
from bangfu.apps.offers.rules import WAYS, Given
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.programmes.api import WordsRead, find_word, read_themes, understood_notices, unknown_word
from bangfu.apps.regions.api import place_index, regions_by_code
from bangfu.plumbing.access import Actor, Scope
from bangfu.plumbing.clock import today
from bangfu.plumbing.imports import Outcome, State
from bangfu.plumbing.imports.importer import Matched
from bangfu.plumbing.sheets import CellRefused, Column, Kind, Problem, Row, Schema, Table
from bangfu.values import InvalidValue, Refusal

PERMISSION = "offers.import"
FEN = 100


def _themes(texts: Sequence[str]) -> WordsRead:
    try:
        return read_themes(texts)
    except InvalidValue as wrong:
        raise CellRefused(wrong.refusal.code, wrong.refusal.sentence, wrong.refusal.fix) from None


def _groups(texts: Sequence[str]) -> list[str]:
    found = []
    for text in texts:
        entry = find_word(text, "beneficiary_groups")
        if entry is None:
            refusal = unknown_word([text], "beneficiary_groups")
            raise CellRefused(refusal.code, refusal.sentence, refusal.fix)
        found.append(entry.id)
    return found


def _places() -> Callable[[Sequence[str]], list[str]]:
    index = place_index()

    def read(texts: Sequence[str]) -> list[str]:
        codes = []
        for text in texts:
            found = index.find(text)
            if isinstance(found, Refusal):
                raise CellRefused(found.code, found.sentence, found.fix)
            codes.append(str(found.code))
        return codes

    return read


def offers_schema(places: Callable[[Sequence[str]], list[str]]) -> Schema:
    """The columns. ``places`` turns names and codes into 12-digit codes or raises `CellRefused`."""
    ways = {words: name for name, words in WAYS.items()}
    example = "血压计:20；健康讲座:4"
    return Schema(
        "offers",
        "供给",
        (
            Column("id", ("编号", "id"), Kind.CODE, unique=True, note="本平台的 F- 编号表示已有的供给，导入时不改它"),
            Column(
                "organisation",
                ("社会组织", "organisation"),
                required=True,
                longest=100,
                note="名称、O- 编号或统一社会信用代码",
            ),
            Column("title", ("项目名称", "title", "名称"), required=True, longest=60, example="血压计和用法培训下乡"),
            Column("themes", ("帮扶领域", "themes", "领域"), Kind.LIST, convert=_themes, example="村卫生站提升"),
            Column("groups", ("服务对象", "groups"), Kind.LIST, convert=_groups),
            Column(
                "places",
                ("服务地域", "places"),
                Kind.LIST,
                required=True,
                convert=places,
                example="梅州市；清远市",
                note="用分号分开",
            ),
            Column("way", ("方式", "way"), Kind.CHOICE, required=True, choices=ways),
            Column("resources", ("可提供内容", "resources"), Kind.PAIRS, low=1, example=example, note="名称:数量"),
            Column("unit", ("计量单位", "unit"), longest=10, note="词表里没有的内容用这个单位"),
            Column("amount", ("可投入金额", "amount"), Kind.MONEY, low=0, note="元，整数"),
            Column("people", ("可投入人数", "people"), Kind.INTEGER, low=0, high=1_000_000),
            Column("times", ("年内可承接数量", "times"), Kind.INTEGER, low=0, high=1_000_000),
            Column("qualification", ("专业资质", "qualification"), longest=200),
            Column("starts_on", ("开始日期", "starts_on"), Kind.DATE),
            Column("ends_on", ("有效期", "ends_on"), Kind.DATE, required=True),
            Column("conditions", ("条件", "conditions"), longest=300),
            Column("description", ("说明", "description"), longest=1000),
            Column("past", ("过往成效", "past"), longest=300),
            Column("contact", ("联系人", "contact"), longest=60, personal=True, note="不公开，接受点单后才告诉对方"),
            Column("state", ("状态", "state"), longest=20, note="只作参考；导入后都是“待审核”"),
        ),
        note="导入后是“待审核”，不会直接公开。",
    )


class OfferImporter:
    """`plumbing.imports.Importer` for offers."""

    kind, title, permission = "offers", "供给", PERMISSION

    def schema(self) -> Schema:
        """Words are those of the pack, places those of the tree."""
        return offers_schema(_places())

    def match(self, table: Table, by: Actor) -> Matched:
        """By number, then organisation and title; queries do not grow with the rows."""
        return _Matching(table, by).all()

    def apply(self, outcomes: Sequence[Outcome], *, by: Actor, at: datetime, batch: str) -> None:
        """One bulk action for all new rows."""
        rows = [outcome.row for outcome in outcomes if outcome.state is State.NEW]
        parties = _parties(row.values["organisation"] for row in rows)
        places = regions_by_code(code for row in rows for code in row.values["places"])
        news = [_new(row, parties[_said(row)], [places[code] for code in row.values["places"]]) for row in rows]
        import_offers(by=by, at=at, news=news, batch=batch)

    def undo(self, *, by: Actor, at: datetime, batch: str) -> None:
        """As ``undo_import`` refuses or does."""
        undo_import(by=by, at=at, batch=batch)


def _said(row: Row) -> str:
    return str(row.values["organisation"]).strip()


def _parties(texts: Any) -> dict[str, Organisation]:
    """Organisations by whatever the sheet calls them: number, credit code or name. One query."""
    wanted = {str(text).strip() for text in texts}
    rows = Organisation.objects.filter(merged_into=None).select_related("region")
    found: dict[str, Organisation] = {}
    for column in ("name", "credit_code", "number"):
        for one in rows.filter(**{f"{column}__in": wanted}):
            found[getattr(one, column)] = one
    return found


class _Matching:
    """Holds the table against the offers that stand here."""

    def __init__(self, table: Table, by: Actor) -> None:
        self.table, self.by, self.result = table, by, Matched()
        self.parties = _parties(row.values["organisation"] for row in table.rows)
        living = Offer.objects.exclude(state="ended").values_list("number", "title", "organisation__number")
        self.numbers = {number for number, _title, _party in living}
        self.known = {(party, title): number for number, title, party in living}
        self.seen = set[tuple[str, str]]()

    def all(self) -> Matched:
        """An outcome or a problem for each good row."""
        self.table.notices += understood_notices(
            row.values["themes"] for row in self.table.rows if row.values["themes"]
        )
        for row in self.table.rows:
            party = self.parties.get(_said(row))
            problem = self._problem(row, party)
            if problem is not None or party is None:
                self.result.problems.append(problem or self._unknown(row))
                continue
            key = (party.number, row.values["title"].strip())
            stored = row.values["id"] if row.values["id"] in self.numbers else self.known.get(key, "")
            state = State.DUPLICATE if key in self.seen else State.UNCHANGED if stored else State.NEW
            self.result.outcomes.append(Outcome(row, state, stored or "", key[1]))
            self.seen.add(key)
        return self.result

    def _unknown(self, row: Row) -> Problem:
        fix = "请先登记这家组织，或写它的编号或信用代码。"
        return self.table.problem(row, "organisation", "no_organisation", "名录里没有这家组织。", fix)

    def _problem(self, row: Row, party: Organisation | None) -> Problem | None:
        values, table = row.values, self.table
        if party is None:
            return self._unknown(row)
        if not self.by.may(PERMISSION, Scope(region=party.region.code, organisation=party.number)):
            return table.problem(
                row, "organisation", "outside", "不在您的管辖范围内。", "请删去这一行，或交由当地导入。"
            )
        for text in values["resources"] or {}:
            if not find_word(text, "resources") and not values["unit"]:
                fix = "请在“计量单位”里写单位，或改用词表里的名称。"
                return table.problem(row, "resources", "no_unit", f"词表里没有「{text}」，也没写单位。", fix)
        if (values["amount"] or 0) % FEN:
            return table.problem(row, "amount", "whole_yuan", "金额要是整数元。", "请去掉小数。")
        return self._draft_problem(row)

    def _draft_problem(self, row: Row) -> Problem | None:
        values = row.values
        found = rules.draft_refusals(
            title=values["title"], way=values["way"], starts_on=values["starts_on"], ends_on=values["ends_on"]
        )
        found += rules.submit_refusals(
            lines=_lines(values),
            places=len(values["places"]),
            theme=_first_theme(values),
            ends_on=values["ends_on"],
            on=today(),
        )
        where = {"dates_order": "ends_on", "end_past": "ends_on", "no_lines": "resources", "no_theme": "themes"}
        for refusal in found:
            column = where.get(refusal.code, "title")
            return self.table.problem(row, column, refusal.code, refusal.sentence, refusal.fix)
        return None


def _first_theme(values: dict[str, Any]) -> str:
    said: WordsRead = values["themes"] or WordsRead()
    return next((entry.id for entry in said.entries), "")


def _lines(values: dict[str, Any]) -> list[Given]:
    """Items from the pairs, and one each for money, people and times when the ledger names no other."""
    lines = []
    for text, amount in (values["resources"] or {}).items():
        entry = find_word(text, "resources")
        unit = (entry.unit if entry else "") or values["unit"] or "份"
        lines.append(Given(entry.zh if entry else text[:60], int(amount), unit, entry.id if entry else ""))
    if values["amount"]:
        lines.append(Given("资金", values["amount"] // FEN, "元"))
    if values["people"]:
        lines.append(Given("人手", values["people"], "人"))
    if values["times"]:
        lines.append(Given("项目", values["times"], "次"))
    return lines


def _new(row: Row, party: Organisation, places: list[Any]) -> NewOffer:
    values = row.values
    said: WordsRead = values["themes"] or WordsRead()
    themes = [entry.id for entry in said.entries if entry.section == "themes"] or [_first_theme(values)]
    first = next((entry for entry in said.entries if entry.section == "themes"), None)
    kind = next((entry.id for entry in said.entries if entry.section == "kinds_of_help"), "")
    fields = {"themes": themes, "kind_of_help": first.link("kind_of_help") if first else kind}
    fields |= {"groups": list(values["groups"] or ()), "contact": values["contact"] or ""}
    fields |= {name: values[name] or "" for name in ("qualification", "conditions", "description", "past")}
    fields |= {name: values[name] for name in ("title", "way", "starts_on", "ends_on")}
    return NewOffer(party, fields, _lines(values), places)


IMPORTER = OfferImporter()
