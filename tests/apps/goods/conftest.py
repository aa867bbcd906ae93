"""A store of the cast's organisation, and the village that goods go to."""

import pytest

from bangfu.apps.goods import actions
from bangfu.apps.goods.invariants import INVARIANTS
from bangfu.apps.regions.models import Region
from bangfu.plumbing.clock import today
from tests.cast import VILLAGE, make_cast
from tests.samples import make_organisation, make_places, somebody


def broken() -> set[str]:
    """Ids of the room's invariants that find something."""
    return {each.id for each in INVARIANTS if list(each.broken())}


@pytest.fixture
def own(db):
    make_places()
    return make_organisation(900)


@pytest.fixture
def people(own):
    return make_cast(dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number))


@pytest.fixture
def keeper(own):
    return somebody("keeper", "staff", "organisation", own.number)


@pytest.fixture
def second(own):
    return somebody("second", "staff", "organisation", own.number)


@pytest.fixture
def village():
    return somebody("villager", "village", scope=VILLAGE)


@pytest.fixture
def place(own):
    return Region.objects.get(code=VILLAGE)


@pytest.fixture
def send(own, keeper, place):
    """Sends units of lots to the village; what a test changes it says."""

    def make(units, **more):
        given = {"by": keeper, "organisation": own.number, "region": place, "on": today()} | more
        return actions.send_goods(units={lot.number: count for lot, count in units.items()}, **given)

    return make
