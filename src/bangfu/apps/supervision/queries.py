"""Reading questions; whoever gets one from here may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.people.api import Todo, names_of
from bangfu.apps.supervision import policy
from bangfu.apps.supervision.models import Inquiry, PublishedAnswer
from bangfu.apps.supervision.questions import Subject, subject_of
from bangfu.apps.supervision.rules import CYCLE, KINDS
from bangfu.plumbing.access import Actor, Grant, Hidden
from bangfu.plumbing.openforms import digest_of
from bangfu.plumbing.ui.panels import Panel

TODO_MAX, LIST_MAX, SHOWN = 20, 200, 5


def find_subject(kind: str, number: str) -> Subject:
    """What a question would be about. Errors: ``Hidden`` when nobody may ask about it."""
    for found in subject_of.ask(kind, number):
        if found is not None:
            return found
    raise Hidden


def page_of(inquiry: Inquiry) -> str:
    """Where the subject of a question can be read now; "" when it is no longer public."""
    found = [each.url for each in subject_of.ask(inquiry.subject_kind, inquiry.subject) if each]
    return found[0] if found else ""


def reach_of(grants: tuple[Grant, ...]) -> Q:
    """Grants as a filter over rows with a ``region`` and, where organisations ask, an ``organisation``."""
    reach = Q(pk__in=[])
    for grant in grants:
        if grant.scope_kind == "all":
            return Q()
        if grant.scope_kind == "region":
            reach |= Q(region__startswith=grant.scope_id)
        elif grant.scope_kind == "organisation":
            reach |= Q(organisation=grant.scope_id)
    return reach


def _within(actor: Actor, kind: str, permission: str) -> "QuerySet[Inquiry]":
    return Inquiry.objects.filter(reach_of(actor.scopes_of(permission)), kind=kind)


def own_organisations(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the organisations for which the actor may ask, by name."""
    numbers = [grant.scope_id for grant in actor.scopes_of("supervision.ask") if grant.scope_kind == "organisation"]
    if not numbers:
        return []
    return sorted(((one.number, one.name) for one in organisations_by_number(numbers).values()), key=lambda x: x[1])


def threads_of(actor: Actor) -> list[Inquiry]:
    """Questions of organisations that the actor asked or reads, what waits first."""
    rows = _within(actor, "organisation", "supervision.read")
    waiting = list(rows.filter(state="open").order_by("due_at")[:LIST_MAX])
    return waiting + list(rows.exclude(state="open").order_by("-answered_at")[:LIST_MAX])


def inbox_of(actor: Actor, state: str = "open") -> list[Inquiry]:
    """Visitors' questions that the actor's office handles; the longest waiting first."""
    rows = _within(actor, "visitor", "supervision.handle")
    if state == "open":
        return list(rows.filter(state="open").order_by("due_at", "pk")[:LIST_MAX])
    return list(rows.exclude(state="open").order_by("-answered_at", "pk")[:LIST_MAX])


def inquiry_for(actor: Actor, inquiry: str) -> Inquiry:
    """One question, fetched and authorised at once. Errors: ``Hidden``."""
    found = Inquiry.objects.filter(pk=inquiry).first()
    if found is None or not policy.can_see(actor, found):
        raise Hidden
    return found


def inquiry_of_code(code: str) -> Inquiry:
    """A visitor's question by its tracking code. Errors: ``Hidden``."""
    found = Inquiry.objects.filter(tracking=digest_of(code)).first() if code else None
    if found is None:
        raise Hidden
    return found


def standing_answer(inquiry: Inquiry) -> PublishedAnswer | None:
    """What everybody reads of it now, if anything."""
    return inquiry.published.filter(taken_back_at=None).first()


def published_about(kind: str, number: str, limit: int = LIST_MAX) -> list[PublishedAnswer]:
    """Published answers about something, the newest first."""
    rows = PublishedAnswer.objects.filter(
        inquiry__subject_kind=kind, inquiry__subject=number, taken_back_at__isnull=True
    )
    return list(rows.order_by("-released_at", "-pk")[:limit])


@dataclass(frozen=True, slots=True)
class Row:
    """A question as lists show it: who asks in words, state with its look, whether it is late."""

    inquiry: Inquiry
    who: str
    state: str
    late: bool


def rows_of(inquiries: list[Inquiry], at: datetime) -> list[Row]:
    """Questions with the names of their organisations, in one query."""
    numbers = list({each.organisation for each in inquiries if each.organisation})
    names = organisations_by_number(numbers) if numbers else {}
    return [
        Row(
            each,
            names[each.organisation].name if each.organisation in names else KINDS[each.kind],
            CYCLE.states[each.state],
            each.state == "open" and each.due_at < at,
        )
        for each in inquiries
    ]


def who_answered(inquiry: Inquiry) -> str:
    """The name of who answered, for those who see the thread."""
    return names_of([inquiry.answered_by]).get(inquiry.answered_by, "") if inquiry.answered_by else ""


def panels_about(subject: Subject, actor: Actor) -> list[Panel]:
    """A panel for the page of a public subject: published answers; for the two sides what is theirs.

    For the public it depends on the subject alone, so the page may be kept.
    """
    about = Q(subject_kind=subject.kind, subject=subject.number, kind="organisation")
    threads: list[Inquiry] = []
    if actor.is_person and actor.has("supervision.read"):
        reach = reach_of(actor.scopes_of("supervision.read"))
        threads = list(Inquiry.objects.filter(about & reach).order_by("-asked_at")[:SHOWN])
    context: dict[str, Any] = {
        "published": published_about(subject.kind, subject.number, SHOWN),
        "threads": [{"inquiry": each, "state": CYCLE.states[each.state]} for each in threads],
        "ask": reverse("supervision:ask", args=[subject.kind, subject.number]),
    }
    return [Panel("asked", _("问一句"), "supervision/panel.html", context)]


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: questions that wait for this actor's answer, each until its hours are over."""
    return list(_todos(actor)) if actor.is_person else []


def _todos(actor: Actor) -> Iterator[Todo]:
    for kind, permission in policy.ANSWER.items():
        if not actor.has(permission):
            continue
        waiting = _within(actor, kind, permission).filter(state="open")
        if kind == "organisation":
            waiting = waiting.exclude(asked_by=actor.person)
        for each in waiting.order_by("due_at", "pk")[:TODO_MAX]:
            url = reverse("supervision:inquiry", args=[each.pk])
            yield Todo(_(KINDS[kind]), each.title, each.subject, each.due_at, url, _("去回答"), "info")
