"""Reading what came in: only one's own."""

from bangfu.plumbing.access import Actor
from bangfu.plumbing.offline.models import ReceivedDraft

SHOWN = 30


def received_of(actor: Actor, draft: str) -> ReceivedDraft | None:
    """One's own draft that came in before, or None."""
    return ReceivedDraft.objects.filter(person=actor.person, draft=draft).first()


def lately_received(actor: Actor) -> list[ReceivedDraft]:
    """The newest of one's own drafts that came in."""
    return list(ReceivedDraft.objects.filter(person=actor.person).order_by("-received_at", "-id")[:SHOWN])
