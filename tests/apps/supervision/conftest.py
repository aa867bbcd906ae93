"""A published need of the cast's village, and who asks about it."""

import pytest

from bangfu.plumbing import openforms
from tests.cast import VILLAGE, make_cast
from tests.samples import make_need, make_organisation, make_places


@pytest.fixture
def own(db):
    """The organisation of the cast's hub and staff."""
    make_places()
    return make_organisation(900)


@pytest.fixture
def people(own):
    return make_cast(dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number))


@pytest.fixture
def need(people):
    return make_need(VILLAGE, "published", {role: member.actor for role, member in people.items()})


@pytest.fixture(autouse=True)
def _nobody_sent_before(monkeypatch):
    """Each test begins with a quiet window."""
    monkeypatch.setattr(openforms, "_sending", openforms.Sending())
