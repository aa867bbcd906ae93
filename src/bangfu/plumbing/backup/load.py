"""Filling an empty PostgreSQL database with what a backup holds, and comparing what arrived."""

from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from bangfu.plumbing.backup import snapshot_postgresql, snapshot_sqlite
from bangfu.plumbing.backup.contents import About
from bangfu.plumbing.backup.stream import BackupRefused

PART = 1024 * 1024


def fill_postgresql(folder: Path, about: About) -> None:
    """Make the schema as it was by the recorded migrations, then copy every table in, all in one transaction.

    No trigger stands yet: `bangfu migrate` puts them on afterwards, once it has brought an older schema up to date.
    Errors: :class:`BackupRefused` for a database that is not empty or whose tables differ; what was made is dropped again.
    """
    if connection.introspection.table_names():
        raise BackupRefused("目标数据库里已经有表，不会覆盖。", "建一个空的数据库，写进 BANGFU_DATABASE_URL。")
    try:
        _make_schema(about)
        _copy_in(folder, about)
    except BaseException:
        _drop_everything()
        raise


def _make_schema(about: About) -> None:
    executor = MigrationExecutor(connection)
    applied = {(app, name) for app, name in about.migrations}
    graph = executor.loader.graph
    inner = {parent.key for key in applied for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    executor.migrate(sorted(applied - inner))


def _copy_in(folder: Path, about: About) -> None:
    connection.ensure_connection()
    raw: Any = connection.connection
    with raw.transaction():
        present = set(connection.introspection.table_names())
        if absent := sorted(set(about.columns) - present):
            raise BackupRefused(f"备份里的表 {absent[0]} 不是这个版本的。", "用写这份备份的版本恢复。")
        if about.columns:
            raw.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, sorted(present)))))
        for table, columns in about.columns.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
            path = folder / f"tables/{table}.copy"
            with raw.cursor() as cursor, path.open("rb") as source, cursor.copy(command) as rows:
                while part := source.read(PART):
                    rows.write(part)
        for sequence, last in about.sequences.items():
            raw.execute("SELECT setval(quote_ident(%s)::regclass, %s)", (sequence, last))
        raw.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _drop_everything() -> None:
    connection.ensure_connection()
    raw: Any = connection.connection
    for table in connection.introspection.table_names():
        raw.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))


def arrived_refusal(about: About) -> BackupRefused | None:
    """Compare rows and the public record of the database in use with what the backup says; SQLite is read in full first."""
    found = About("", "", connection.vendor, [])
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        with connection.cursor() as cursor:
            verdict = cursor.execute("PRAGMA integrity_check").fetchone()[0]
            loose = cursor.execute("PRAGMA foreign_key_check").fetchone()
        if verdict != "ok" or loose:
            return BackupRefused(
                f"恢复出来的数据库不完好：{verdict if verdict != 'ok' else loose}。", "换一份完好的备份。"
            )
        snapshot_sqlite.describe(path, found)
    else:
        with snapshot_postgresql.one_moment() as raw:
            snapshot_postgresql.describe(raw, found)
    for table in sorted(about.rows.keys() | found.rows.keys()):
        if about.rows.get(table) != found.rows.get(table):
            counts = f"应有 {about.rows.get(table, 0)} 行，只有 {found.rows.get(table, 0)} 行"
            return BackupRefused(f"表 {table} {counts}。", "换一份完好的备份。")
    if about.record != found.record:
        return BackupRefused("公开记录与备份时的不同。", "换一份完好的备份。")
    return None
