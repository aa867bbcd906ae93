"""Waking the worker at once: a touched file in the data directory, so that a queued run does not wait for the next look.

Works between processes of one machine and one data directory; elsewhere the worker still looks every second.
"""

import time
from pathlib import Path

from django.conf import settings

LOOK_SECONDS = 0.02


def _bell() -> Path:
    return Path(settings.DATA_DIR) / "worker.wake"


def wake_worker() -> None:
    """Say that something waits. Never fails: a read-only data directory only means a slower start."""
    try:
        _bell().touch()
    except OSError:
        return


def rung_at() -> int:
    """When the bell was last touched, in nanoseconds; 0 for never."""
    try:
        return _bell().stat().st_mtime_ns
    except OSError:
        return 0


def wait_for_work(seconds: float, *, since: int) -> None:
    """Sleep until the bell is touched after ``since`` (as :func:`rung_at` said), at most ``seconds``."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and rung_at() == since:
        time.sleep(LOOK_SECONDS)
