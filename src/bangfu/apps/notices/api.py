"""The door of `notices`."""

from bangfu.apps.notices.actions import Words, answer_messages, send_notice, stop_notice
from bangfu.apps.notices.queries import (
    audience_sizes,
    copies_of,
    outcome_of,
    queues,
    reach_by_channel,
    unanswered,
    unread_count,
)
from bangfu.apps.notices.tasks import hold_due, send_due
from bangfu.apps.notices.tasks_carriers import Carriers
from bangfu.apps.notices.tasks_reminding import UNANSWERED, remind

__all__ = [
    "UNANSWERED",
    "Carriers",
    "Words",
    "answer_messages",
    "audience_sizes",
    "copies_of",
    "hold_due",
    "outcome_of",
    "queues",
    "reach_by_channel",
    "remind",
    "send_due",
    "send_notice",
    "stop_notice",
    "unanswered",
    "unread_count",
]
