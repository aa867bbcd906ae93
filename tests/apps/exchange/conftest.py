"""A small registry with one able organisation and one published need."""

import pytest

from bangfu.apps.exchange import actions
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.organisations import actions as organisations
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.clock import today
from bangfu.values import Quarter
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need, make_organisation, make_places

CLERK = Actor("clerk1clerk1", "person", (Grant("bureau", "region", "44"),))


@pytest.fixture
def registry(db):
    """(scenario over the whole province, the one organisation)."""
    make_places()
    people = {role: member.actor for role, member in make_cast().items()}
    organisation = make_organisation(701)
    quarter = Quarter.of(today()).text
    organisations.record_capacity(by=CLERK, number=organisation.number, quarter=quarter, slots=2)
    make_need(VILLAGE, "published", people)
    beginning = Beginning("全省", "needs", "440000000000", quarter)
    return actions.start_from_registry(by=CLERK, beginning=beginning), organisation
