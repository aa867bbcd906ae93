"""The figures of one's places; every reader comes through here."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import localtime

from bangfu.apps.insight import rules
from bangfu.apps.needs.api import STATIONS, Course, courses
from bangfu.plumbing.access import Actor, Denied

READ = "needs.read"


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the desk shows of how needs fare: funnel of needs submitted since ``since``, rates and trend of all."""

    since: datetime
    steps: list[rules.Step]
    rates: dict[str, rules.Rate]
    weeks: list[rules.Week]
    open_total: int
    longest_days: int


def _local(course: Course) -> Course:
    """Months and weeks are those of the place, not of the clock's zone."""
    return replace(course, at={name: localtime(moment) for name, moment in course.at.items()})


def courses_of(actor: Actor) -> list[Course]:
    """All courses of the actor's places, in local time. Errors: ``Denied`` without ``needs.read``."""
    if not actor.has(READ):
        raise Denied(READ)
    return [_local(course) for course in courses(actor)]


def since_of(at: datetime) -> datetime:
    """The start of the funnel's period: twelve months before, so that January does not show an empty page."""
    today = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return today.replace(year=today.year - 1, day=min(today.day, 28))


def begun_since(rows: list[Course], since: datetime) -> list[Course]:
    """Courses whose first known station lies in the period."""
    return [course for course in rows if course.at and min(course.at.values()) >= since]


def figures(actor: Actor, at: datetime) -> Figures:
    """The figures in four queries whatever the number of needs. Errors: ``Denied``."""
    rows, since = courses_of(actor), since_of(at)
    waiting = [course.at["published"] for course in rows if course.stands == "open" and "published" in course.at]
    return Figures(
        since=since,
        steps=rules.funnel(begun_since(rows, since), STATIONS),
        rates={name: rules.rate(rows, name, STATIONS, at) for name in rules.RATES},
        weeks=rules.trend(rows, localtime(at).date()),
        open_total=len(waiting),
        longest_days=max(((at - moment).days for moment in waiting), default=0),
    )


def rows_at(actor: Actor, at: datetime, *, reached: str, waiting: str) -> list[Course]:
    """The rows behind a figure: needs of the funnel's period that reached a station, or that wait before it.

    Args:
        reached: a station; "" for any.
        waiting: where they stand now (``rules.waiting_word``); "" for any.
    """
    rows = begun_since(courses_of(actor), since_of(at))
    least = STATIONS.index(reached) if reached in STATIONS else -1
    return [
        course for course in rows if course.reached >= least and (not waiting or rules.waiting_word(course) == waiting)
    ]


def rows_of_rate(actor: Actor, at: datetime, name: str) -> rules.Rate:
    """A rate with its months. Errors: ``Denied``."""
    return rules.rate(courses_of(actor), name, STATIONS, at)
