"""What every test shares."""

import os

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation

from tests.browser import chromium

os.environ.setdefault("BANGFU_SECRET_KEY", "test-only-" + "k" * 50)


def pytest_collection_modifyitems(items):
    """Skips, with a sentence, what cannot run here or has a step of its own in `.ci/run`."""
    elsewhere = set(os.environ.get("BANGFU_TESTS_ELSEWHERE", "").split())
    found = chromium.executable()
    for item in items:
        for mark in elsewhere & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.skip(reason=f"marked {mark}: has a step of its own in .ci/run"))
        if found is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


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
