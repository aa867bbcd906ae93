"""Reading the trail."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter: opaque ids of ``people`` (None for anybody), the start of an ``action``'s name, one ``subject`` id, days."""

    people: tuple[str, ...] | None = None
    action: str = ""
    subject: str = ""
    from_day: date | None = None
    to_day: date | None = None


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def trail(actor: Actor, wanted: Wanted) -> QuerySet[AuditRecord]:
    """The records that match, newest first. Errors: ``Denied`` without ``audit.read``."""
    if not actor.has("audit.read"):
        raise Denied("audit.read")
    rows = AuditRecord.objects.order_by("-id")
    if wanted.people is not None:
        rows = rows.filter(person__in=wanted.people)
    if wanted.action:
        rows = rows.filter(action__startswith=wanted.action)
    if wanted.subject:
        rows = rows.filter(subject_id=wanted.subject)
    if wanted.from_day:
        rows = rows.filter(at__gte=_start_of(wanted.from_day))
    if wanted.to_day:
        rows = rows.filter(at__lt=_start_of(wanted.to_day + timedelta(days=1)))
    return rows
