"""Django's ``migrate`` between taking the triggers off and putting them on again.

SQLite rebuilds a table under another name for most changes, and a trigger that speaks of the table fails in between; a rebuilt
table has also lost its own. They come back whatever becomes of the migrations: a site never starts without one.
"""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from bangfu.plumbing.triggers.install import install, take_off


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        take_off(connection)
        try:
            super().handle(*args, **options)
        finally:
            install(connection)
