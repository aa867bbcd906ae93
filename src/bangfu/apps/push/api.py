"""The door of `push`: whom to tell of what, and why."""

from bangfu.apps.push.actions import RUN_KIND, RUN_PUBLISHED
from bangfu.apps.push.panels import panels_of_need
from bangfu.apps.push.tasks import on_claim, on_published, send, tell_of_new, tell_weekly

__all__ = [
    "RUN_KIND",
    "RUN_PUBLISHED",
    "on_claim",
    "on_published",
    "panels_of_need",
    "send",
    "tell_of_new",
    "tell_weekly",
]
