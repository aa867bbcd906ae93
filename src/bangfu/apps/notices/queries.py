"""Reading notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from bangfu.apps.notices.models import Address, ChannelState, Dispatch, Message, Notice, Preference
from bangfu.apps.notices.policy import require_queue
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.channels import all_channels


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


def preferences_of(people: Iterable[str], kind: str) -> dict[tuple[str, str], bool]:
    """What these people chose for one kind, by (person, channel); one query for a few people, one for all others."""
    wanted = set(people)
    rows = Preference.objects.filter(kind=kind)
    if len(wanted) <= 500:
        rows = rows.filter(person__in=wanted)
    return {(row[0], row[1]): row[2] for row in rows.values_list("person", "channel", "wanted") if row[0] in wanted}


def choices_of(person: str) -> dict[tuple[str, str], bool]:
    """What one person chose, by (kind, channel)."""
    rows = Preference.objects.filter(person=person).values_list("kind", "channel", "wanted")
    return {(kind, channel): wanted for kind, channel, wanted in rows}


def addresses_of(people: Iterable[str]) -> dict[str, dict[str, str]]:
    """Accounts with messengers by person and channel, opened for sending; never for a page of somebody else."""
    found: dict[str, dict[str, str]] = {}
    for row in Address.objects.filter(person__in=set(people)):
        found.setdefault(row.person, {})[row.channel] = row.address
    return found


def outcome_of(notice: str) -> dict[str, int]:
    """Numbers of dispatches of a notice by state."""
    rows = Dispatch.objects.filter(message__notice=notice).values_list("state").annotate(n=Count("id"))
    return dict(rows)


def path_of_code(code: str) -> str | None:
    """Where a short address leads: a path of this site; None for a code that nobody made."""
    row = Notice.objects.filter(code=code).values_list("url", flat=True).first()
    return None if row is None else row or "/my/messages/"


def channel_state(channel: str) -> ChannelState:
    """How a channel fares; a fresh one when nothing is known."""
    return ChannelState.objects.filter(pk=channel).first() or ChannelState(channel=channel)


def unanswered(message: int) -> Message | None:
    """A message that nobody read in spite of two reminders; None once they did."""
    return Message.objects.select_related("notice").filter(pk=message, read_at=None, answered_at=None).first()


@dataclass(slots=True)
class Queue:
    """One channel as the queue page shows it. ``late_since``: since when the oldest letter should have left."""

    name: str
    title: Any
    missing: tuple[str, ...]
    state: ChannelState
    waiting: int = 0
    held: int = 0
    late: int = 0
    late_since: datetime | None = None
    is_resting: bool = False


def queue_for(actor: Actor, at: datetime) -> list[Queue]:
    """Every channel with what waits in it. Errors: ``Denied``."""
    require_queue(actor)
    return queues(at)


def queues(at: datetime) -> list[Queue]:
    """The same for whoever only needs to know whether something is late; three queries."""
    states = {row.channel: row for row in ChannelState.objects.all()}
    rows = Dispatch.objects.filter(state__in=("made", "held")).values_list("channel", "state").annotate(n=Count("id"))
    count = {(channel, state): n for channel, state, n in rows}
    overdue = Dispatch.objects.filter(Q(tries__gt=0) | Q(not_before__lte=at), state="made")
    overdue_rows = overdue.values_list("channel").annotate(n=Count("id"), since=Min("message__notice__made_at"))
    late = {channel: (n, since) for channel, n, since in overdue_rows}
    found = []
    for channel in all_channels():
        name = channel.NAME
        state = states.get(name, ChannelState(channel=name))
        queue = Queue(name, channel.TITLE, channel.missing(), state, count.get((name, "made"), 0))
        queue.held = count.get((name, "held"), 0)
        queue.late, queue.late_since = late.get(name, (0, None))
        queue.is_resting = bool(state.stopped_by) or (state.rests_until is not None and state.rests_until > at)
        found.append(queue)
    return found


def held_letters(actor: Actor) -> QuerySet[Dispatch]:
    """What was put aside after too many tries, newest first, without the person. Errors: ``Denied``."""
    require_queue(actor)
    return Dispatch.objects.filter(state="held").select_related("message__notice").order_by("-id")
