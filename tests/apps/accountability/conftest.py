"""Books of the open kind, from the tests of `funds`."""

import pytest

from tests.apps.funds.conftest import make_books


@pytest.fixture
def books(db):
    return make_books()
