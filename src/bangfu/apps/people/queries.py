"""Reading people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.crypto import salted_hmac

from bangfu.apps.people.models import PasswordLink, Person, RoleGrant, Session
from bangfu.apps.people.policy import require
from bangfu.apps.people.rules import DEMO_PREFIX, WantedGrant
from bangfu.plumbing.access import ROLES, Actor, Grant, Hidden
from bangfu.plumbing.clock import now, today


def _in_force(day: date, of: str = "") -> Q:
    """``of``: how the grants are reached from the model that is asked, with its two underscores."""
    begun = Q(**{f"{of}from_day__lte": day, f"{of}ended_at": None})
    return begun & (Q(**{f"{of}to_day": None}) | Q(**{f"{of}to_day__gte": day}))


def grants_of(person: str, on: date | None = None) -> tuple[Grant, ...]:
    """The grants in force for a person's opaque id ``on`` a Shanghai day (default today); none for an inactive person."""
    rows = (
        RoleGrant.objects.filter(_in_force(on or today()), person_id=person, person__is_active=True)
        .order_by("id")
        .values_list("role", "scope_kind", "scope_id")
    )
    return tuple(Grant(*row) for row in rows)


def person_with_grants(person: str) -> Person | None:
    """Somebody by opaque id with ``grants_in_force`` as :func:`grants_of` would answer today, in one query."""
    live = FilteredRelation("role_grants", condition=_in_force(today(), "role_grants__"))
    held = {f"held_{name}": F(f"live__{name}") for name in ("role", "scope_kind", "scope_id")}
    rows = list(Person.objects.filter(pk=person).annotate(live=live).annotate(**held).order_by("live__id"))
    if not rows:
        return None
    found: Person = rows[0]
    grants = [Grant(row.held_role, row.held_scope_kind, row.held_scope_id) for row in rows if row.held_role]  # type: ignore[attr-defined]
    found.grants_in_force = tuple(grants) if found.is_active else ()  # type: ignore[attr-defined]
    return found


def wanted_in_force(person: str, day: date) -> tuple[WantedGrant, ...]:
    """The same, as the rules compare them."""
    rows = RoleGrant.objects.filter(_in_force(day), person_id=person)
    return tuple(WantedGrant(person, row.role, row.scope_id, row.from_day, row.to_day) for row in rows)


def holders_of(permission: str, on: date | None = None) -> dict[str, tuple[Grant, ...]]:
    """Active people by opaque id with those of their grants that carry ``permission``."""
    roles = [role.name for role in ROLES.values() if permission in role.permissions]
    rows = RoleGrant.objects.filter(_in_force(on or today()), role__in=roles, person__is_active=True).order_by("id")
    found: dict[str, list[Grant]] = {}
    for person, *grant in rows.values_list("person_id", "role", "scope_kind", "scope_id"):
        found.setdefault(person, []).append(Grant(*grant))
    return {person: tuple(grants) for person, grants in found.items()}


def people_within(grants: Sequence[Grant]) -> list[str]:
    """Ids of people all of whose grants, past ones too, lie in the regions of ``grants``; nobody for other grants."""
    inside = Q(pk__in=[])
    for grant in grants:
        if grant.scope_kind == "region" and grant.scope_id:
            inside |= Q(scope_kind="region", scope_id__startswith=grant.scope_id)
    beyond = RoleGrant.objects.exclude(inside).values("person_id")
    found = RoleGrant.objects.filter(inside).exclude(person_id__in=beyond)
    return sorted(set(found.values_list("person_id", flat=True)))


def administrators_on(day: date) -> set[str]:
    """Ids of active people who hold the administrator's role."""
    rows = RoleGrant.objects.filter(_in_force(day), role="administrator", person__is_active=True)
    return set(rows.values_list("person_id", flat=True))


def names_of(people: Iterable[str]) -> dict[str, str]:
    """Working names by opaque id, for pages that say who did what; one query."""
    return dict(Person.objects.filter(pk__in=set(people)).values_list("pk", "name"))


