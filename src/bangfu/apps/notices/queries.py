"""Reading notices."""

from django.db.models import Count, QuerySet

from bangfu.apps.notices.models import Dispatch, Message, Wish
from bangfu.plumbing.access import Actor, Hidden


def inbox(actor: Actor, *, unread: bool = False) -> QuerySet[Message]:
    """The actor's own messages, newest first, each with its notice."""
    rows = Message.objects.filter(person=actor.person).select_related("notice").order_by("-id")
    return rows.filter(read_at=None) if unread else rows


def message_for(actor: Actor, message: int) -> Message:
    """One of the actor's own messages. Errors: ``Hidden``."""
    found = inbox(actor).filter(pk=message).first()
    if found is None:
        raise Hidden
    return found


def unread_count(person: str) -> int:
    """How many messages the bell shows; one query."""
    return Message.objects.filter(person=person, read_at=None).count()


def wish_of(actor: Actor) -> Wish:
    """What the actor wants to get; everything when they never chose."""
    return Wish.objects.filter(person=actor.person).first() or Wish(person=actor.person)


def outcome_of(notice: str) -> dict[str, int]:
    """Numbers of dispatches of a notice by state."""
    rows = Dispatch.objects.filter(message__notice=notice).values_list("state").annotate(n=Count("id"))
    return dict(rows)
