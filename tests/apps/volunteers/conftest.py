"""A database that lost its triggers, so that the check alone must find what is wrong."""

import pytest
from django.db import connection

from bangfu.apps.volunteers.triggers import TRIGGERS


@pytest.fixture
def no_triggers(db):
    """Without this room's triggers until the test's end (its transaction is rolled back)."""
    with connection.cursor() as cursor:
        for each in TRIGGERS:
            table = f' ON "{each.table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{each.name}"{table}')
