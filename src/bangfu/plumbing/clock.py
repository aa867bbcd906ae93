"""The one place that reads the clock, so that a test or a scheduled task can say what time it is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The present day in Asia/Shanghai, which is the day of law and books."""
    return now().astimezone(SHANGHAI).date()
