"""Reading the trail."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from bangfu.plumbing.access import NOWHERE, Actor, Denied, Grant
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.questions import Question

people_within: Question[list[str]] = Question(
    "audit.people_within",
    "Given region grants: opaque ids of the people who never held a grant that reaches beyond them. Answered by `people`.",
)


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


def _colleagues(grants: tuple[Grant, ...]) -> set[str]:
    """Those who can only have acted where these grants reach: a record does not say where it lies, its person does."""
    return {person for answer in people_within.ask(grants) for person in answer}


def trail(actor: Actor, wanted: Wanted) -> QuerySet[AuditRecord]:
    """The records that match, newest first; with the right in a region only: the acts of oneself and one's colleagues there.

    Errors: ``Denied`` without ``audit.read``.
    """
    if not actor.has("audit.read"):
        raise Denied("audit.read")
    rows = AuditRecord.objects.order_by("-id")
    if not actor.may("audit.read", NOWHERE):
        rows = rows.filter(person__in={actor.person} | _colleagues(actor.scopes_of("audit.read")))
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
