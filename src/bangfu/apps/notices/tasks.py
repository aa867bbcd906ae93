"""How letters leave: taken from the table, sent outside of any transaction, and what came of it written down.

A letter is leased, not removed: a worker that dies with it loses nothing, another sends it again under the same id.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.notices import rules
from bangfu.apps.notices.leaving import Leaving, token_of
from bangfu.apps.notices.models import ChannelState, Dispatch
from bangfu.apps.notices.queries import addresses_of, channel_state
from bangfu.apps.people.api import contacts_of
from bangfu.plumbing.channels import Channel, Letter, Outcome, channel_named, channels_in_use
from bangfu.values import opaque_id

BATCH = 10
"""Letters that a worker takes at once: all of them can run into a time-out before the lease is over."""
ROUNDS_MAX = 1_000


@dataclass(slots=True)
class Bundle:
    """What leaves as one letter: dispatches of one person."""

    letter: str
    rows: list[Dispatch]

    @property
    def person(self) -> str:
        return str(self.rows[0].message.person)

    @property
    def is_push(self) -> bool:
        return bool(self.rows[0].message.notice.kind == "push")


def send_due(*, at: datetime) -> int:
    """Send everything whose time has come, channel by channel. Returns: how many letters were tried."""
    tried = 0
    for channel in channels_in_use():
        for _round in range(ROUNDS_MAX):
            count = carry(channel.NAME, at=at)
            tried += count
            if not count:
                break
    return tried


def hold_due(*, at: datetime) -> int:
    """After a restore: what should have left by ``at`` may have left already, so it does not leave again. Returns: how many.

    Everybody's inbox has it all the same; a letter for later was not sent yet and waits on.
    """
    waiting = Dispatch.objects.filter(state="made", not_before__lte=at).exclude(channel="insite")
    return waiting.update(state="held", leased_until=None, reason=_("网站从备份恢复，这封信可能已经发出，没有再发"))


def carry(name: str, *, at: datetime, most: int = BATCH) -> int:
    """One batch of one channel. Returns: how many letters were tried; 0 when nothing is due or the channel rests."""
    channel, state = channel_named(name), channel_state(name)
    if channel.missing() or state.stopped_by or (state.rests_until and state.rests_until > at):
        return 0
    bundles = take(name, at=at, most=1 if state.failures else most)
    people = {bundle.person for bundle in bundles}
    contacts, own = contacts_of(people), addresses_of(people)
    pushed = _pushed_this_week({bundle.person for bundle in bundles if bundle.is_push}, name, at)
    for place, bundle in enumerate(bundles):
        if bundle.is_push and pushed.get(bundle.person, 0) >= rules.PUSHES_A_WEEK:
            outcome = Outcome("failed", _("本周已推送 3 次，只留在站内"))
        else:
            contact = contacts.get(bundle.person, {}) | own.get(bundle.person, {})
            outcome = _try(channel, contact.get(channel.ADDRESS, ""), bundle)
        settle(bundle, outcome, at)
        if _note_health(state, outcome, at):
            put_back(bundles[place + 1 :])
            break
    return len(bundles)


def take(name: str, *, at: datetime, most: int) -> list[Bundle]:
    """Lease up to ``most`` letters: those of a letter that was tried before stay together, new ones of a person join."""
    with transaction.atomic():
        free = Dispatch.objects.filter(channel=name, state="made").filter(
            Q(leased_until=None) | Q(leased_until__lte=at)
        )
        free = free.select_related("message__notice").select_for_update(skip_locked=True, of=("self",))
        rows = list(free.filter(not_before__lte=at).order_by("not_before", "id")[: most * 4])
        rows += free.filter(letter__in={row.letter for row in rows if row.letter}).exclude(
            pk__in=[row.pk for row in rows]
        )
        bundles, worn = _bundled(rows, most)
        until = at + timedelta(seconds=int(settings.CHANNEL_OPTIONS["LETTER_LEASE"]))
        for bundle in bundles:
            for row in bundle.rows:
                row.letter, row.leased_until, row.tries = bundle.letter, until, row.tries + 1
        taken = [row for bundle in bundles for row in bundle.rows]
        Dispatch.objects.bulk_update(taken, ["letter", "leased_until", "tries"], 200)
        if worn:
            Dispatch.objects.filter(pk__in=[row.pk for row in worn]).update(state="held", leased_until=None)
    return bundles


def _bundled(rows: Sequence[Dispatch], most: int) -> tuple[list[Bundle], list[Dispatch]]:
    """The letters, and rows that were tried too often: whatever kills its worker must not do so for ever."""
    found: dict[tuple[str, ...], Bundle] = {}
    worn = []
    for row in rows:
        notice = row.message.notice
        fresh = (row.message.person, "push" if notice.kind == "push" else notice.kind, "urgent" * notice.urgent)
        key = (row.letter,) if row.letter else fresh
        if row.tries >= rules.TRIES_MAX:
            worn.append(row)
        elif key in found:
            found[key].rows.append(row)
        elif len(found) < most:
            found[key] = Bundle(row.letter or opaque_id(), [row])
    return list(found.values()), worn


def _pushed_this_week(people: set[str], channel: str, at: datetime) -> dict[str, int]:
    """How many letters with pushes each person got by this channel in the last seven days."""
    if not people:
        return {}
    sent = Dispatch.objects.filter(
        message__person__in=people,
        message__notice__kind="push",
        channel=channel,
        sent_at__gt=at - rules.WEEK,
        state__in=("sent", "delivered", "read"),
    )
    return dict(sent.values_list("message__person").annotate(letters=Count("letter", distinct=True)))


def _try(channel: Channel, address: str, bundle: Bundle) -> Outcome:
    if channel.ADDRESS and not address:
        return Outcome("failed", _("没有留下联系方式"))
    try:
        return channel.send(letter_of(bundle, channel, address))
    except Exception as error:  # a channel must answer; one that does not is down, and nothing is lost
        return Outcome("later", type(error).__name__, is_down=True)


def letter_of(bundle: Bundle, channel: Channel, address: str) -> Letter:
    """What the channel is given to carry."""
    messages = [row.message for row in bundle.rows]
    first, alone = messages[0].notice, len(messages) == 1
    reminder = _("提醒：") if bundle.rows[0].turn else ""
    title = reminder + first.title if alone else _("%(n)d 条新消息") % {"n": len(messages)}
    said = ("　".join(filter(None, (m.notice.title, m.notice.body, m.line))) for m in messages)
    leaving = token_of(Leaving(bundle.person, first.kind, channel.NAME))
    return Letter(
        address,
        title,
        tuple(said),
        settings.SITE_URL + (first.url if alone and first.url else "/my/messages/"),
        id=bundle.letter,
        what=title,
        where=first.place if alone else "",
        deadline=f"{first.deadline.month}月{first.deadline.day}日" if alone and first.deadline else "",
        short_url=settings.SITE_URL + (f"/n/{first.code}/" if alone else "/my/messages/"),
        leave_url=settings.SITE_URL + reverse("notices:leave", args=[leaving]),
    )


def settle(bundle: Bundle, outcome: Outcome, at: datetime) -> None:
    """Write down what came of a letter; what can be tried again rests a while, and is put aside after too many tries."""
    rows = Dispatch.objects.filter(pk__in=[row.pk for row in bundle.rows], state="made")
    reason = outcome.reason[:120]
    if outcome.state != "later":
        sent_at = None if outcome.state == "failed" else at
        rows.update(state=outcome.state, reason=reason, sent_at=sent_at, leased_until=None)
        return
    tries = max(row.tries for row in bundle.rows)
    state = "held" if tries >= rules.TRIES_MAX else "made"
    wait = rules.wait_after(tries, random.random())  # noqa: S311 - spreading, not guessing
    rows.update(state=state, reason=reason, not_before=at + wait, leased_until=None)


def put_back(bundles: Sequence[Bundle]) -> None:
    """What was taken and not tried is free again."""
    rows = Dispatch.objects.filter(pk__in=[row.pk for bundle in bundles for row in bundle.rows], state="made")
    rows.update(leased_until=None, tries=F("tries") - 1)


def _note_health(state: ChannelState, outcome: Outcome, at: datetime) -> bool:
    """Count failures of the channel itself. Returns: whether it rests from now on."""
    if not outcome.is_down:
        if outcome.state == "failed" or (not state.failures and state.worked_at):
            return False
        state.failures, state.rests_until, state.reason, state.worked_at = 0, None, "", at
    else:
        state.failures += 1
        state.reason = outcome.reason[:120]
        pause = rules.pause_after(state.failures)
        state.rests_until = at + pause if pause else None
    values = {name: getattr(state, name) for name in ("failures", "rests_until", "reason", "worked_at")}
    ChannelState.objects.update_or_create(channel=state.channel, defaults=values)
    return state.rests_until is not None
