"""A hub with members, organisations with people, a published need."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bangfu.apps.organisations import api as organisations
from bangfu.apps.people.models import Person, RoleGrant
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.clock import today
from bangfu.values import Quarter
from tests.cast import VILLAGE
from tests.samples import ELSEWHERES, make_need, make_organisation, make_places, somebody


def account(login: str, role: str, kind: str, scope: str) -> Person:
    """Somebody who can be told."""
    person = Person.objects.create(login=login, name=login, email=f"{login}@example.org")
    RoleGrant.objects.create(person=person, role=role, scope_kind=kind, scope_id=scope, from_day=today())
    return person


def actor_of(person: Person, role: str, kind: str, scope: str) -> Actor:
    return Actor(person=person.pk, kind="person", grants=(Grant(role, kind, scope),))


@dataclass
class Town:
    """By a short name: organisations and their people; the bureau and a colleague."""

    need: Any = None
    parties: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    bureau: Actor = None
    colleague: Actor = None
    hub: Actor = None


@pytest.fixture
def town(db) -> Town:
    """hub (with fruit and care as members), fruit, care, loner (no account), each able to help with fruit trees."""
    make_places()
    made = Town()
    for place, name in enumerate(("hub", "fruit", "care", "loner")):
        party = make_organisation(700 + place, name=f"试验{name}果树协会", is_hub=name == "hub")
        organisations.record_capacity(by=SYSTEM_ACTOR, number=party.number, quarter=Quarter.of(today()).text, slots=3)
        made.parties[name] = party
        if name != "loner":
            role = "hub" if name == "hub" else "staff"
            made.people[name] = account(f"of{name}", role, "organisation", party.number)
    for member in ("fruit", "care"):
        organisations.join_hub(by=SYSTEM_ACTOR, hub=made.parties["hub"].number, member=made.parties[member].number)
    hands = {
        role: somebody(f"hand{role}"[:16], role, scope=VILLAGE[:6])
        for role in ("village", "county", "frontline", "bureau")
    }
    made.need = make_need(VILLAGE, "published", hands, title="两百亩沙田柚要改种")
    for name in ("bureau", "colleague"):
        made.people[name] = account(name, "bureau", "region", "44")
        setattr(made, name, actor_of(made.people[name], "bureau", "region", "44"))
    made.hub = actor_of(made.people["hub"], "hub", "organisation", made.parties["hub"].number)
    return made


__all__ = ["ELSEWHERES", "Town", "account", "town"]
