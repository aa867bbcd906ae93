"""An organisation of the cast, a charity that may receive, and who checks."""

import pytest

from tests.cast import make_cast
from tests.samples import make_organisation, make_places
from tests.samples_giving import make_charity


@pytest.fixture
def own(db):
    """The organisation of the cast's hub and staff."""
    make_places()
    return make_organisation(900)


@pytest.fixture
def people(own):
    return make_cast(dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number))


@pytest.fixture
def charity(own):
    return make_charity()
