"""Django's ``migrate``, followed by reinstalling every trigger: a rebuilt table has lost its own."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from bangfu.plumbing.triggers.install import install


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        install(connections[options["database"]])
