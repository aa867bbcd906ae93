"""What the worker looks after: texts whose days are over are emptied."""

from datetime import datetime

from bangfu.apps.voices.actions import forget_due_contacts
from bangfu.apps.voices.actions_wishes import forget_due_wishes


def forget_due(*, at: datetime) -> int:
    """Empty contacts and ended wishes whose day has come. Returns: how many rows were emptied."""
    return forget_due_contacts(at) + forget_due_wishes(at)
