"""The door of `followups`."""

from bangfu.apps.followups.actions import ActionPoint, assign_followup, drop_followup
from bangfu.apps.followups.events import take_over
from bangfu.apps.followups.queries import followup_list, todo_items

__all__ = ["ActionPoint", "assign_followup", "drop_followup", "followup_list", "take_over", "todo_items"]
