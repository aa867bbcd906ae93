"""One organisation with two of its people, the office, two villages, and an offer that they may order from."""

from datetime import timedelta

import pytest

from bangfu.apps.offers import actions
from bangfu.apps.offers.rules import Given
from bangfu.apps.organisations import actions as organisations
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from tests.apps.needs.conftest import AT, DAY, places

__all__ = ["places"]
HOME, NEXT, FAR = "441826105990", "441826105991", "441424101000"


def actor(person, role, kind, scope):
    return Actor(person=person.ljust(16, "x"), kind="person", grants=(Grant(role, kind, scope),))


BUREAU = actor("bureau", "bureau", "region", "44")
VILLAGE = actor("village", "village", "region", HOME)
NEIGHBOUR = actor("neighbour", "village", "region", NEXT)


@pytest.fixture
def party(places):
    """An organisation that may act, with three slots this quarter."""
    values = {"name": "果树技术协会", "kind": "community_org", "region_id": places["441826000000"].pk}
    one = organisations.register_organisation(by=SYSTEM_ACTOR, values=values)
    organisations.verify_organisation(by=actor("clerk", "bureau", "region", "44"), number=one.number)
    organisations.record_capacity(by=SYSTEM_ACTOR, number=one.number, quarter="2026Q4", slots=3)
    one.refresh_from_db()
    return one


@pytest.fixture
def staff(party):
    return actor("staff", "staff", "organisation", party.number)


@pytest.fixture
def draft(party, staff, places):
    values = {
        "title": "果树修剪技术下乡",
        "way": "training",
        "themes": ["fruit_industry"],
        "ends_on": DAY + timedelta(days=60),
        "contact": "李师傅 020-00000000",
    }
    lines = [Given("修剪培训", 20, "场"), Given("工具", 50, "套")]
    served = [places["441800000000"]]
    return actions.draft_offer(by=staff, at=AT, organisation=party.number, values=values, lines=lines, places=served)


@pytest.fixture
def published(draft, staff):
    actions.submit_offer(by=staff, at=AT, number=draft.number)
    return actions.publish_offer(by=BUREAU, at=AT, number=draft.number)
