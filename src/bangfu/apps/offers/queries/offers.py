"""Offers: the public explorer, one's own, those that wait to be checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.http import urlencode

from bangfu.apps.offers import policy
from bangfu.apps.offers.models import Offer, OfferLine, OfferPlace
from bangfu.apps.offers.rules import WAYS
from bangfu.apps.regions.api import Region
from bangfu.engines.text import query_tokens
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden

PAGE_SIZE = 50
LENGTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the explorer was asked for; every field is one parameter of the address."""

    q: str = ""
    way: str = ""
    help: str = ""
    region: str = ""
    left: str = ""
    org: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From a query string; what is not understood is dropped, so no address is an error."""
        way, region = query.get("way", ""), query.get("region", "").strip()
        return cls(
            q=query.get("q", "").strip()[:60],
            way=way if way in WAYS else "",
            help=query.get("help", "")[:30],
            region=region[:12] if region.isdecimal() else "",
            left="1" if query.get("left") == "1" else "",
            org=query.get("org", "")[:14],
        )

    def set_ones(self) -> dict[str, str]:
        """The filters in force."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}

    def query_string(self) -> str:
        """The address of this state."""
        return urlencode(self.set_ones())


def heads_of(code: str) -> list[str]:
    """Every head of a code under which a place that holds it may stand: 44, 4418, 441802 …"""
    return [code[:length] for length in LENGTHS if length <= len(code)]


def serves(offer: Offer, code: str) -> bool:
    """Whether a place (12 digits) lies in one of those that the offer serves. One query."""
    return OfferPlace.objects.filter(offer=offer, path__in=heads_of(code)).exists()


def _in_place(code: str) -> Exists:
    """Offers that serve the place, or something in it."""
    head = code.rstrip("0") or code
    wide = Q(path__in=heads_of(code.ljust(12, "0")[: max(2, len(head))])) | Q(path__startswith=head)
    return Exists(OfferPlace.objects.filter(wide, offer=OuterRef("pk")))


def prefectures() -> list[Region]:
    """The places of the filter: the open prefectures."""
    return list(Region.objects.filter(level="prefecture", valid_to=None).order_by("code"))


def published() -> "QuerySet[Offer]":
    """What places may order from now; paused ones are found by their address only."""
    return Offer.objects.filter(state="published")


def filtered(rows: "QuerySet[Offer]", filters: Filters) -> "QuerySet[Offer]":
    """``rows`` narrowed by ``filters``."""
    for token in query_tokens(filters.q) if filters.q else ():
        rows = rows.filter(search__contains=f" {token} ")
    if filters.way:
        rows = rows.filter(way=filters.way)
    if filters.help:
        rows = rows.filter(kind_of_help=filters.help)
    if filters.org:
        rows = rows.filter(organisation__number=filters.org)
    if filters.region:
        rows = rows.filter(_in_place(filters.region))
    if filters.left:
        placed = F("withdrawn") + F("held") + F("committed") + F("delivered") + F("accepted")
        rows = rows.filter(Exists(OfferLine.objects.filter(offer=OuterRef("pk"), quantity__gt=placed)))
    return rows


def with_lines(rows: "QuerySet[Offer]") -> "QuerySet[Offer]":
    """The same rows with organisation, items and places, in three queries however many there are."""
    return rows.select_related("organisation__region").prefetch_related(
        "lines", Prefetch("places", OfferPlace.objects.select_related("region"))
    )


@dataclass(slots=True)
class Explored:
    """One page of the explorer."""

    rows: list[Offer]
    total: int
    page: int
    pages: int


def explore(filters: Filters, *, page: int) -> Explored:
    """Published offers under ``filters``, the newest first, one page of 50."""
    rows = filtered(published(), filters)
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    at = min(max(1, page), pages)
    found = with_lines(rows.order_by("-published_at", "-pk"))[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
    return Explored(list(found), total, at, pages)


def offer_for(actor: Actor, number: str, permission: str = "") -> Offer:
    """One offer with its items, fetched and authorised at once. Errors: ``Hidden``, ``Denied``."""
    offer = with_lines(Offer.objects.filter(number=number)).first()
    if offer is None or not policy.can_see(actor, offer):
        raise Hidden
    if permission:
        policy.require(actor, offer, permission)
    return offer


def within(actor: Actor, permission: str) -> "QuerySet[Offer]":
    """All offers for whose organisation, or its place, the actor holds ``permission``."""
    if actor.kind == "system":
        return Offer.objects.all()
    found = Q(pk__in=[])
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == EVERYWHERE:
            return Offer.objects.all()
        if grant.scope_kind == "region":
            found |= Q(organisation__region__code__startswith=grant.scope_id)
        if grant.scope_kind == "organisation":
            found |= Q(organisation__number=grant.scope_id)
    return Offer.objects.filter(found)


def as_data(offer: Offer) -> dict[str, Any]:
    """One published offer for programs: public fields; places by 12-digit code, dates as dates, money in whole 元 units."""
    return {
        "number": offer.number,
        "title": offer.title,
        "organisation": offer.organisation.number,
        "organisation_name": offer.organisation.name,
        "state": offer.state,
        "ended_how": offer.ended_how,
        "way": offer.way,
        "description": offer.description,
        "conditions": offer.conditions,
        "qualification": offer.qualification,
        "past": offer.past,
        "themes": offer.themes,
        "kind_of_help": offer.kind_of_help,
        "groups": offer.groups,
        "places": [row.region.code for row in offer.places.all()],
        "starts_on": offer.starts_on.isoformat() if offer.starts_on else None,
        "ends_on": offer.ends_on.isoformat() if offer.ends_on else None,
        "published_at": offer.published_at.isoformat() if offer.published_at else None,
        "ended_at": offer.ended_at.isoformat() if offer.ended_at else None,
        "lines": [
            {
                "item": line.item,
                "resource": line.resource,
                "quantity": line.quantity,
                "open": line.balance.open,
                "unit": line.unit,
            }
            for line in offer.lines.all()
        ],
    }
