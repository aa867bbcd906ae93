"""What the worker looks after about once a minute: due letters, reminders, expiry. The wiring lists them."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

log = logging.getLogger(__name__)
SECONDS = 60


class Minutely(Protocol):
    """Does what is due at ``at`` and says how much that was; doing it again at once does nothing more."""

    __name__: str

    def __call__(self, *, at: datetime) -> int: ...


_tasks: tuple[Minutely, ...] = ()


def wire_minutely(tasks: Sequence[Minutely]) -> None:
    """Fix what is looked after. Called by ``config/wiring.py`` only."""
    global _tasks
    _tasks = tuple(tasks)


def look_after(*, at: datetime) -> int:
    """Do everything that is due; one that fails is logged and does not keep the others from their turn."""
    done = 0
    for task in _tasks:
        try:
            done += task(at=at)
        except Exception:
            log.exception("%s failed; it is tried again in a minute", task.__name__)
    return done
