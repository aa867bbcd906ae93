"""The only writers of notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bangfu.apps.notices import rules
from bangfu.apps.notices.models import Dispatch, Message, Notice, Wish
from bangfu.apps.notices.policy import require_send
from bangfu.apps.people.api import active_among
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.channels import Channel, channels_in_use
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import put_event

TOPIC = "notices.made"


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says. ``url`` is a path of this site; ``urgent`` breaks the quiet of the night."""

    kind: str
    title: str
    body: str = ""
    url: str = ""
    urgent: bool = False


def _wants(wish: Wish | None, kind: str, channel: Channel) -> bool:
    """Whether a person gets this kind by this channel. What must be known always stands in the inbox."""
    if wish is None or (kind == "must_know" and channel.NAME == "insite"):
        return True
    if (kind == "push" and not wish.pushes) or (kind == "digest" and not wish.digest):
        return False
    return wish.email or channel.NAME != "email"


@action("notices.send_notice")
def send_notice(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    words: Words,
    audience: Iterable[str],
    agreed_by: str = "",
) -> Notice:
    """Write a notice for ``audience`` (opaque ids of people); the worker sends it after the commit.

    People whose account is out of use get nothing. Returns: the notice with the number of people it reached.
    Errors: ``Denied`` without ``notices.send``; ``Refused`` as :func:`rules.notice_refusal` says.
    """
    require_send(by)
    moment, people = at or now(), active_among(audience)
    refuse(
        rules.notice_refusal(
            kind=words.kind, title=words.title, audience=len(people), by=by.person, agreed_by=agreed_by
        )
    )
    notice = Notice.objects.create(
        kind=words.kind,
        title=words.title.strip()[:80],
        body=words.body[:500],
        url=words.url,
        urgent=words.urgent,
        made_at=moment,
        made_by=by.person,
        agreed_by=agreed_by,
        audience=len(people),
    )
    _write_messages(notice, people, moment)
    record(subject=notice, count=len(people), changes={"kind": ("", words.kind)})
    put_event(TOPIC, {"notice": notice.pk}, at=moment)
    return notice


def _write_messages(notice: Notice, people: list[str], at: datetime) -> None:
    wishes = Wish.objects.in_bulk(people)
    channels = channels_in_use()
    wanted = {person: [c for c in channels if _wants(wishes.get(person), notice.kind, c)] for person in people}
    messages = [Message(notice=notice, person=person) for person in people if wanted[person]]
    Message.objects.bulk_create(messages)
    Dispatch.objects.bulk_create(
        Dispatch(
            message=message,
            channel=channel.NAME,
            not_before=rules.not_before(kind=notice.kind, urgent=notice.urgent, keeps_quiet=channel.KEEPS_QUIET, at=at),
        )
        for message in messages
        for channel in wanted[message.person]
    )


@action("notices.read_messages")
def read_messages(*, by: Actor, at: datetime | None = None, key: str = "", messages: tuple[int, ...] = ()) -> int:
    """Mark the actor's own messages as read: ``messages``, or all when none are named. Returns: how many changed."""
    moment = at or now()
    unread = Message.objects.filter(person=by.person, read_at=None)
    if messages:
        unread = unread.filter(pk__in=messages)
    touched = list(unread.values_list("pk", flat=True))
    Message.objects.filter(pk__in=touched).update(read_at=moment)
    Dispatch.objects.filter(message__in=touched, channel="insite").update(state="read")
    record(subject=Message(pk=touched[0] if touched else 0), note="已读", count=max(len(touched), 1))
    return len(touched)


@action("notices.change_wish")
def change_wish(
    *, by: Actor, at: datetime | None = None, key: str = "", pushes: bool, digest: bool, email: bool
) -> Wish:
    """What one wants to get."""
    wish, _ = Wish.objects.update_or_create(
        person=by.person, defaults={"pushes": pushes, "digest": digest, "email": email}
    )
    record(subject=wish, changes={"pushes": (None, pushes), "digest": (None, digest), "email": (None, email)})
    return wish
