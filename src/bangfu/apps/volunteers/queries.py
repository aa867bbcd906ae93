"""Reading profiles and hours; whoever gets one from here may see it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.regions.api import PlacePanel, Region, regions_by_code
from bangfu.apps.volunteers import policy, rules
from bangfu.apps.volunteers.models import Answer, Hours, Profile
from bangfu.plumbing.access import Actor, Grant, Hidden
from bangfu.plumbing.clock import SHANGHAI
from bangfu.values import GeoPoint, is_opaque_id

LIST_MAX, TODO_MAX, LOOKED_AT_MAX = 200, 20, 5000
FLAG_DAYS = 180


def _reach(grants: tuple[Grant, ...]) -> Q:
    reach = Q(pk__in=[])
    for grant in grants:
        if grant.scope_kind == "all":
            return Q()
        if grant.scope_kind == "region":
            reach |= Q(region__startswith=grant.scope_id)
    return reach


def profile_of(person: str) -> Profile | None:
    """One's own profile."""
    return Profile.objects.filter(pk=person).first()


def own_hours(person: str) -> list[Hours]:
    """One's own hours, the newest first."""
    rows = Hours.objects.filter(person=person).select_related("answer", "correction")
    return list(rows.order_by("-starts", "-pk")[:LIST_MAX])


def own_row(person: str, hours: str) -> Hours:
    """One's own row. Errors: ``Hidden``."""
    found = Hours.objects.filter(pk=hours, person=person).first() if is_opaque_id(hours) else None
    if found is None:
        raise Hidden
    return found


def state_of(hours: Hours) -> str:
    """Where the hours stand, of ``rules.STATES``."""
    answer: Answer | None = getattr(hours, "answer", None)
    return rules.state_of(
        confirmed=answer.confirmed if answer else None, superseded=getattr(hours, "correction", None) is not None
    )


def counting() -> "QuerySet[Hours]":
    """Hours that count: confirmed by the served side and not corrected since."""
    return Hours.objects.filter(answer__confirmed=True, correction__isnull=True)


@dataclass(frozen=True, slots=True)
class Year:
    """One's own confirmed hours of a year; ``linked`` are the minutes that belong to a project or an activity."""

    year: int
    minutes: int
    times: int
    linked: int

    @property
    def hours(self) -> str:
        return _decimal(self.minutes)

    @property
    def linked_hours(self) -> str:
        return _decimal(self.linked)


