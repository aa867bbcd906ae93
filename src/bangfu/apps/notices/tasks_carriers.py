"""One thread for each channel, inside the worker: a provider that hangs delays its own letters and nothing else."""

import logging
import threading

from django.db import close_old_connections, connection

from bangfu.apps.notices.tasks import carry
from bangfu.plumbing.channels import channels_in_use
from bangfu.plumbing.clock import now

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0


class Carriers:
    """Started with the worker and stopped with it; a letter that is under way is finished first."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin with every channel that is set up."""
        for channel in channels_in_use():
            if channel.NAME != "insite":
                thread = threading.Thread(
                    target=self._run, args=(channel.NAME,), name=f"carry {channel.NAME}", daemon=True
                )
                self._threads.append(thread)
                thread.start()

    def stop(self, *, seconds: float = 20.0) -> None:
        """Take no more, and wait for what is under way."""
        self._stop.set()
        for thread in self._threads:
            thread.join(seconds)

    def _run(self, name: str) -> None:
        try:
            while not self._stop.is_set():
                if not self._step(name):
                    self._stop.wait(PAUSE_SECONDS)
        finally:
            connection.close()

    @staticmethod
    def _step(name: str) -> int:
        try:
            close_old_connections()
            return carry(name, at=now())
        except Exception:
            log.exception("channel %s failed; it is tried again", name)
            return 0
