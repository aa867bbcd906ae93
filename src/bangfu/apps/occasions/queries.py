"""The only readers of occasions; whoever gets one from here may see it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bangfu.apps.occasions import policy, rules
from bangfu.apps.occasions.models import Occasion, Seat
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.programmes.api import rules_of
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import Actor, Grant, Hidden
from bangfu.plumbing.clock import SHANGHAI
from bangfu.values import Refusal

LIST_MAX, TODO_MAX = 200, 20
SALT = "occasions.check-in"
TOKEN_SECONDS = 24 * 3600


def occasion_for(actor: Actor, occasion: str, permission: str = "") -> Occasion:
    """One occasion, fetched and authorised at once. Errors: ``Hidden``, ``Denied``."""
    found = Occasion.objects.filter(pk=occasion).first()
    if found is None or not policy.can_see(actor, found):
        raise Hidden
    if permission:
        policy.require(actor, found, permission)
    return found


def public_ones(at: datetime, *, region: str = "", kind: str = "") -> list[Occasion]:
    """What everybody may come to and is not over, the next first.

    Args: ``region``: a code whose trailing zeros are ignored; ``kind`` one of ``rules.KINDS``; "" for any.
    """
    rows = Occasion.objects.filter(state="open", ends__gt=at).exclude(kind__in=rules.VISITS)
    if region:
        rows = rows.filter(region__startswith=region.rstrip("0") or region)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("starts", "pk")[:LIST_MAX])


def _reach(grants: tuple[Grant, ...], region: str, organisation: str) -> Q:
    reach = Q(pk__in=[])
    for grant in grants:
        if grant.scope_kind == "all":
            return Q()
        if grant.scope_kind == "region":
            reach |= Q(**{f"{region}__startswith": grant.scope_id})
        elif grant.scope_kind == "organisation" and organisation:
            reach |= Q(**{organisation: grant.scope_id})
    return reach


def held_by(actor: Actor) -> "QuerySet[Occasion]":
    """What the actor's organisations and offices hold."""
    return Occasion.objects.filter(_reach(actor.scopes_of(policy.RUN), "office", "organiser"))


def visits_to(actor: Actor, at: datetime) -> list[Occasion]:
    """Visits to the actor's places that are asked for or still to come, the next first."""
    within = _reach(actor.scopes_of(policy.READ), "region", "")
    rows = Occasion.objects.filter(within, kind__in=rules.VISITS, ends__gt=at).exclude(state="cancelled")
    return list(rows.order_by("starts", "pk")[:LIST_MAX])


def cap_on(day: date) -> int:
    """Points that a village bears in a month, as the pack says."""
    found = rules_of(day).limit("visit_burden_cap")
    return rules.BURDEN_CAP if found is None else int(found)


def month_of(moment: datetime) -> tuple[int, int]:
    """(year, month) in Shanghai."""
    there = moment.astimezone(SHANGHAI)
    return there.year, there.month


def borne_by(region: str) -> dict[tuple[int, int], int]:
    """Points of fixed visits to one place by month."""
    found: Counter[tuple[int, int]] = Counter()
    rows = Occasion.objects.filter(region=region, kind__in=rules.VISITS, state="open")
    for starts, points in rows.values_list("starts", "burden"):
        found[month_of(starts)] += points
    return dict(found)


def burden_refusal(kind: str, region: str, starts: datetime) -> Refusal | None:
    """Why a visit would be too much for a place in that month, with the next week that has room."""
    day, borne = starts.astimezone(SHANGHAI).date(), borne_by(region)
    cap = cap_on(day)
    free = rules.next_free_week(day, borne, rules.BURDEN[kind], cap)
    return rules.cap_refusal(kind=kind, borne=borne.get((day.year, day.month), 0), cap=cap, free_from=free)


@dataclass(frozen=True, slots=True)
class Row:
    """An occasion as lists show it: where in words, who holds it, how many seats are free (None: as many as come)."""

    occasion: Occasion
    kind: str
    place: str
    holder: str
    free: int | None


