"""What a programme pack holds, as values, and what must be true of it. No Django: the command line reads packs too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bangfu.engines.rulebook import Rulebook
from bangfu.engines.text import Vocabulary
from bangfu.values import RegionCode

FORMAT = 1
WEIGHT_PARTS = ("themes", "capabilities", "resources", "distance", "track", "hub", "text", "existing")
DUTY_KINDS = {"city": "市级对口", "district": "区县结对", "team": "驻镇工作队"}
PLACE_ROLES = {"aided": "对口帮扶", "focus": "市内重点", "typical": "典型县"}
# How well something is known; only what was read or decided may refuse, the rest warns.
STATUSES = {
    "text_read": "已核对原文",
    "decided": "本平台规定",
    "reported": "见于报道，未核对原文",
    "general": "常识，未核对",
    "draft": "征求意见稿",
}
CERTAIN = ("text_read", "decided")


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One fault of a pack: the ``file``, the ``place`` in it (a line, a key), and what is wrong, in Chinese."""

    file: str
    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file} {self.place}：{self.sentence}" if self.place else f"{self.file}：{self.sentence}"


class PackRefused(ValueError):
    """The pack cannot be used; ``problems`` names every fault found."""

    def __init__(self, folder: str, problems: Iterable[PackProblem]) -> None:
        self.problems = tuple(problems)
        faults = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"方案包 {folder} 有 {len(self.problems)} 处错误：\n{faults}")


@dataclass(frozen=True, slots=True)
class Duty:
    """Who helps which place, from when to when, as a source says. ``first`` and ``last`` are years or months, maybe empty."""

    id: str
    kind: str
    helper_region: str
    aided_region: str
    aided_name: str
    lead_unit: str
    member_units: tuple[str, ...]
    first: str
    last: str
    status: str
    note: str
    source: str

    @property
    def kind_name(self) -> str:
        return DUTY_KINDS[self.kind]

    @property
    def is_certain(self) -> bool:
        return self.status in CERTAIN

    @property
    def period(self) -> str:
        """The time as far as it is known: 2021-07 至 2023."""
        if not self.first and not self.last:
            return ""
        if self.first == self.last:
            return self.first
        return (
            f"{self.first} 至 {self.last}"
            if self.first and self.last
            else f"{self.first} 起"
            if self.first
            else f"至 {self.last}"
        )


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """A named set of places of the programme."""

    id: str
    role: str
    zh: str
    en: str
    codes: tuple[str, ...]
    source: str

    @property
    def role_name(self) -> str:
        return PLACE_ROLES[self.role]


@dataclass(frozen=True, slots=True)
class TypicalCounty:
    """A county of the provincial project with its assessment class."""

    region: str
    name: str
    assessment_class: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of the programme. Days are empty when it has none; ``yearly`` is a day of every year (06-30)."""

    id: str
    zh: str
    en: str
    kinds_of_help: tuple[str, ...]
    sentence: str
    source: str
    first_day: date | None = None
    last_day: date | None = None
    days_note: str = ""
    yearly: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that comes every year."""

    yearly: str
    zh: str
    en: str
    campaign: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """How a figure is computed, in words that stand beside it."""

    id: str
    zh: str
    en: str
    numerator: str
    denominator: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A question that is asked of a need or a project."""

    id: str
    zh: str
    en: str
    question: str


@dataclass(frozen=True)
class Pack:
    """A whole programme. ``weights`` are the planner's parts; ``claims``, ``needs`` and ``planner`` its figures; ``projects``
    its templates and indicators."""

    id: str
    title: str
    short_title: str
    sentence: str
    principle: str
    city: str
    region_lists: tuple[str, ...]
    notice: Mapping[str, Any]
    wording: Mapping[str, str]
    weights: Mapping[str, int]
    claims: Mapping[str, Any]
    needs: Mapping[str, Any]
    planner: Mapping[str, Any]
    projects: Mapping[str, Any]
    vocabulary: Vocabulary
    rulebook: Rulebook
    duties: tuple[Duty, ...]
    places: tuple[PlaceSet, ...]
    typical_counties: tuple[TypicalCounty, ...]
    campaigns: tuple[Campaign, ...]
    calendar: tuple[CalendarDay, ...]
    rates: tuple[Rate, ...]
    rubric: tuple[Criterion, ...]
    folder: str = field(default="", compare=False)

    def codes(self) -> frozenset[str]:
        """Every place that the pack names."""
        duties = {code for duty in self.duties for code in (duty.helper_region, duty.aided_region)}
        sets = {code for places in self.places for code in places.codes}
        return frozenset({self.city} | duties | sets | {county.region for county in self.typical_counties})

    def duties_of(self, code: str) -> tuple[Duty, ...]:
        """The duties that concern a place: its own, those of what stands above it, and those of what lies in it."""
        place = RegionCode(code)
        return tuple(duty for duty in self.duties if _touch(place, duty.aided_region) or duty.helper_region == code)

    def places_of(self, code: str) -> tuple[PlaceSet, ...]:
        """The sets of places in which this one is or lies."""
        place = RegionCode(code)
        return tuple(each for each in self.places if any(place.within(RegionCode(one)) for one in each.codes))

    def counterparts(self) -> tuple[tuple[str, str], ...]:
        """(helping region, helped region) of each duty, each pair once, for the planner."""
        return tuple(dict.fromkeys((duty.helper_region, duty.aided_region) for duty in self.duties))


def _touch(place: RegionCode, other: str) -> bool:
    aided = RegionCode(other)
    return place.within(aided) or (aided.within(place) and place.level.value > 1)


def weight_problems(weights: Mapping[str, Any]) -> list[str]:
    """What is wrong with the planner's weights: each a whole number from 0 to 1000, all of them named, 1000 in all."""
    wrong = [f"缺少 {part}" for part in WEIGHT_PARTS if part not in weights]
    wrong += [f"不认识 {part}" for part in weights if part not in WEIGHT_PARTS]
    for part, value in weights.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
            wrong.append(f"{part} 应为 0 到 1000 的整数，写的是 {value!r}")
    if not wrong and sum(weights.values()) != 1000:
        wrong.append(f"各项之和应为 1000，现为 {sum(weights.values())}")
    return wrong
