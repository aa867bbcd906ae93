"""Two reminders for what must be read, then a person: looked after about once a minute."""

from datetime import datetime

from django.db import transaction

from bangfu.apps.notices import rules
from bangfu.apps.notices.actions import dispatch
from bangfu.apps.notices.models import Dispatch, Message
from bangfu.apps.notices.queries import preferences_of
from bangfu.plumbing.channels import channels_in_use
from bangfu.plumbing.outbox.deliver import put_event

UNANSWERED = "notices.unanswered"
STEP = 200


def remind(*, at: datetime) -> int:
    """Remind who has not read what they must; after the second reminder say so to whoever takes over. Returns: how many."""
    with transaction.atomic():
        due = Message.objects.filter(remind_at__lte=at, read_at=None, answered_at=None)
        rows = list(
            due.select_related("notice").select_for_update(skip_locked=True, of=("self",)).order_by("remind_at")[:STEP]
        )
        again = [row for row in rows if row.reminded < rules.REMINDERS]
        for row in rows:
            if row.reminded < rules.REMINDERS:
                row.reminded, row.remind_at = row.reminded + 1, at + rules.REMIND_AFTER
            else:
                row.remind_at = None
                put_event(UNANSWERED, {"message": row.pk}, at=at)
        Message.objects.bulk_update(rows, ["reminded", "remind_at"], 200)
        Dispatch.objects.bulk_create(_reminders(again, at), 500)
    return len(rows)


def _reminders(rows: list[Message], at: datetime) -> list[Dispatch]:
    """By every channel that they want beyond the inbox, where the message still stands unread."""
    chosen = preferences_of([row.person for row in rows], "must_know")
    channels = [channel for channel in channels_in_use() if channel.NAME != "insite"]
    return [
        dispatch(row, channel, at, turn=row.reminded)
        for row in rows
        for channel in channels
        if rules.is_wanted(row.notice.kind, channel.NAME, chosen.get((row.person, channel.NAME)))
    ]
