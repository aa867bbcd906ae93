"""Funnel, cohorts, rates and the weekly trend, from courses. Pure: no Django, no clock of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Protocol

YOUNG_DAYS = 60
TREND_WEEKS = 12
RATES = {"success": ("published", "signed"), "conversion": ("signed", "accepted"), "claim": ("published", "claimed")}
"""Of each rate of the pack: (station that is divided by, station that is counted)."""


class Course(Protocol):
    """What this room asks of a need's course; see ``needs.api.Course``."""

    @property
    def at(self) -> dict[str, datetime]: ...
    @property
    def reached(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def stands(self) -> str: ...
    @property
    def signed_share(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the funnel: how many reached it, the median days from the station before (None: nobody with both
    times), and how many wait before it now, by where they stand."""

    station: str
    count: int
    median_days: float | None
    waiting: dict[str, int]


def funnel(courses: Sequence[Course], stations: Sequence[str]) -> list[Step]:
    """The steps in order. Counts never grow from one to the next: who reached a later station reached the earlier ones."""
    waiting: dict[int, Counter[str]] = defaultdict(Counter)
    for course in courses:
        if waits := waiting_word(course):
            waiting[course.reached + 1][waits] += 1
    return [
        Step(
            station=name,
            count=sum(course.reached >= index for course in courses),
            median_days=_median_days(courses, stations[index - 1], name) if index else None,
            waiting=dict(waiting[index]),
        )
        for index, name in enumerate(stations)
    ]


def waiting_word(course: Course) -> str:
    """Where a need stands that still waits for its next station: a label of its lines or a stored state; "" when it ended."""
    if course.state in ("submitted", "returned", "verified"):
        return course.state
    if course.stands == "withdrawn":
        return ""
    return course.stands


def _median_days(courses: Iterable[Course], before: str, after: str) -> float | None:
    days = [
        (course.at[after] - course.at[before]).total_seconds() / 86400
        for course in courses
        if before in course.at and after in course.at and course.at[after] >= course.at[before]
    ]
    return median(days) if days else None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Needs published in one month (``""`` for all months together): how many count below the line and above it.
    ``share`` is the mean share of units signed, 0 to 1, of those below the line."""

    month: str
    below: int
    above: int
    share: float

    @property
    def rate(self) -> float | None:
        """None when nothing counts below the line."""
        return self.above / self.below if self.below else None


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate over all settled cohorts, its months, newest first, and what is too young to count."""

    total: Cohort
    months: tuple[Cohort, ...]
    young: Cohort


def rate(courses: Iterable[Course], name: str, stations: Sequence[str], at: datetime) -> Rate:
    """One of :data:`RATES` by month of publication (local months of the times as given).

    Args:
        stations: the order of stations, as in :func:`funnel`.
        at: needs published less than :data:`YOUNG_DAYS` before stand apart.
    """
    below, above = (stations.index(station) for station in RATES[name])
    groups: dict[str, list[Course]] = defaultdict(list)
    young: list[Course] = []
    for course in courses:
        published = course.at.get("published")
        if published is None or course.reached < below:
            continue
        if at - published < timedelta(days=YOUNG_DAYS):
            young.append(course)
        else:
            groups[f"{published:%Y-%m}"].append(course)
    months = tuple(_cohort(month, groups[month], above) for month in sorted(groups, reverse=True))
    return Rate(
        _cohort("", [one for each in groups.values() for one in each], above), months, _cohort("", young, above)
    )


def _cohort(month: str, courses: Sequence[Course], above: int) -> Cohort:
    share = sum(course.signed_share for course in courses) / len(courses) if courses else 0.0
    return Cohort(month, len(courses), sum(course.reached >= above for course in courses), share)


@dataclass(frozen=True, slots=True)
class Week:
    """Needs published and first claimed in the seven days from ``first``."""

    first: date
    published: int
    claimed: int


def trend(courses: Iterable[Course], today: date) -> list[Week]:
    """The last :data:`TREND_WEEKS` weeks, oldest first; the last one ends today."""
    first = today - timedelta(days=7 * TREND_WEEKS - 1)
    counts = {"published": Counter[int](), "claimed": Counter[int]()}
    for course in courses:
        for name, found in counts.items():
            if (moment := course.at.get(name)) and first <= moment.date() <= today:
                found[(moment.date() - first).days // 7] += 1
    return [
        Week(first + timedelta(days=7 * week), counts["published"][week], counts["claimed"][week])
        for week in range(TREND_WEEKS)
    ]
