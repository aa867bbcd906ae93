"""Sending what is due. Called by the outbox right after a notice is committed, and by the worker once a minute."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from bangfu.apps.notices import rules
from bangfu.apps.notices.models import Dispatch
from bangfu.apps.people.api import contacts_of
from bangfu.plumbing.channels import Letter, Outcome, channel_named
from bangfu.plumbing.clock import now

STEP = 500


def send_due(*, at: datetime) -> int:
    """Send every dispatch whose time has come, what goes to one person by one channel as one letter.

    Returns: how many letters were tried.
    """
    due = Dispatch.objects.filter(state="made", not_before__lte=at, tries__lt=rules.TRIES_MAX)
    rows = list(due.select_related("message__notice").order_by("id")[:STEP])
    bundles: dict[tuple[str, str, bool], list[Dispatch]] = defaultdict(list)
    for row in rows:
        bundles[row.message.person, row.channel, row.message.notice.kind == "push"].append(row)
    contacts = contacts_of({person for person, _channel, _push in bundles})
    pushed = _pushed_this_week({person for person, _channel, push in bundles if push}, at)
    for (person, channel, is_push), bundle in bundles.items():
        if is_push and channel != "insite" and pushed.get((person, channel), 0) >= rules.PUSHES_A_WEEK:
            _settle(bundle, Outcome("failed", _("本周已推送 3 次，只留在站内")), at)
        else:
            _settle(bundle, _try(channel, contacts.get(person, {}), bundle), at)
    return len(bundles)


def _pushed_this_week(people: set[str], at: datetime) -> dict[tuple[str, str], int]:
    """How many letters with pushes each person got by each channel in the last seven days."""
    sent = Dispatch.objects.filter(
        message__person__in=people,
        message__notice__kind="push",
        sent_at__gt=at - rules.WEEK,
        state__in=("sent", "delivered", "read"),
    )
    rows = sent.values_list("message__person", "channel").annotate(letters=Count("sent_at", distinct=True))
    return {(person, channel): letters for person, channel, letters in rows}


def _try(name: str, contact: dict[str, str], bundle: list[Dispatch]) -> Outcome:
    channel = channel_named(name)
    address = contact.get(channel.ADDRESS, "") if channel.ADDRESS else ""
    if channel.ADDRESS and not address:
        return Outcome("failed", _("没有留下联系方式"))
    notices = [row.message.notice for row in bundle]
    first = notices[0]
    title = first.title if len(notices) == 1 else _("%(n)d 条新消息") % {"n": len(notices)}
    lines = tuple(f"{notice.title}　{notice.body}".rstrip() for notice in notices)
    url = settings.SITE_URL + (first.url if len(notices) == 1 and first.url else "/my/messages/")
    return channel.send(Letter(address, title, lines, url))


def _settle(bundle: list[Dispatch], outcome: Outcome, at: datetime) -> None:
    sent_at = None if outcome.state == "failed" else at
    rows = Dispatch.objects.filter(pk__in=[row.pk for row in bundle])
    rows.update(state=outcome.state, reason=outcome.reason[:120], sent_at=sent_at, tries=bundle[0].tries + 1)


def on_notice_made(payload: dict[str, Any]) -> None:
    """Hears ``notices.made``."""
    send_due(at=now())
