"""Passwords are hashed one at a time in each process, by a thread that gives way to whoever is answering a page (R15).

A hash costs a third of a second of one processor by design; a few at once would take the whole machine from its readers.
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import PBKDF2PasswordHasher

NICENESS = 10
_threads: dict[int, ThreadPoolExecutor] = {}
_making = threading.Lock()


def _give_way() -> None:
    """On Linux a niceness belongs to one thread; elsewhere it would slow the whole process, so it is left alone."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _hashing_thread() -> ThreadPoolExecutor:
    """The thread of this process: a fork does not take threads along."""
    with _making:
        if os.getpid() not in _threads:
            _threads.clear()
            _threads[os.getpid()] = ThreadPoolExecutor(1, "bangfu-hash", initializer=_give_way)
        return _threads[os.getpid()]


class PatientHasher(PBKDF2PasswordHasher):
    """Django's own hash, iterations and format; only where it is computed differs."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """The hash as Django stores it; waits for the hashes before it. Errors: as Django's."""
        encoded: str = _hashing_thread().submit(super().encode, password, salt, iterations).result()
        return encoded
