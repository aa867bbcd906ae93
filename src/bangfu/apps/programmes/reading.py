"""Reading a pack from its folder: everything is read, every fault is named with file and place, then it is taken or refused."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from bangfu.apps.programmes import rules
from bangfu.apps.programmes.rules import Pack, PackProblem, PackRefused
from bangfu.engines.rulebook import Rulebook
from bangfu.engines.text import Vocabulary
from bangfu.values import InvalidValue, RegionCode

SHIPPED = Path(__file__).resolve().parent.parent.parent / "packs"
TOML, WORDS, RULES, DUTIES, COUNTIES = (
    "pack.toml",
    "vocabulary.json",
    "rules.json",
    "duties.csv",
    "typical_counties.csv",
)
_PARTIAL_DAY = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?")
_YEARLY = re.compile(r"(\d{2}-\d{2})?")
Made = TypeVar("Made")


def pack_folder(name: str) -> Path:
    """Where a pack stands: ``name`` is the name of a shipped one or the path of a folder."""
    return Path(name) if "/" in name or "\\" in name else SHIPPED / name


@cache
def load_pack(name: str) -> Pack:
    """The pack of that name or path, read once.

    Errors: ``PackRefused`` naming every fault with file and place.
    """
    return _Reader(pack_folder(name)).pack()


class _Reader:
    """Collects faults while reading, so that the author of a pack sees all of them at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[PackProblem] = []

    def pack(self) -> Pack:
        data = self._toml()
        words = self._vocabulary()
        rulebook = self._rulebook()
        pack = self._build(data, words, rulebook) if words is not None else None
        if pack is not None:
            self._check(pack)
        if self.problems or pack is None:
            raise PackRefused(str(self.folder), self.problems)
        return pack

    def fault(self, file: str, place: str, sentence: str) -> None:
        self.problems.append(PackProblem(file, place, sentence))

    def _toml(self) -> dict[str, Any]:
        path = self.folder / TOML
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError:
            self.fault(TOML, "", f"没有这个文件（{self.folder}）。")
            raise PackRefused(str(self.folder), self.problems) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            self.fault(TOML, "", f"不是合法的 TOML：{wrong}。")
            raise PackRefused(str(self.folder), self.problems) from None
        if data.get("format") != rules.FORMAT:
            self.fault(TOML, "format", f"应为 {rules.FORMAT}，写的是 {data.get('format')!r}。")
        return data

    def _json(self, file: str) -> dict[str, Any]:
        try:
            found = json.loads((self.folder / file).read_text(encoding="utf-8"))
        except OSError:
            self.fault(file, "", "没有这个文件。")
        except ValueError as wrong:
            self.fault(file, "", f"不是合法的 JSON：{wrong}。")
        else:
            return found if isinstance(found, dict) else {}
        return {}

    def _vocabulary(self) -> Vocabulary | None:
        data = self._json(WORDS)
        try:
            return Vocabulary.of(data) if data else None
        except InvalidValue as wrong:
            self.fault(WORDS, "", str(wrong))
            return None

    def _rulebook(self) -> Rulebook:
        try:
            return Rulebook.of(self._json(RULES))
        except InvalidValue as wrong:
            self.fault(RULES, "", str(wrong))
        except (KeyError, TypeError) as wrong:
            self.fault(RULES, "", f"结构不对：{wrong}。")
        return Rulebook(())

    def _build(self, data: dict[str, Any], words: Vocabulary, rulebook: Rulebook) -> Pack:
        texts = {key: self._text(data, key) for key in ("id", "title", "short_title", "sentence", "principle")}
        for problem in rules.weight_problems(data.get("weights", {})):
            self.fault(TOML, "[weights]", f"{problem}。")
        return Pack(
            **texts,
            city=self._code(TOML, "city", str(data.get("city", ""))),
            region_lists=tuple(data.get("region_lists", ())),
            notice=data.get("notice", {}),
            wording=data.get("wording", {}),
            weights=data.get("weights", {}),
            claims=data.get("claims", {}),
            needs=data.get("needs", {}),
            planner=data.get("planner", {}),
            projects=data.get("projects", {}),
            vocabulary=words,
            rulebook=rulebook,
            duties=tuple(self._lines(DUTIES, _duty)),
            places=tuple(self._tables(data, "places", _place_set)),
            typical_counties=tuple(self._lines(COUNTIES, _county)),
            campaigns=tuple(self._tables(data, "campaigns", _campaign)),
            calendar=tuple(self._tables(data, "calendar", lambda row: rules.CalendarDay(**row))),
            rates=tuple(self._tables(data, "rates", lambda row: rules.Rate(**row))),
            rubric=tuple(self._tables(data, "rubric", lambda row: rules.Criterion(**row))),
            folder=str(self.folder),
        )

    def _text(self, data: Mapping[str, Any], key: str) -> str:
        value = str(data.get(key, "")).strip()
        if not value:
            self.fault(TOML, key, "没有填写。")
        return value

    def _code(self, file: str, place: str, text: str) -> str:
        try:
            return RegionCode.parse(text).code
        except InvalidValue as wrong:
            self.fault(file, place, str(wrong))
            return text

    def _tables(self, data: Mapping[str, Any], key: str, make: Callable[[Any], Made]) -> Iterator[Made]:
        for number, row in enumerate(data.get(key, ()), start=1):
            yield from self._made(TOML, f"[[{key}]] 第 {number} 个", row, make)

    def _lines(self, file: str, make: Callable[[Any], Made]) -> Iterator[Made]:
        path = self.folder / file
        if not path.exists():
            return
        with path.open(encoding="utf-8", newline="") as handle:
            for number, row in enumerate(csv.DictReader(handle), start=2):
                yield from self._made(file, f"第 {number} 行", row, make)

    def _made(self, file: str, place: str, row: Any, make: Callable[[Any], Made]) -> Iterator[Made]:
        try:
            yield make(row)
        except KeyError as missing:
            self.fault(file, place, f"缺少 {missing.args[0]}。")
        except TypeError as wrong:
            self.fault(file, place, f"栏目不对：{wrong}。")
        except ValueError as wrong:
            self.fault(file, place, str(wrong))

    def _check(self, pack: Pack) -> None:
        kinds = {entry.id for entry in pack.vocabulary.section("kinds_of_help")}
        sets = {each.id for each in pack.places}
        campaigns = {each.id for each in pack.campaigns}
        rule_ids = {rule.id for rule in pack.rulebook.rules}
        for campaign in pack.campaigns:
            self._named(f"[[campaigns]] {campaign.id}", "kinds_of_help", campaign.kinds_of_help, kinds)
            self._named(f"[[campaigns]] {campaign.id}", "places", campaign.places, sets)
        for entry in pack.calendar:
            self._named(f"[[calendar]] {entry.yearly}", "campaign", filter(None, [entry.campaign]), campaigns)
            self._named(f"[[calendar]] {entry.yearly}", "rule", filter(None, [entry.rule]), rule_ids)
        for key, rows in (("campaigns", pack.campaigns), ("places", pack.places), ("rates", pack.rates)):
            ids = [row.id for row in rows]
            for repeated in sorted({each for each in ids if ids.count(each) > 1}):
                self.fault(TOML, f"[[{key}]]", f"id“{repeated}”重复。")

    def _named(self, place: str, key: str, names: Any, known: set[str]) -> None:
        for name in names:
            if name not in known:
                self.fault(TOML, f"{place} {key}", f"“{name}”没有定义。")