def rows_of(occasions: list[Occasion]) -> list[Row]:
    """With names of places and organisers, in two queries."""
    places = regions_by_code({each.region for each in occasions})
    numbers = list({each.organiser for each in occasions if each.organiser})
    holders = organisations_by_number(numbers) if numbers else {}
    return [
        Row(
            each,
            rules.KINDS[each.kind],
            places[each.region].full_name if each.region in places else each.region,
            holders[each.organiser].name if each.organiser in holders else _("当地办公室"),
            None if each.seats is None else each.seats - each.taken,
        )
        for each in occasions
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands: their seat, and their place in the waiting line (1 is next; 0 when they do not wait)."""

    seat: Seat | None
    position: int


def standing_of(person: str, occasion: Occasion) -> Standing:
    """The person's own seat and place in the line."""
    seat = occasion.places.filter(person=person).exclude(state="left").first() if person else None
    if seat is None or seat.state != "waiting":
        return Standing(seat, 0)
    earlier = Q(since__lt=seat.since) | Q(since=seat.since, pk__lt=seat.pk)
    return Standing(seat, occasion.places.filter(earlier, state="waiting").count() + 1)


def seats_of(person: str, at: datetime) -> list[Seat]:
    """What the person signed up for and is not long over, the next first."""
    rows = Seat.objects.filter(person=person, occasion__ends__gt=at - timedelta(days=30)).exclude(state="left")
    return list(rows.select_related("occasion").order_by("occasion__starts", "pk")[:LIST_MAX])


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of the roster."""

    seat: Seat
    name: str


def roster_of(occasion: Occasion) -> list[Guest]:
    """Who has a seat, then who waits; names for the organiser alone."""
    rows = list(occasion.places.exclude(state="left").order_by("state", "since", "pk"))
    names = names_of([row.person for row in rows])
    return [Guest(row, names.get(row.person, "—")) for row in rows]


def token_of(occasion: Occasion) -> str:
    """What the organiser's code carries; it opens checking in for a day and names the occasion alone."""
    return signing.dumps(occasion.pk, salt=SALT)


def occasion_of_token(token: str) -> Occasion:
    """The occasion of a code. Errors: ``Hidden`` for one that is wrong or older than a day."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        raise Hidden from None
    found = Occasion.objects.filter(pk=str(pk)).exclude(kind__in=rules.VISITS).first()
    if found is None:
        raise Hidden
    return found


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: visits that wait for the village's word, until they would begin."""
    return list(_todos(actor, at)) if actor.is_person and actor.has(policy.AGREE) else []


def _todos(actor: Actor, at: datetime) -> Iterator[Todo]:
    within = _reach(actor.scopes_of(policy.AGREE), "region", "")
    for each in Occasion.objects.filter(within, state="asked", starts__gt=at).order_by("starts", "pk")[:TODO_MAX]:
        when = localtime(each.starts)
        evidence = _("%(month)s 月 %(day)s 日来") % {"month": when.month, "day": when.day}
        yield Todo(
            _(rules.KINDS[each.kind]),
            each.title,
            evidence,
            each.starts,
            reverse("occasions:visits"),
            _("去答复"),
            "info",
        )


def counted() -> dict[str, int]:
    """Seated rows by occasion, for the check of `taken`."""
    rows = Seat.objects.filter(state="seated").order_by().values_list("occasion_id")
    return dict(Counter(pk for (pk,) in rows))


def hours_subject(kind: str, number: str) -> dict[str, str] | None:
    """Answers ``volunteers.subject_of``: a public activity that hours were for."""
    found = Occasion.objects.filter(pk=number).exclude(kind__in=rules.VISITS).first() if kind == "occasion" else None
    if found is None:
        return None
    return {"title": found.title, "region": found.region, "url": reverse("occasions:one", args=[found.pk])}


def taken_part(person: str, at: datetime) -> list[dict[str, str]]:
    """Answers ``volunteers.taken_part``: activities of the last weeks at which the person was checked in, the latest first."""
    rows = Seat.objects.filter(
        person=person, checked_in_at__isnull=False, occasion__ends__lte=at, occasion__ends__gt=at - timedelta(days=30)
    )
    return [
        {
            "subject_kind": "occasion",
            "subject": seat.occasion_id,
            "title": seat.occasion.title,
            "region": seat.occasion.region,
            "day": f"{localtime(seat.occasion.starts):%Y-%m-%d}",
            "begins": f"{localtime(seat.occasion.starts):%H:%M}",
            "ends": f"{localtime(seat.occasion.ends):%H:%M}",
        }
        for seat in rows.select_related("occasion").order_by("-occasion__starts", "pk")[:TODO_MAX]
    ]
