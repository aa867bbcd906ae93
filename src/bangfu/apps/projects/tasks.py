"""What the worker looks after."""

import logging
from datetime import datetime

from bangfu.apps.projects.actions.deliveries import climb_delivery
from bangfu.apps.projects.models import Delivery
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused

log = logging.getLogger(__name__)
DUE_AT_ONCE = 200


def look_after_deliveries(*, at: datetime) -> int:
    """About once a minute: what nobody answered in time goes to the next office. Returns: how many."""
    done = 0
    silent = Delivery.objects.filter(state="waiting", answer_by__lte=at).order_by("answer_by")
    for delivery in silent.values_list("pk", flat=True)[:DUE_AT_ONCE]:
        try:
            climb_delivery(by=SYSTEM_ACTOR, at=at, delivery=delivery)
        except Refused:  # somebody answered meanwhile
            continue
        except Exception:
            log.exception("delivery %s could not be looked after; it is tried again in a minute", delivery)
            continue
        done += 1
    return done
