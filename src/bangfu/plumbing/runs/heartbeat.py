"""A run's process says every few seconds that it lives."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, connection

from bangfu.plumbing.clock import now
from bangfu.plumbing.runs.models import Run

log = logging.getLogger(__name__)
BEAT_SECONDS = 15.0


@contextmanager
def beating(run_id: str) -> Iterator[None]:
    """Says every few seconds that the run is alive, from a thread of its own, while the block runs."""
    over = Event()
    thread = Thread(target=_beat, args=(run_id, over), name=f"heartbeat {run_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=BEAT_SECONDS)


def _beat(run_id: str, over: Event) -> None:
    try:
        while not over.wait(BEAT_SECONDS):
            try:
                Run.objects.filter(pk=run_id, ended_at=None).update(alive_at=now())
            except DatabaseError:  # locked for longer than it waits: the next beat tries again
                log.warning("run %s could not say that it lives", run_id, exc_info=True)
                connection.close()
    finally:
        connection.close()
