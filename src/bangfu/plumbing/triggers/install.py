"""Installing the declared triggers, and saying which ones a database lacks."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from bangfu.plumbing.triggers.declare import AnyTrigger


def all_triggers() -> tuple[AnyTrigger, ...]:
    """Every trigger that an installed app declares, in the order of the apps. Errors: ``ValueError`` on a name used twice."""
    found: dict[str, AnyTrigger] = {}
    for config in apps.get_app_configs():
        if (
            not config.name.startswith("bangfu.")
            or find_spec(f"{config.name}.triggers") is None
            or config.label == "triggers"
        ):
            continue
        for trigger in import_module(f"{config.name}.triggers").TRIGGERS:
            if trigger.name in found:
                raise ValueError(f"trigger {trigger.name} is declared twice")
            found[trigger.name] = trigger
    return tuple(found.values())


def install(connection: BaseDatabaseWrapper) -> int:
    """Drop and create every declared trigger whose table exists. Returns: how many were installed."""
    tables = set(connection.introspection.table_names())
    wanted = [trigger for trigger in all_triggers() if trigger.table in tables and _is_for(trigger, connection)]
    with connection.cursor() as cursor:
        for trigger in wanted:
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"')
                cursor.execute(trigger.sqlite())
            else:
                function, create = trigger.postgresql()
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}" ON "{trigger.table}"')
                cursor.execute(function)
                cursor.execute(create)
    return len(wanted)


def _is_for(trigger: AnyTrigger, connection: BaseDatabaseWrapper) -> bool:
    return trigger.only in ("", connection.vendor)


def take_off(connection: BaseDatabaseWrapper) -> int:
    """Drop every trigger of a SQLite database, so that its tables can be rebuilt; PostgreSQL changes tables under theirs.

    Returns: how many were dropped.
    """
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = [row[0] for row in cursor.fetchall()]
        for name in names:
            cursor.execute(f'DROP TRIGGER "{name}"')
    return len(names)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of declared triggers that the database lacks."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(
        trigger.name for trigger in all_triggers() if _is_for(trigger, connection) and trigger.name not in present
    )
