"""SQLite as an engine that can be trusted with money: a safe library and fair write transactions.

Two findings stand behind this back end. Releases up to 3.51.2 can lose committed writes in WAL mode with several
connections (the WAL-reset race), so the library of the ``pysqlite3`` wheel takes the place of the system's. And SQLite's
lock wait is not fair: one writer can starve all others for seconds; a file lock around each write transaction makes
writers queue, at a small price in throughput.
"""

import fcntl
import sys
from pathlib import Path
from typing import IO, Any

try:
    import pysqlite3
except ModuleNotFoundError:  # not Linux: the system's library is used, and WAL is refused below if it is unsafe
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db.backends.sqlite3 import base as _base  # noqa: E402

# The stubs leave out the wrapper's private hooks, which are what this module is about.
base: Any = _base

Version = tuple[int, int, int]


def is_safe_for_wal(version: Version) -> bool:
    """Whether a SQLite library may run WAL with several connections.

    Args: ``version`` as (major, minor, patch).
    Returns: true from 3.51.3 on except the withdrawn 3.52.0, and for the back-ports 3.44.6+ and 3.50.7+.
    Source: sqlite.org, "The WAL-reset bug".

    >>> is_safe_for_wal((3, 40, 1)), is_safe_for_wal((3, 53, 4)), is_safe_for_wal((3, 50, 7)), is_safe_for_wal((3, 52, 0))
    (False, True, True, False)
    """
    if version[:2] == (3, 44):
        return version[2] >= 6
    if version[:2] == (3, 50):
        return version[2] >= 7
    return version >= (3, 51, 3) and version != (3, 52, 0)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite back end, with the safe library asserted and one fair queue of writers per database file."""

    _queue: IO[bytes] | None = None
    _in_queue = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not is_safe_for_wal(base.Database.sqlite_version_info):
            raise ImproperlyConfigured(
                f"SQLite {base.Database.sqlite_version} 在多连接 WAL 模式下可能丢失已提交的数据。请安装 pysqlite3（run.py 会自动安装）。"
            )
        return super().get_new_connection(conn_params)

    def _enter_queue(self) -> None:
        if self._in_queue or self.is_in_memory_db():
            return
        if self._queue is None:
            self._queue = Path(f"{self.settings_dict['NAME']}.queue").open("ab")  # noqa: SIM115 - kept as long as the connection
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        self._in_queue = True

    def _leave_queue(self) -> None:
        if self._in_queue and self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
        self._in_queue = False

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            if not self._still_in_transaction():
                self._leave_queue()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            if not self._still_in_transaction():
                self._leave_queue()

    def _still_in_transaction(self) -> bool:
        return self.connection is not None and self.connection.in_transaction

    def close(self) -> None:
        super().close()
        if not self._still_in_transaction():
            self._leave_queue()

    def _close(self) -> None:
        super()._close()
        if self._queue is not None:
            self._queue.close()
            self._queue = None
            self._in_queue = False