def _decimal(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def years_of(person: str) -> list[Year]:
    """One's own sum by year, the newest first; only what counts."""
    rows = counting().filter(person=person).order_by().values_list("day__year")
    sums = rows.annotate(
        total=Sum("minutes"), times=Count("pk"), linked=Sum("minutes", filter=~Q(subject=""), default=0)
    )
    return sorted((Year(*row) for row in sums), key=lambda one: one.year, reverse=True)


def waiting_for(actor: Actor) -> "QuerySet[Hours]":
    """Hours that wait for this actor's word, the longest waiting first; one's own never."""
    rows = Hours.objects.filter(_reach(actor.scopes_of(policy.CONFIRM)), answer__isnull=True, correction__isnull=True)
    return rows.exclude(person=actor.person).order_by("reported_at", "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """Hours as lists show them: who and where in words, state, what looks wrong."""

    hours: Hours
    name: str
    place: str
    sender: str
    state: str
    label: str
    look: str
    flags: tuple[rules.Flag, ...] = ()

    @property
    def length(self) -> str:
        return _decimal(self.hours.minutes)


def rows_of(hours: list[Hours], flags: dict[str, tuple[rules.Flag, ...]] | None = None) -> list[Row]:
    """With names of people, places and organisations, in three queries."""
    names = names_of([each.person for each in hours])
    places = regions_by_code({each.region for each in hours})
    numbers = list({each.organisation for each in hours if each.organisation})
    senders = organisations_by_number(numbers) if numbers else {}
    found = []
    for each in hours:
        state = state_of(each)
        place = places[each.region].full_name if each.region in places else each.region
        sender = senders[each.organisation].name if each.organisation in senders else ""
        mine = (flags or {}).get(each.pk, ())
        row = Row(
            each, names.get(each.person, "—"), place, sender, state, rules.STATES[state], rules.LOOKS[state], mine
        )
        found.append(row)
    return found


def span_of(hours: Hours) -> rules.Span:
    """The hours as the flags see them."""
    answer: Answer | None = getattr(hours, "answer", None)
    said = (answer.by, answer.at) if answer and answer.confirmed else ("", None)
    return rules.Span(hours.pk, hours.person, hours.region, hours.day, hours.starts, hours.ends, *said)


def points_of(codes: Iterable[str]) -> dict[str, GeoPoint]:
    """Where places lie, as far as known: the place itself, else its town, else its county. One query."""
    wanted = {code: (code, code[:9].ljust(12, "0"), code[:6].ljust(12, "0")) for code in codes}
    known = regions_by_code({each for above in wanted.values() for each in above})
    found = {}
    for code, above in wanted.items():
        for each in above:
            place = known.get(each)
            if place is not None and place.lat is not None and place.lon is not None:
                found[code] = GeoPoint(place.lat, place.lon)
                break
    return found


def flags_for(hours: Iterable[Hours]) -> dict[str, tuple[rules.Flag, ...]]:
    """What looks wrong about these, seen beside all other hours of the same people of those days and the same confirmers' minutes."""
    asked = list(hours)
    if not asked:
        return {}
    days = [each.day for each in asked]
    beside = Q(person__in={each.person for each in asked})
    confirmers = {answer.by for each in asked if (answer := getattr(each, "answer", None)) is not None}
    near = Q(day__gte=min(days) - timedelta(days=1), day__lte=max(days) + timedelta(days=1))
    if confirmers:
        beside |= Q(answer__by__in=confirmers)
    rows = Hours.objects.filter(beside, near, correction__isnull=True).exclude(answer__confirmed=False)
    spans = [span_of(each) for each in rows.select_related("answer")[:LOOKED_AT_MAX]]
    found = rules.flags_of(spans, points_of({span.region for span in spans}))
    return {each.pk: found[each.pk] for each in asked if each.pk in found}


def flagged(actor: Actor, today: date) -> list[Row]:
    """The desk's list: hours of the last half year in the actor's places about which something looks wrong."""
    rows = Hours.objects.filter(
        _reach(actor.scopes_of(policy.READ)), day__gte=today - timedelta(days=FLAG_DAYS), correction__isnull=True
    ).exclude(answer__confirmed=False)
    found = list(rows.select_related("answer", "correction").order_by("-day", "-pk")[:LOOKED_AT_MAX])
    flags = flags_for(found)
    return rows_of([each for each in found if each.pk in flags][:LIST_MAX], flags)


@dataclass(frozen=True, slots=True)
class Totals:
    """How hours of some places stand: what waits, what counts, minutes that count."""

    waiting: int
    confirmed: int
    minutes: int

    @property
    def hours(self) -> str:
        return _decimal(self.minutes)


def totals_of(actor: Actor) -> Totals:
    """For the desk."""
    mine = _reach(actor.scopes_of(policy.READ))
    counted = counting().filter(mine).aggregate(times=Count("pk"), minutes=Sum("minutes"))
    waiting = Hours.objects.filter(mine, answer__isnull=True, correction__isnull=True).count()
    return Totals(waiting, counted["times"], counted["minutes"] or 0)


def place_panel(region: Region, actor: Actor) -> list[PlacePanel]:
    """Answers ``regions.panels_of_place``: how often and how long volunteers helped here; counts alone, one query."""
    rows = counting().filter(region__startswith=region.region_code.prefix)
    said = rows.aggregate(times=Count("pk"), minutes=Sum("minutes"))
    if not said["times"]:
        return []
    data = {"times": said["times"], "minutes": said["minutes"]}
    context = data | {"hours": _decimal(said["minutes"])}
    return [PlacePanel("volunteering", "志愿服务", "volunteers/place_panel.html", context, data)]


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: places whose volunteers wait for this actor's word, one item a place."""
    return list(_todos(actor)) if actor.is_person and actor.has(policy.CONFIRM) else []


def _todos(actor: Actor) -> Iterator[Todo]:
    waiting: dict[str, list[Hours]] = {}
    for each in waiting_for(actor).defer("what")[:LIST_MAX]:
        waiting.setdefault(each.region, []).append(each)
    places = regions_by_code(set(waiting)) if waiting else {}
    for code, rows in list(waiting.items())[:TODO_MAX]:
        name = places[code].spoken if code in places else code
        said = _("%(count)s 条等确认") % {"count": len(rows)}
        due = rows[0].reported_at + rules.REMIND_AFTER
        yield Todo(
            _("志愿时长"),
            _("%(place)s的志愿时长") % {"place": name},
            said,
            due,
            reverse("volunteers:confirm"),
            _("去确认"),
            "info",
        )


def overdue(at: datetime) -> dict[str, list[str]]:
    """Ids of hours that wait too long and of which nobody was reminded, by place."""
    rows = Hours.objects.filter(
        answer__isnull=True, correction__isnull=True, reminder__isnull=True, reported_at__lte=at - rules.REMIND_AFTER
    )
    found: dict[str, list[str]] = {}
    for pk, region in rows.order_by("reported_at").values_list("pk", "region")[:LIST_MAX]:
        found.setdefault(region, []).append(pk)
    return found


def confirmed_between(region: str, since: date, until: date) -> list[tuple[str, str]]:
    """Hours that count, of days from ``since`` to ``until`` under a region prefix, as (id, label): the population of a sample."""
    rows = counting().filter(region__startswith=region, day__gte=since, day__lte=until).order_by("pk")
    found = rows.values_list("pk", "region", "starts", "ends", named=True)
    places = regions_by_code({row.region for row in found})
    return [(row.pk, f"{_name(places, row.region)} {_when(row.starts, row.ends)}") for row in found]


def _name(places: dict[str, Region], code: str) -> str:
    return places[code].full_name if code in places else code


def _when(starts: datetime, ends: datetime) -> str:
    here, there = starts.astimezone(SHANGHAI), ends.astimezone(SHANGHAI)
    return f"{here:%Y-%m-%d %H:%M}—{there:%H:%M}"
