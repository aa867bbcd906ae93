"""What other rooms leave to a person."""

from datetime import timedelta
from typing import Any

from bangfu.apps.followups.actions import ActionPoint, assign_followup
from bangfu.apps.notices.api import unanswered
from bangfu.apps.people.api import active_among, holders_of, names_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Scope
from bangfu.plumbing.clock import now

DAYS = 3


def take_over(payload: dict[str, Any]) -> None:
    """Hears that somebody read nothing in spite of two reminders: who wrote to them, or who assigns followups, calls them."""
    message = unanswered(payload["message"])
    if message is None:
        return
    owners = active_among([message.notice.made_by]) or sorted(holders_of("followups.assign"))[:1]
    if not owners:
        return
    who = names_of([message.person]).get(message.person, "")
    point = ActionPoint(
        title=f"两次提醒没有回音，请直接联系：{who}"[:80],
        owner=owners[0],
        due_at=now() + timedelta(days=DAYS),
        scope=Scope(),
        detail=message.notice.title,
        subject_url=message.notice.url,
    )
    assign_followup(by=SYSTEM_ACTOR, key=f"unanswered-{message.pk}", point=point)
