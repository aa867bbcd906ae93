"""A SQLite database at one moment, while others write: the library's online backup API in a single step."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from bangfu.plumbing.backup.contents import About, record_of

# The safe library that the site's own connections use (plumbing.sqlite), not the system's.
library: Any = base.Database  # type: ignore[attr-defined]  # the stubs leave it out
FILES = "SELECT id, digest FROM files_storedfile ORDER BY id"
RECORD = "SELECT id, digest FROM publication_publicationrow ORDER BY id"


def copy_database(source: str, target: Path) -> None:
    """Copy the database file ``source`` to ``target``. One step holds one read transaction: in WAL mode writers go on.

    Errors: ``sqlite3.Error`` of the library in use, ``OSError``.
    """
    with closing(library.connect(source, timeout=60)) as here, closing(library.connect(str(target))) as there:
        here.backup(there, pages=-1)
        there.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def describe(copy: Path, about: About) -> None:
    """Read from the copy what ``about`` tells of the database."""
    with closing(library.connect(str(copy))) as connection:
        ask = connection.execute
        tables = [row[0] for row in ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        tables = [name for name in tables if not name.startswith("sqlite_")]
        about.rows = {name: ask(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - names of tables
        about.migrations = [list(row) for row in ask("SELECT app, name FROM django_migrations ORDER BY id")]
        about.record = record_of(ask(RECORD))
        about.files = [list(row) for row in ask(FILES)]


def counts(database: Path) -> dict[str, int]:
    """How many rows each table of a database file has."""
    found = About("", "", "", [])
    describe(database, found)
    return found.rows


Error = (sqlite3.Error, library.Error)
