"""One organisation by its number, for somebody; who may be proposed; names for other rooms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from bangfu.apps.organisations.models import Capacity, HubMembership, Organisation, ResponsiblePerson
from bangfu.apps.organisations.rules.words import COUNTED_KINDS, KIND_NAMES
from bangfu.apps.organisations.wording import name_of
from bangfu.apps.people.api import holders_of, names_of
from bangfu.plumbing.access import EVERYWHERE, Actor, Denied, Hidden, Scope
from bangfu.values import CreditCode, InvalidValue, PublicNumber, RegionCode


def scope_of(organisation: Organisation) -> Scope:
    """Where an organisation belongs: its region's code, and its own number."""
    return Scope(region=organisation.region.code, organisation=organisation.number)


def within(actor: Actor, permission: str, path: str = "") -> Q:
    """A filter that keeps what ``actor`` reaches with ``permission``; ``path`` leads to the organisation ("member__")."""
    if actor.kind == "system":
        return Q()
    reached = Q(pk__in=())
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == EVERYWHERE:
            return Q()
        if grant.scope_kind == "region":
            reached |= Q(**{f"{path}region__code__startswith": grant.scope_id})
        if grant.scope_kind == "organisation":
            reached |= Q(**{f"{path}number": grant.scope_id})
    return reached


def organisation_for(actor: Actor, number: str, permission: str) -> Organisation:
    """The organisation, for somebody who holds ``permission`` there.

    Errors: ``Hidden`` for an unknown number, or one that is not public and not theirs; ``Denied`` for a public one.
    """
    found = Organisation.objects.select_related("region", "merged_into").filter(number=number).first()
    if found is None:
        raise Hidden
    if actor.may(permission, scope_of(found)):
        return found
    if is_public(found):
        raise Denied(permission)
    raise Hidden


def is_public(organisation: Organisation) -> bool:
    """Whether anybody may see the profile: it is verified; a merged one leads on to where it went."""
    return organisation.state == "verified"


def public_number(text: str) -> str:
    """The number that a typed or printed address means: a number in any writing, or a credit code. "" when neither."""
    try:
        return PublicNumber.parse(text).text
    except InvalidValue:
        pass
    try:
        code = CreditCode.parse(text).code
    except InvalidValue:
        return ""
    return Organisation.objects.filter(credit_code=code).values_list("number", flat=True).first() or ""


def eligible() -> QuerySet[Organisation]:
    """Who may be proposed for anything new: `rules.decisions.is_eligible` as a query."""
    return Organisation.objects.filter(
        state="verified", credit_status="normal", merged_into=None, kind__in=COUNTED_KINDS
    )


def planning_rows(quarter: str) -> list[dict[str, object]]:
    """Eligible organisations as `engines.matching.Organisation` takes them, with their free slots of ``quarter``.

    Capabilities, resources, themes and the hub by their Chinese names. Organisations without a stated capacity are left out: nobody is
    proposed beyond what they declared. A fixed number of queries.
    """
    live_hub = HubMembership.objects.filter(to_day=None).select_related("hub").order_by("id")
    found = (
        eligible()
        .select_related("region")
        .prefetch_related(
            "themes",
            "capabilities",
            "resources",
            "service_regions",
            Prefetch("hub_memberships", queryset=live_hub, to_attr="live_hubs"),
            Prefetch("capacities", queryset=Capacity.objects.filter(quarter=quarter), to_attr="in_quarter"),
        )
        .order_by("id")
    )
    return [_planning_row(each) for each in found if each.in_quarter]  # type: ignore[attr-defined]


