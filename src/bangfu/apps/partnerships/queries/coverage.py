"""Which villages have partners: who has none, who has many, whose partner is far. For the offices that plan, never a ranking."""

from dataclasses import dataclass

from django.db.models import Count, Q

from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.models import Pairing
from bangfu.apps.partnerships.queries.pairs import named
from bangfu.apps.partnerships.rules.pairings import FAR_KM, MANY
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import EVERYWHERE, Actor, Denied
from bangfu.values import GeoPoint

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that is paired with a place; ``km`` is a straight line, None where a point is unknown."""

    number: str
    pairing: str
    name: str
    km: int | None


@dataclass(frozen=True, slots=True)
class Covered:
    """One village or town: its open needs and its partners. ``signs``: none, many, far."""

    code: str
    name: str
    needs: int
    partners: tuple[Partner, ...]
    waiting: int
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Places with published needs or a pairing, and how many of them have none, many, or a far partner."""

    places: list[Covered]
    shown: list[Covered]
    none: int
    many: int
    far: int


def planned_heads(actor: Actor) -> list[str]:
    """Prefixes of codes where the actor plans pairings; [""] is everywhere. Errors: ``Denied``."""
    grants = actor.scopes_of(policy.PAIR)
    if actor.kind == "system" or any(grant.scope_kind == EVERYWHERE for grant in grants):
        return [""]
    heads = [grant.scope_id for grant in grants if grant.scope_kind == "region"]
    if not heads:
        raise Denied(policy.PAIR)
    return heads


def coverage(actor: Actor, only: str = "") -> Coverage:
    """Coverage of the places that the actor plans for; ``only``: none, many or far. Five queries."""
    here = Q(pk__in=())
    there = Q(pk__in=())
    for head in planned_heads(actor):
        here |= Q(region_path__startswith=head)
        there |= Q(place__startswith=head)
    wanted = dict(
        Need.objects.filter(here, state="published").values_list("region__code").annotate(Count("pk")).order_by()
    )
    pairings = list(Pairing.objects.filter(there, state__in=("in_effect", "agreed", "proposed")))
    regions = regions_by_code({*wanted, *(one.place for one in pairings)})
    names, points = named(pairings), _points({one.organisation for one in pairings})
    by_place: dict[str, list[Pairing]] = {}
    for one in pairings:
        by_place.setdefault(one.place, []).append(one)
    places = []
    for code, region in sorted(regions.items()):
        if region.level not in ("town", "village"):
            continue
        there_now = by_place.get(code, [])
        point = _point(region.lon, region.lat)
        partners = tuple(
            Partner(one.organisation, one.number, names.get(one.organisation, ""), _km(points.get(one.organisation), point))
            for one in there_now if one.state == "in_effect"
        )  # fmt: skip
        waiting = sum(one.state != "in_effect" for one in there_now)
        places.append(Covered(code, region.full_name, wanted.get(code, 0), partners, waiting, _signs(partners)))
    places.sort(key=lambda one: (len(one.partners), -one.needs, one.code))
    counts = {sign: sum(sign in one.signs for one in places) for sign in ("none", "many", "far")}
    shown = [one for one in places if not only or only in one.signs][:SHOWN]
    return Coverage(places, shown, counts["none"], counts["many"], counts["far"])


def _signs(partners: tuple[Partner, ...]) -> tuple[str, ...]:
    found = []
    if not partners:
        found.append("none")
    if len(partners) >= MANY:
        found.append("many")
    if any(one.km is not None and one.km > FAR_KM for one in partners):
        found.append("far")
    return tuple(found)


def _points(numbers: set[str]) -> dict[str, GeoPoint | None]:
    rows = Organisation.objects.filter(number__in=numbers).select_related("region")
    return {
        one.number: _point(one.lon, one.lat) if one.lon is not None else _point(one.region.lon, one.region.lat)
        for one in rows
    }


def _point(lon: float | None, lat: float | None) -> GeoPoint | None:
    return None if lon is None or lat is None else GeoPoint(lat, lon)


def _km(one: GeoPoint | None, other: GeoPoint | None) -> int | None:
    return None if one is None or other is None else round(one.km_to(other))
