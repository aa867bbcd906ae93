"""Reading the outbox."""

from typing import Any

from bangfu.plumbing.outbox.models import Event


def waiting_events() -> int:
    """How many events some subscriber has not had yet."""
    return Event.objects.filter(done_at=None).count()


def waiting_payloads(topic: str) -> list[dict[str, Any]]:
    """What the events of one topic say that some subscriber has not had yet, oldest first."""
    return list(Event.objects.filter(done_at=None, topic=topic).order_by("id").values_list("payload", flat=True))
