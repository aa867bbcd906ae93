"""The world that the promises are tried in."""

import logging
import time
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from bangfu.apps.people.models import Person
from bangfu.plumbing.clock import now
from tests.cast import sign_in
from tests.samples import World
from tests.samples_disclosure import SITE
from tests.standing import HASHERS, own_copy, standing

HERE = Path(__file__).parent
ALLAUTH_AT = "account_authentication_methods"


def freshly_confirmed(world: World) -> None:
    """Everybody has a password and an authenticator and has just shown both, so that pages show what they decide."""
    Person.objects.update(password=make_password("nine-green-hills", hasher="md5"))
    for member in world.cast.values():
        if member.person is not None:
            person = Person.objects.get(pk=member.person.pk)
            TOTP.activate(person, "JBSWY3DPEHPK3PXP")
            RecoveryCodes.activate(person)
            sign_in(member.client, person)
            session = member.client.session
            session[ALLAUTH_AT] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
            session[f"{ALLAUTH_AT}_user"] = str(member.person.pk)
            session["seen_at"] = now().isoformat()
            session.save()


def pytest_collection_modifyitems(items):
    """In each module those without the world come first: later its rows stand there for everybody."""
    first = {}
    for place, item in enumerate(items):
        first.setdefault(item.path, place)

    def order(numbered):
        place, item = numbered
        ours = item.path.parent == HERE
        return (first[item.path], "standing_world" in item.fixturenames) if ours else (place, False)

    items[:] = [item for _place, item in sorted(enumerate(items), key=order)]


@pytest.fixture(scope="module")
def standing_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world of a module's tests, and where its files lie."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), standing(files) as made:
        yield made, files


@pytest.fixture
def world(standing_world, db, settings, tmp_path):
    """The cast and samples of everything, everybody signed in with a second factor shown; logs are quiet."""
    settings.DEMO, settings.MEDIA_ROOT, settings.DATA_DIR = True, tmp_path, tmp_path / SITE
    settings.PASSWORD_HASHERS = HASHERS
    own = own_copy(*standing_world, tmp_path)
    freshly_confirmed(own)
    logging.disable(logging.CRITICAL)
    yield own
    logging.disable(logging.NOTSET)
