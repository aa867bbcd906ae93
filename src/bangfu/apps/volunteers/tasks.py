"""What the worker looks after."""

import logging
from datetime import datetime

from bangfu.apps.volunteers.actions import remind
from bangfu.apps.volunteers.queries import overdue
from bangfu.plumbing.access import SYSTEM_ACTOR

log = logging.getLogger(__name__)


def look_after_hours(*, at: datetime) -> int:
    """About once a minute: hours that wait for three days are spoken of once more. Silence confirms nothing. Returns: how many."""
    done = 0
    for region, hours in overdue(at).items():
        try:
            remind(by=SYSTEM_ACTOR, at=at, hours=hours)
        except Exception:
            log.exception("nobody at %s could be reminded of hours; it is tried again in a minute", region)
            continue
        done += len(hours)
    return done
