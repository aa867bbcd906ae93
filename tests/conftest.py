"""What every test shares."""

import os
import shutil
import tempfile

import pytest
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation

from tests.browser import chromium
from tests.programs import PROGRAMS
from tests.sidebyside import FOLDER, Figures, beside_others, locks_of

os.environ.setdefault("BANGFU_SECRET_KEY", "test-only-" + "k" * 50)


def pytest_configure(config):
    """Who writes the report gathers the promises' figures, and gives the workers a place for their locks."""
    if hasattr(config, "workerinput"):
        return
    config.pluginmanager.register(Figures(), "figures-of-the-promises")
    if config.getoption("numprocesses", None):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="bangfu-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """A test marked `alone` waits until the other workers have none, and keeps them waiting."""
    with beside_others(locks_of(item.config), alone=bool(item.get_closest_marker("alone"))):
        return (yield)


def pytest_collection_modifyitems(items):
    """Skips, with a sentence, what cannot run here or has a step of its own in `.ci/run`."""
    elsewhere = set(os.environ.get("BANGFU_TESTS_ELSEWHERE", "").split())
    found = chromium.executable()
    absent = [name for name in PROGRAMS if not shutil.which(name)]
    for item in items:
        for mark in elsewhere & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.skip(reason=f"marked {mark}: has a step of its own in .ci/run"))
        if absent and item.get_closest_marker("programs"):
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(absent)} (Debian: beancount, hledger)"))
        if found is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(django_db_modify_db_settings_xdist_suffix):
    """Each worker has an SQLite database in its own memory; the plug-in knows Django's own engine by name, not ours."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = None


@pytest.fixture(scope="session", autouse=True)
def _test_databases_are_emptied():
    """Between tests of whole transactions Django empties PostgreSQL's tables, which the books refuse to a served site."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def emptied(self, statements):
        guarded = ["SET session_replication_role = replica", *statements, "SET session_replication_role = origin"]
        return plain(self, guarded if self.connection.vendor == "postgresql" else statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)
        yield


@pytest.fixture(autouse=True)
def _the_sites_own_language():
    """A page asked for in English leaves its language in the thread; the next test begins in Chinese."""
    yield
    translation.deactivate()
