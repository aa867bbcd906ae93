"""Writing notices, reading them, and choosing what one gets; how letters leave stands in `tasks`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bangfu.apps.notices import rules
from bangfu.apps.notices.leaving import Leaving
from bangfu.apps.notices.models import Address, Dispatch, Message, Notice, Preference
from bangfu.apps.notices.policy import require_queue, require_send
from bangfu.apps.notices.queries import channel_state, preferences_of
from bangfu.apps.people.api import active_among
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.channels import Channel, all_channels, channels_in_use
from bangfu.plumbing.clock import now
from bangfu.values import Refusal

BULK = 2_000
OWN_ADDRESSES = ("wecom", "wechat")


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says. ``url`` is a path of this site; ``urgent`` breaks the quiet of the night.

    ``place`` and ``deadline`` are for text messages; ``reminds``: who does not read it is reminded twice, then a person
    takes over; ``lines``: by person, a line that only they read (at most 160 characters).
    """

    kind: str
    title: str
    body: str = ""
    url: str = ""
    urgent: bool = False
    place: str = ""
    deadline: date | None = None
    reminds: bool = False
    lines: Mapping[str, str] = field(default_factory=dict)


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
        place=words.place[:60],
        deadline=words.deadline,
        urgent=words.urgent,
        reminds=words.reminds,
        made_at=moment,
        made_by=by.person,
        agreed_by=agreed_by,
        audience=len(people),
    )
    _write_messages(notice, people, words.lines, moment)
    record(subject=notice, count=len(people), changes={"kind": ("", words.kind)})
    return notice


def _write_messages(notice: Notice, people: list[str], lines: Mapping[str, str], at: datetime) -> None:
    chosen = preferences_of(people, notice.kind)
    channels = channels_in_use()
    wanted = {
        person: [c for c in channels if rules.is_wanted(notice.kind, c.NAME, chosen.get((person, c.NAME)))]
        for person in people
    }
    remind_at = at + rules.REMIND_AFTER if notice.reminds else None
    messages = [
        Message(notice=notice, person=person, line=lines.get(person, "")[:160], remind_at=remind_at)
        for person in people
        if wanted[person]
    ]
    Message.objects.bulk_create(messages, BULK)
    Dispatch.objects.bulk_create(
        (dispatch(message, channel, at) for message in messages for channel in wanted[message.person]), BULK
    )


def dispatch(message: Message, channel: Channel, at: datetime, *, turn: int = 0) -> Dispatch:
    """One message on its way by one channel; what stands in the inbox has arrived with its row."""
    notice = message.notice
    ready = rules.not_before(kind=notice.kind, urgent=notice.urgent, keeps_quiet=channel.KEEPS_QUIET, at=at)
    arrived = channel.NAME == "insite"
    return Dispatch(
        message=message,
        channel=channel.NAME,
        turn=turn,
        not_before=ready,
        state="delivered" if arrived else "made",
        sent_at=at if arrived else None,
    )


@action("notices.stop_notice", unseen=True)
def stop_notice(*, by: Actor, at: datetime | None = None, key: str = "", notice: str) -> int:
    """Keep back what has not left yet. Returns: how many dispatches. What a worker has in hand still leaves."""
    require_send(by)
    waiting = Dispatch.objects.filter(message__notice=notice, state__in=("made", "held"), leased_until=None)
    count = Dispatch.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)), leased_until=None).update(
        state="stopped", reason=""
    )
    record(subject=Notice(pk=notice), note="停止发送", count=max(count, 1))
    return count


@action("notices.read_messages", unseen=True)
def read_messages(*, by: Actor, at: datetime | None = None, key: str = "", messages: tuple[int, ...] = ()) -> int:
    """Mark the actor's own messages as read: ``messages``, or all when none are named. Returns: how many changed."""
    moment = at or now()
    unread = Message.objects.filter(person=by.person, read_at=None)
    if messages:
        unread = unread.filter(pk__in=messages)
    touched = list(unread.values_list("pk", flat=True))
    Message.objects.filter(pk__in=touched).update(read_at=moment, remind_at=None)
    Dispatch.objects.filter(message__in=touched, channel="insite").update(state="read")
    record(subject=Message(pk=touched[0] if touched else 0), note="已读", count=max(len(touched), 1))
    return len(touched)