def _duty(row: dict[str, str]) -> rules.Duty:
    if row["kind"] not in rules.DUTY_KINDS:
        raise ValueError(f"kind“{row['kind']}”未知，可用 {'、'.join(rules.DUTY_KINDS)}。")
    if row["status"] not in rules.STATUSES:
        raise ValueError(f"status“{row['status']}”未知。")
    for key in ("first", "last"):
        if not _PARTIAL_DAY.fullmatch(row[key]):
            raise ValueError(f"{key}“{row[key]}”应写成 2021、2021-07 或 2021-07-01。")
    if not row["source"]:
        raise ValueError("没有来源；没有来源的对口关系不能写进方案包。")
    members = tuple(name for name in row["member_units"].split("；") if name)
    codes = {key: RegionCode.parse(row[key]).code for key in ("helper_region", "aided_region")}
    return rules.Duty(**{**row, **codes, "member_units": members})  # type: ignore[arg-type]


def _county(row: dict[str, str]) -> rules.TypicalCounty:
    return rules.TypicalCounty(
        RegionCode.parse(row["region"]).code, row["name"], row["class"], row["as_of"], row["source"]
    )


def _place_set(row: dict[str, Any]) -> rules.PlaceSet:
    if row["role"] not in rules.PLACE_ROLES:
        raise ValueError(f"role“{row['role']}”未知，可用 {'、'.join(rules.PLACE_ROLES)}。")
    codes = tuple(RegionCode.parse(code).code for code in row["codes"])
    return rules.PlaceSet(**{**row, "codes": codes})


def _campaign(row: dict[str, Any]) -> rules.Campaign:
    if not _YEARLY.fullmatch(row.get("yearly", "")):
        raise ValueError(f"yearly“{row['yearly']}”应写成 06-30。")
    days = {key: date.fromisoformat(row[key]) for key in ("first_day", "last_day") if row.get(key)}
    lists = {key: tuple(row.get(key, ())) for key in ("kinds_of_help", "places")}
    return rules.Campaign(**{**row, **days, **lists})
