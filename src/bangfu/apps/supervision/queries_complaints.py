"""Reading complaints; whoever gets one from here may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.programmes.api import rules_of
from bangfu.apps.supervision import policy
from bangfu.apps.supervision.models import Complaint, Reply
from bangfu.apps.supervision.queries import reach_of
from bangfu.apps.supervision.questions import subject_of
from bangfu.apps.supervision.rules_complaints import COMPLAINT_CYCLE, COMPLAINT_KINDS, DEADLINE
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.clock import today
from bangfu.plumbing.openforms import digest_of

LIST_MAX, TODO_MAX = 200, 20
_INSIDE = ("/my/", "/desk/", "/accounts/", "/supervise/", "/asked/", "/api/")
_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Place:
    """What a page is about: its local address and the region code where that lies ("" for the whole site)."""

    page: str
    region: str


def page_named(text: str) -> Place:
    """The page that somebody came from. Anything that is not a public page of this site becomes the home page.

    An address that holds a tracking code or a token is never kept.
    """
    path = text.split("?")[0].split("#")[0][:200]
    path = path.removeprefix("/en") if path.startswith("/en/") else path
    try:
        with override("zh-hans"):
            match = resolve(path)
    except Resolver404:
        return Place("/", "")
    if path.startswith(_INSIDE) or any(name == "token" for name in match.kwargs):
        return Place("/", "")
    values = [str(value) for value in match.kwargs.values()]
    if "code" in match.kwargs and not values[0].isdigit():
        return Place("/", "")
    for value in values:
        if value.isdigit() and len(value) == _CODE_LENGTH:
            return Place(path, value)
        for found in subject_of.ask("need", value):
            if found is not None:
                return Place(path, found.region)
    return Place(path, "")


def complaint_for(actor: Actor, complaint: str) -> Complaint:
    """One complaint, fetched and authorised at once. Errors: ``Hidden``."""
    found = Complaint.objects.filter(pk=complaint).first()
    if found is None or not policy.can_see_complaint(actor, found):
        raise Hidden
    return found


def complaint_of_code(code: str) -> Complaint:
    """The complaint of a tracking code. Errors: ``Hidden``."""
    found = Complaint.objects.filter(tracking=digest_of(code)).first() if code else None
    if found is None:
        raise Hidden
    return found


def _within(actor: Actor, permission: str = "supervision.handle") -> "QuerySet[Complaint]":
    return Complaint.objects.filter(reach_of(actor.scopes_of(permission)))


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint as lists show it."""

    complaint: Complaint
    kind: str
    state: str
    late: bool


def row_of_complaint(complaint: Complaint, at: datetime) -> ComplaintRow:
    """One row."""
    late = complaint.state != "answered" and complaint.due_at < at
    return ComplaintRow(complaint, COMPLAINT_KINDS[complaint.kind], COMPLAINT_CYCLE.states[complaint.state], late)


def rows_for(actor: Actor, at: datetime) -> tuple[list[ComplaintRow], list[ComplaintRow]]:
    """What waits (what climbed first, then the longest waiting), and what was answered, the newest first."""
    rows = _within(actor)
    waiting = rows.exclude(state="answered").order_by("-level", "due_at", "pk")[:LIST_MAX]
    over = rows.filter(state="answered").order_by("-due_at", "pk")[:LIST_MAX]
    return [row_of_complaint(each, at) for each in waiting], [row_of_complaint(each, at) for each in over]


def replies_of(complaint: Complaint) -> list[Reply]:
    """Every answer that was ever drafted, the newest first."""
    return list(complaint.replies.order_by("-drafted_at", "pk"))


def released_of(complaint: Complaint) -> list[Reply]:
    """What everybody may read of it, the newest first."""
    return list(complaint.replies.filter(released_at__isnull=False).order_by("-released_at"))


def names_in(replies: list[Reply]) -> dict[str, str]:
    """Names of who drafted and released, for those who see the thread."""
    return names_of([person for each in replies for person in (each.drafted_by, each.released_by) if person])


def public_replies(limit: int = LIST_MAX) -> list[Reply]:
    """Answers that everybody may read, the newest first, in one query."""
    rows = Reply.objects.filter(released_at__isnull=False).select_related("complaint")
    return list(rows.order_by("-released_at", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class DeadlineSaid:
    """The rule that the time to answer comes from, and whether its text was read."""

    citation: str
    is_certain: bool


def deadline_said() -> DeadlineSaid | None:
    """Where the number of days stands; None when the pack names no rule."""
    day = today()
    rule = rules_of(day).get(DEADLINE)
    return DeadlineSaid(rule.citation, rule.may_block(day)) if rule else None


def complaint_todos(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: complaints that wait for this actor."""
    return list(_todos(actor)) if actor.is_person and actor.has("supervision.handle") else []


def _todos(actor: Actor) -> Iterator[Todo]:
    judges = actor.has("supervision.oversee")
    for each in _within(actor).exclude(state="answered").order_by("-level", "due_at")[:TODO_MAX]:
        drafts = each.state == "open"
        if not drafts and (not judges or each.replies.filter(drafted_by=actor.person, returned_at=None).exists()):
            continue
        doing = _("拟答复") if drafts else _("复核答复")
        url = reverse("supervision:complaint", args=[each.pk])
        yield Todo(_("监督意见"), COMPLAINT_KINDS[each.kind], each.page, each.due_at, url, doing, "warn")
