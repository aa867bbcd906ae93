"""The door of `notices`."""

from bangfu.apps.notices.actions import TOPIC, Words, send_notice
from bangfu.apps.notices.queries import outcome_of, unread_count
from bangfu.apps.notices.tasks import on_notice_made, send_due

__all__ = ["TOPIC", "Words", "on_notice_made", "outcome_of", "send_due", "send_notice", "unread_count"]