def _planning_row(organisation: Organisation) -> dict[str, object]:
    hubs = organisation.live_hubs  # type: ignore[attr-defined]
    track = organisation.track_record
    return {
        "id": organisation.number,
        "name": organisation.name,
        "credit_code": organisation.credit_code or "",
        "kind": KIND_NAMES[organisation.kind],
        "themes": tuple(name_of("themes", row.theme) for row in organisation.themes.all()),
        "capabilities": {name_of("capabilities", row.capability): row.level for row in organisation.capabilities.all()},
        "resources": {name_of("resources", row.resource): row.amount for row in organisation.resources.all()},
        "region": organisation.region.code,
        "service_regions": tuple(region.code for region in organisation.service_regions.all()),
        "service_radius_km": organisation.service_radius_km,
        "capacity": organisation.in_quarter[0].free,  # type: ignore[attr-defined]
        "hub": hubs[0].hub.name if hubs else "",
        "is_hub": organisation.is_hub,
        "track_record": None if track is None else float(track),
        "credit_status": "正常",
        "lon": organisation.lon if organisation.lon is not None else organisation.region.lon,
        "lat": organisation.lat if organisation.lat is not None else organisation.region.lat,
        "summary": organisation.summary,
        "field": name_of("fields_of_capability", organisation.field) if organisation.field else "",
    }


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as other rooms mention it."""

    number: str
    name: str
    is_public: bool


def organisations_by_number(numbers: Iterable[str]) -> dict[str, Named]:
    """Names for other rooms' pages by number, in one query; unknown ones are left out."""
    rows = Organisation.objects.filter(number__in=set(numbers)).values_list("number", "name", "state")
    return {number: Named(number, name, state == "verified") for number, name, state in rows}


def responsible_for(number: str) -> list[str]:
    """Opaque ids of who answers for an organisation now, the principal first."""
    rows = ResponsiblePerson.objects.filter(organisation__number=number, to_day=None)
    return [row.person for row in sorted(rows, key=lambda row: row.duty != "principal")]


def may_act_for(hub: str, member: str) -> bool:
    """Whether a hub may act for a member (numbers): a live membership with the member's mandate."""
    return HubMembership.objects.filter(hub__number=hub, member__number=member, to_day=None, mandate=True).exists()


def members_of(hub: str) -> list[str]:
    """Numbers of a hub's present members."""
    rows = HubMembership.objects.filter(hub__number=hub, to_day=None, member__merged_into=None)
    return list(rows.order_by("member__name_order").values_list("member__number", flat=True))


def hubs_for(paths: Iterable[str]) -> dict[str, frozenset[str]]:
    """Numbers of the hubs to be asked for each place (codes of up to 12 digits). One query for any number of places.

    Those whose declared service areas hold the place; where none declared it, those that declared no area: of its own
    prefecture, else of a city, else any, so that no place is left without a hub while there is one.
    """
    rows = Organisation.objects.filter(is_hub=True, state="verified", merged_into=None)
    areas: dict[str, list[str]] = {}
    seats: dict[str, str] = {}
    for number, seat, level, area in rows.values_list(
        "number", "region__code", "region__level", "service_areas__region__code"
    ):
        seats[number] = seat[:4] if level == "prefecture" else seat
        areas.setdefault(number, []).extend([RegionCode(area).prefix] if area else [])
    return {path: _hubs_of_place(path, areas, seats) for path in set(paths)}


def _hubs_of_place(path: str, areas: Mapping[str, list[str]], seats: Mapping[str, str]) -> frozenset[str]:
    declared = {number for number, known in areas.items() if any(path.startswith(area) for area in known)}
    free = {number for number, known in areas.items() if not known}
    near = {number for number in free if seats[number][:4] == path[:4]}
    of_cities = {number for number in free if len(seats[number]) == 4}
    return frozenset(declared or near or of_cities or free)


def staff_of(number: str) -> list[tuple[str, str]]:
    """(opaque id, working name) of the people who hold a grant on an organisation: who may answer for it."""
    holders = holders_of("organisations.propose")
    ids = [person for person, grants in holders.items() if any(grant.scope_id == number for grant in grants)]
    return sorted(names_of(ids).items(), key=lambda pair: pair[1])
