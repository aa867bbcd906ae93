"""The door of `notices`."""

from bangfu.apps.notices.actions import Words, answer_messages, send_notice, stop_notice
from bangfu.apps.notices.queries import outcome_of, queues, unanswered, unread_count
from bangfu.apps.notices.tasks import send_due
from bangfu.apps.notices.tasks_carriers import Carriers
from bangfu.apps.notices.tasks_reminding import UNANSWERED, remind

__all__ = [
    "UNANSWERED",
    "Carriers",
    "Words",
    "answer_messages",
    "outcome_of",
    "queues",
    "remind",
    "send_due",
    "send_notice",
    "stop_notice",
    "unanswered",
    "unread_count",
]
