"""The fixed cast for tests: one person for each role, each with an actor and a signed-in client.

``cast`` is a dict from a role's name to a :class:`Member`, plus ``"nobody"`` (signed in, no role at all) and ``"public"``
(a stranger). The permission matrix and the page tests of every room use it, so that they all mean the same people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.test import Client

from bangfu.apps.people.api import session_store
from bangfu.apps.people.example import build_cast
from bangfu.apps.people.models import Person
from bangfu.apps.people.queries import grants_of
from bangfu.plumbing.access import PUBLIC_ACTOR, ROLES, Actor
from bangfu.plumbing.clock import now
from bangfu.web.signin.second_factor import DEMO_FACTOR

BACKEND = "bangfu.web.signin.backend.PersonBackend"
PROVINCE, CITY, DISTRICT, COUNTY = "44", "4401", "440106", "441802"
VILLAGE = "441802101990"
ORGANISATION, CALL = "castorganisation", "castcall"
SCOPES = {
    "bureau": PROVINCE,
    "district": DISTRICT,
    "hub": ORGANISATION,
    "staff": ORGANISATION,
    "treasurer": ORGANISATION,
    "village": VILLAGE,
    "county": COUNTY,
    "frontline": COUNTY,
    "care_worker": COUNTY,
    "employer": ORGANISATION,
    "panel_member": CALL,
    "supervisor": CITY,
}


@dataclass(frozen=True)
class Member:
    """One of the cast: ``person`` (None for the public), the ``actor`` they are, and a signed-in ``client``."""

    person: Person | None
    actor: Actor
    client: Client


def sign_in(client: Client, person: Person, *, factor: bool = True) -> Client:
    """Sign ``client`` in as ``person``, with or without a second factor shown, without hashing a password."""
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[DEMO_FACTOR] = factor
    session[session_store.SIGNED_IN_AT] = session[session_store.SEEN_AT] = now().isoformat()
    session.save()
    return client


def actor_for(person: Person) -> Actor:
    """The actor that a person is now."""
    return Actor(person=person.pk, kind="person", grants=grants_of(person.pk))


def make_cast(scopes: Mapping[str, str] | None = None) -> dict[str, Member]:
    """Make the cast in the present database. ``scopes`` overrides where a role's grant lies."""
    people = build_cast(scopes=SCOPES | dict(scopes or {}))
    members = {role: Member(person, actor_for(person), sign_in(Client(), person)) for role, person in people.items()}
    nobody = Person.objects.create(login="nobody", name="无角色")
    members["nobody"] = Member(nobody, actor_for(nobody), sign_in(Client(), nobody))
    members["public"] = Member(None, PUBLIC_ACTOR, Client())
    assert set(members) == {*ROLES, "nobody", "public"}
    return members


@pytest.fixture
def cast(db: None) -> Iterator[dict[str, Member]]:
    """The cast, each with a client of their own."""
    yield make_cast()
