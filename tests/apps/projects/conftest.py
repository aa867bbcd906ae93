"""A need whose offer the village chose, and the project that it opened."""

import pytest

from bangfu.apps.exchange.actions import claims
from bangfu.apps.needs.invariants import INVARIANTS as NEED_INVARIANTS
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.projects.events import open_chosen
from bangfu.apps.projects.invariants import INVARIANTS
from bangfu.apps.projects.models import Bundle, Project
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from tests.apps.needs.conftest import AT, VILLAGE, draft, places, published, submitted, values, verified

__all__ = ["draft", "places", "published", "submitted", "values", "verified"]
PLAN = "派两名师傅带 10 台新机下乡，三月初一次送到并教会村医。"


def staff_of(name: str, number: str) -> Actor:
    """Somebody who works for an organisation."""
    return Actor(person=name.ljust(16, "x"), kind="person", grants=(Grant("staff", "organisation", number),))


@pytest.fixture
def party(places):
    """Makes an organisation that may claim, and somebody who works there."""

    def make(name):
        one = organisations.register_organisation(
            by=SYSTEM_ACTOR,
            values={"name": name, "kind": "community_org", "region_id": places["441826000000"].pk},
        )
        clerk = Actor(person="bureau".ljust(16, "y"), kind="person", grants=(Grant("bureau", "region", "44"),))
        organisations.verify_organisation(by=clerk, number=one.number)
        organisations.record_capacity(by=SYSTEM_ACTOR, number=one.number, quarter="2026Q4", slots=5)
        return staff_of(name, one.number), one.number

    return make


def choose(need, who, units, at=AT):
    """An offer for so many units of the first item that the village chose; its id."""
    staff, number = who
    claim = claims.start_claim(by=staff, at=at, number=need.number, organisation=number, wanted={1: units})
    claims.complete_offer(by=staff, at=at, claim_id=claim.pk, plan=PLAN)
    claims.choose_claims(by=VILLAGE, at=at, number=need.number, chosen=[claim.pk], keep_others=True)
    return claim.pk


@pytest.fixture
def helper(party):
    """The organisation that delivers."""
    return party("甲")


@pytest.fixture
def project(published, helper):
    """A project of twelve of the twenty units."""
    open_chosen({"claim": choose(published, helper, 12)})
    return Project.objects.get()


@pytest.fixture
def bundle(project):
    """Its one claim."""
    return Bundle.objects.get(project=project)


def nothing_broken():
    """No invariant of projects, nor the equation of needs, finds anything."""
    every = [*INVARIANTS, *(each for each in NEED_INVARIANTS if each.id == "N6")]
    return [finding for each in every for finding in each.broken()] == []
