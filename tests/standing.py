"""A world that stands for all tests of a module: made once, taken back at the module's end.

All samples take seconds to make. `standing` opens a transaction outside of those that the tests run in, makes the world
there, and takes it back when the module is done; each test works on a savepoint of it, with copies of its objects and files.
A module that uses it has no test that commits (`transaction=True`); its tests without the world run before it is made.
"""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from tests.cast import Member
from tests.samples import World, make_world
from tests.samples_disclosure import SITE

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def standing(files: Path) -> Iterator[World]:
    """The world with every sample, in a transaction that is taken back; its files lie in ``files``."""
    with transaction.atomic():
        with override_settings(DEMO=True, MEDIA_ROOT=files, DATA_DIR=files / SITE, PASSWORD_HASHERS=HASHERS):
            made = make_world()
        yield made
        transaction.set_rollback(True)


def own_copy(made: World, files: Path, own_files: Path) -> World:
    """What one test gets: the same rows, objects and cookies that it may change, and a copy of the files."""
    shutil.copytree(files, own_files, dirs_exist_ok=True)
    cast = {
        role: replace(member, person=copy.copy(member.person), client=_same(member))
        for role, member in made.cast.items()
    }
    samples = {kind: list(found) for kind, found in made.samples.items()}
    return World(cast, dict(made.secrets), samples, copy.deepcopy(made.objects))


def _same(member: Member) -> Client:
    """Another browser with the same cookies."""
    client = Client()
    client.cookies.load({name: each.value for name, each in member.client.cookies.items()})
    return client
