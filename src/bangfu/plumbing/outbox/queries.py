"""Reading the outbox."""

from bangfu.plumbing.outbox.models import Event


def waiting_events() -> int:
    """How many events some subscriber has not had yet."""
    return Event.objects.filter(done_at=None).count()
