"""A PostgreSQL database at one moment, while others write: every table by COPY inside one REPEATABLE READ transaction.

The schema is not copied: it is what the migrations make, triggers and constraints with it (ADR 0290).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from bangfu.plumbing.backup.contents import About, record_of
from bangfu.plumbing.backup.snapshot_sqlite import FILES, RECORD

_COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
ORDER BY c.table_name, c.ordinal_position
"""
_SEQUENCES = (
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)


@contextmanager
def one_moment() -> Iterator[Any]:
    """A connection of its own whose every statement sees the database as it was at the first one."""
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        wrapper.ensure_connection()
        raw = wrapper.connection
        raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield raw
        raw.execute("ROLLBACK")
    finally:
        wrapper.close()


def describe(raw: Any, about: About) -> None:
    """Read what ``about`` tells of the database, inside :func:`one_moment`."""
    for table, column in raw.execute(_COLUMNS).fetchall():
        about.columns.setdefault(table, []).append(column)
    for table in about.columns:
        about.rows[table] = raw.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()[0]
    about.sequences = dict(raw.execute(_SEQUENCES).fetchall())
    about.migrations = [list(row) for row in raw.execute("SELECT app, name FROM django_migrations ORDER BY id")]
    about.record = record_of(raw.execute(RECORD))
    about.files = [list(row) for row in raw.execute(FILES)]


def copy_table(raw: Any, table: str, columns: list[str], target: Path) -> None:
    """Write one table's rows in COPY's text format."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    command = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), names)
    with raw.cursor() as cursor, target.open("wb") as out, cursor.copy(command) as rows:
        for part in rows:
            out.write(part)
