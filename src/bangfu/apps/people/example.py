"""The fixed cast: one invented person for each role, whose sign-in on a demo is one click."""

from collections.abc import Mapping
from datetime import datetime

from bangfu.apps.people import actions
from bangfu.apps.people.models import Person
from bangfu.apps.people.rules import DEMO_PREFIX, WantedGrant
from bangfu.plumbing.access import ROLES, SYSTEM_ACTOR
from bangfu.plumbing.clock import today

NAMES = {
    "bureau": "林静远",
    "district": "陈可嘉",
    "hub": "何望山",
    "staff": "苏晓禾",
    "treasurer": "梁一清",
    "village": "黄大榕",
    "county": "邓向前",
    "frontline": "周行健",
    "care_worker": "罗念慈",
    "volunteer": "许青苗",
    "employer": "冯启航",
    "job_seeker": "曾小满",
    "donor": "叶知秋",
    "panel_member": "郑公明",
    "auditor": "程如镜",
    "supervisor": "杜闻声",
    "administrator": "管佑安",
}


def build_cast(*, scopes: Mapping[str, str], at: datetime | None = None) -> dict[str, Person]:
    """Make the cast.

    Args: ``scopes`` gives each role that is bound to a scope its scope id: a prefix of statistics codes, an
    organisation's id, a call's id.
    Returns: the person of each role. Errors: ``KeyError`` for a role without its scope id.
    """
    names = {role: (f"{DEMO_PREFIX}{role.replace('_', '-')}", NAMES[role]) for role in ROLES}
    return actions.build_cast(by=SYSTEM_ACTOR, at=at, names=names, scopes=scopes)


def add_colleague(*, login: str, name: str, role: str, scope_id: str) -> Person:
    """Somebody beside the cast: the second person that two-person rules need. ``scope_id`` is as for :func:`build_cast`."""
    person = actions.create_person(by=SYSTEM_ACTOR, login=login, name=name)
    actions.grant_role(by=SYSTEM_ACTOR, person=person, wanted=WantedGrant(person.pk, role, scope_id, today()))
    return person


def let_also(person: str, *, role: str, scope_id: str) -> None:
    """Give somebody of the cast (by opaque id) one more role."""
    who = Person.objects.get(pk=person)
    actions.grant_role(by=SYSTEM_ACTOR, person=who, wanted=WantedGrant(person, role, scope_id, today()))


def is_built() -> bool:
    """Whether the cast was made already: it is made after the places and before everything else."""
    return Person.objects.filter(login__startswith=DEMO_PREFIX).exists()


def sign_ins() -> list[tuple[str, str, str]]:
    """Each role's title with its sign-in and the name of who plays it."""
    names = dict(Person.objects.filter(login__startswith=DEMO_PREFIX).values_list("login", "name"))
    logins = {role: f"{DEMO_PREFIX}{role.replace('_', '-')}" for role in ROLES}
    return [(role.title, logins[name], names.get(logins[name], "")) for name, role in ROLES.items()]
