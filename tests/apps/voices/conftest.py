"""The cast, its places and its organisation; each test begins with a quiet window for open forms."""

import pytest

from bangfu.apps.regions.models import Region
from bangfu.plumbing import openforms
from tests.cast import VILLAGE, make_cast
from tests.samples import make_organisation, make_places


@pytest.fixture
def own(db):
    """The organisation of the cast's hub and staff."""
    make_places()
    return make_organisation(900)


@pytest.fixture
def people(own):
    return make_cast(dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number))


@pytest.fixture
def village(people):
    return Region.objects.get(code=VILLAGE)


@pytest.fixture(autouse=True)
def _nobody_sent_before(monkeypatch):
    monkeypatch.setattr(openforms, "_sending", openforms.Sending())