@action("notices.answer_messages", unseen=True)
def answer_messages(*, by: Actor, at: datetime | None = None, key: str = "", notice: str, people: Iterable[str]) -> int:
    """Note that these people did what the notice asked for: they are reminded no more. Called by the room that knows."""
    require_send(by)
    open_ones = Message.objects.filter(notice=notice, person__in=set(people), answered_at=None)
    count = open_ones.update(answered_at=at or now(), remind_at=None)
    record(subject=Notice(pk=notice), note="已回应", count=max(count, 1))
    return count


@action("notices.choose_kinds", unseen=True)
def choose_kinds(
    *, by: Actor, at: datetime | None = None, key: str = "", wanted: Mapping[tuple[str, str], bool]
) -> int:
    """What one wants to get: for pairs of a kind and a channel. What is not named stays. Returns: how many pairs."""
    known = {channel.NAME for channel in all_channels()}
    pairs = {pair: yes for pair, yes in wanted.items() if pair[0] in rules.KINDS and pair[1] in known}
    _keep(by.person, pairs)
    record(subject=Preference(pk=0), note="通知设置", count=max(len(pairs), 1))
    return len(pairs)


def _keep(person: str, pairs: Mapping[tuple[str, str], bool]) -> None:
    rows = [Preference(person=person, kind=kind, channel=channel, wanted=yes) for (kind, channel), yes in pairs.items()]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind", "channel"], update_fields=["wanted"]
    )


@action("notices.leave", unseen=True)
def leave(*, by: Actor, at: datetime | None = None, key: str = "", leaving: Leaving) -> int:
    """Whoever holds the signed address of a letter ends that kind by that channel; nothing else follows from it.

    Returns: how many waiting letters were kept back.
    """
    _keep(leaving.person, {(leaving.kind, leaving.channel): False})
    waiting = Dispatch.objects.filter(
        message__person=leaving.person, message__notice__kind=leaving.kind, channel=leaving.channel, state="made"
    )
    count = Dispatch.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)), leased_until=None).update(
        state="stopped"
    )
    record(subject=Preference(pk=0), note=f"退订：{rules.KINDS[leaving.kind]}")
    return count


@action("notices.bind_address", unseen=True)
def bind_address(*, by: Actor, at: datetime | None = None, key: str = "", channel: str, address: str) -> Address | None:
    """One's own account with a messenger; an empty one is taken away. Errors: ``Refused`` for what cannot be one."""
    if channel not in OWN_ADDRESSES:
        raise Refused(Refusal("notices.address_channel", "这个通道不用填账号。"))
    told = address.strip()
    if len(told) > 64 or any(not each.isprintable() or each in "| " for each in told):
        raise Refused(Refusal("notices.address", "账号写得不对：不超过 64 个字符，不能有空格和“|”。"))
    row = Address.objects.filter(person=by.person, channel=channel).first() or Address(
        person=by.person, channel=channel
    )
    record(subject=row, note="改了账号" if told else "取消了账号")
    if not told:
        Address.objects.filter(person=by.person, channel=channel).delete()
        return None
    row.address = told
    row.save()
    return row


@action("notices.resume_channel", unseen=True)
def resume_channel(*, by: Actor, at: datetime | None = None, key: str = "", channel: str) -> int:
    """Let a channel work again now, and give what was held or delayed a fresh start. Returns: how many dispatches."""
    require_queue(by)
    state, moment = channel_state(channel), at or now()
    state.failures, state.rests_until, state.stopped_by = 0, None, ""
    state.save()
    late = Dispatch.objects.filter(channel=channel, leased_until=None)
    count = late.filter(state="held").update(state="made", tries=0, not_before=moment, reason="")
    count += late.filter(state="made", tries__gt=0).update(not_before=moment)
    record(subject=state, note="恢复发送", count=max(count, 1))
    return count


@action("notices.stop_channel", unseen=True)
def stop_channel(*, by: Actor, at: datetime | None = None, key: str = "", channel: str) -> None:
    """Stop a channel by hand until somebody lets it go on. The inbox cannot be stopped."""
    require_queue(by)
    if channel == "insite":
        raise Refused(Refusal("notices.insite_stays", "站内消息不能停，它不经过外面的平台。"))
    state = channel_state(channel)
    state.stopped_by = by.person or by.kind
    state.save()
    record(subject=state, note="停止发送")
