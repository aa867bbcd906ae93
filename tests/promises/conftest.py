"""The world that the promises are tried in."""

import logging
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from bangfu.apps.people.models import Person
from bangfu.plumbing.clock import now
from tests.cast import sign_in
from tests.samples import World, make_world

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


@pytest.fixture
def world(db, settings, tmp_path):
    """The cast and samples of everything, everybody signed in with a second factor shown; logs are quiet."""
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = make_world()
    freshly_confirmed(made)
    logging.disable(logging.CRITICAL)
    yield made
    logging.disable(logging.NOTSET)
