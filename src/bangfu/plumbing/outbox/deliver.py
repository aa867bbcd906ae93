"""Putting events in, and handing them out."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bangfu.plumbing.outbox.models import Delivery, Event

Subscriber = Callable[[dict[str, Any]], None]
log = logging.getLogger(__name__)
_subscribers: dict[str, tuple[Subscriber, ...]] = {}
ATTEMPTS_MAX = 12


def wire_subscribers(table: Mapping[str, Sequence[Subscriber]]) -> None:
    """Fix who hears which topic. Called by ``config/wiring.py`` only."""
    _subscribers.clear()
    _subscribers.update({topic: tuple(heard_by) for topic, heard_by in table.items()})


def put_event(topic: str, payload: dict[str, Any], *, at: datetime) -> Event:
    """Add an event in the present transaction. Errors: ``LookupError`` for a topic the wiring does not list."""
    if topic not in _subscribers:
        raise LookupError(f"topic {topic} is not listed in config/wiring.py")
    return Event.objects.create(topic=topic, payload=payload, at=at)


def _name(subscriber: Subscriber) -> str:
    return f"{subscriber.__module__}.{subscriber.__qualname__}"


def _hand_over(event: Event, subscriber: Subscriber, at: datetime) -> bool:
    delivery, _ = Delivery.objects.get_or_create(event=event, subscriber=_name(subscriber))
    if delivery.done_at is not None:
        return True
    if delivery.attempts >= ATTEMPTS_MAX or (delivery.next_try_at and delivery.next_try_at > at):
        return False
    try:
        with transaction.atomic():
            subscriber(event.payload)
            Delivery.objects.filter(pk=delivery.pk).update(done_at=at, attempts=delivery.attempts + 1)
    except Exception as error:
        wait = timedelta(seconds=min(2**delivery.attempts, 3600))
        log.warning("event %s for %s failed: %s", event.topic, _name(subscriber), type(error).__name__)
        Delivery.objects.filter(pk=delivery.pk).update(
            attempts=delivery.attempts + 1, last_error=type(error).__name__, next_try_at=at + wait
        )
        return False
    return True


def deliver_pending(*, at: datetime, limit: int = 200) -> int:
    """Hand out events that wait, oldest first. Returns: how many are now done with every subscriber."""
    finished = 0
    for event in Event.objects.filter(done_at=None).order_by("id")[:limit]:
        results = [_hand_over(event, subscriber, at) for subscriber in _subscribers.get(event.topic, ())]
        if all(results):
            Event.objects.filter(pk=event.pk).update(done_at=at)
            finished += 1
    return finished