def active_among(people: Iterable[str]) -> list[str]:
    """Those of these opaque ids whose account is in use, each once, in a fixed order."""
    return sorted(Person.objects.filter(pk__in=set(people), is_active=True).values_list("pk", flat=True))


def contacts_of(people: Iterable[str]) -> dict[str, dict[str, str]]:
    """E-mail and telephone by opaque id, opened for sending; never for a page."""
    rows = Person.objects.filter(pk__in=set(people)).only("pk", "email", "phone")
    return {row.pk: {"email": row.email, "phone": row.phone} for row in rows}


def person_by_login(login: str) -> str | None:
    """The opaque id behind a login in use, or None."""
    return Person.objects.filter(login=login, is_active=True).values_list("pk", flat=True).first()


def ids_matching(words: str) -> list[str]:
    """Opaque ids of people whose name or login contains ``words``: at most 200."""
    found = Person.objects.filter(Q(login__icontains=words) | Q(name__icontains=words))
    return list(found.values_list("pk", flat=True)[:200])


def is_active(person: str) -> bool:
    """Whether the account is in use."""
    return Person.objects.filter(pk=person, is_active=True).exists()


def who_grants() -> list[str]:
    """Working names of those who can give a role: shown on the page that refuses."""
    return sorted(names_of(holders_of("people.grant")).values())


def people_list(actor: Actor, *, search: str = "", role: str = "") -> QuerySet[Person]:
    """Every account that matches, with its grants fetched. Errors: ``Denied``."""
    require(actor, "people.read")
    people = Person.objects.order_by("login").prefetch_related("role_grants")
    if search:
        people = people.filter(Q(login__icontains=search) | Q(name__icontains=search))
    if role:
        people = people.filter(pk__in=RoleGrant.objects.filter(_in_force(today()), role=role).values("person_id"))
    return people


def person_for(actor: Actor, person: str, permission: str) -> Person:
    """One account. Errors: ``Denied`` without ``permission``; ``Hidden`` when there is none."""
    require(actor, permission)
    found = Person.objects.filter(pk=person).first()
    if found is None:
        raise Hidden
    return found


def grant_for(actor: Actor, grant: int, permission: str) -> RoleGrant:
    """One grant. Errors: as :func:`person_for`."""
    require(actor, permission)
    found = RoleGrant.objects.filter(pk=grant).first()
    if found is None:
        raise Hidden
    return found


def grants_shown(person: Person) -> list[RoleGrant]:
    """All grants of a person, newest first, with who gave them."""
    return list(person.role_grants.select_related("granted_by").order_by("-id"))


def link_for(digest: str) -> PasswordLink | None:
    """The unused link with this digest, when it is still good."""
    return PasswordLink.objects.filter(digest=digest, used_at=None, expires_at__gt=now()).first()


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session as its owner may see it; ``ref`` names it without being the key."""

    ref: str
    device: str
    started_at: object
    seen_at: object
    is_this: bool


def session_ref(session_key: str) -> str:
    """A name for a session that does not open it."""
    return salted_hmac("bangfu.people.session", session_key, algorithm="sha256").hexdigest()[:20]


def sessions_of(person: str, this_key: str) -> list[OpenSession]:
    """A person's live sessions, this one first."""
    rows = Session.objects.filter(person=person, expire_date__gt=now()).order_by("-seen_at")
    found = [
        OpenSession(session_ref(row.session_key), row.device, row.started_at, row.seen_at, row.session_key == this_key)
        for row in rows
    ]
    return sorted(found, key=lambda each: not each.is_this)


def session_keys(person: str, refs: Sequence[str], *, spare: str = "") -> tuple[str, ...]:
    """The keys behind ``refs`` (all of the person's when empty), without ``spare``."""
    keys = Session.objects.filter(person=person).values_list("session_key", flat=True)
    return tuple(key for key in keys if key != spare and (not refs or session_ref(key) in refs))


def demo_person(role: str) -> Person | None:
    """The member of the fixed cast who plays ``role``; only these can be signed in with one click."""
    if role not in ROLES:
        return None
    return Person.objects.filter(login=f"{DEMO_PREFIX}{role.replace('_', '-')}", is_active=True).first()
