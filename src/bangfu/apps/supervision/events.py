"""Who is told of a question: those who answer nearest to the place; of an answer: the person who asked."""

from typing import Any

from django.urls import reverse

from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.apps.supervision.models import Complaint, Inquiry
from bangfu.apps.supervision.policy import ANSWER
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20


def tell_who_answers(payload: dict[str, Any]) -> None:
    """Hears a question: tells those whose grant lies nearest to the place. The question's words stay in the thread."""
    inquiry = Inquiry.objects.filter(pk=payload["inquiry"]).first()
    if inquiry is None or inquiry.state != "open":
        return
    audience = [person for person in _nearest(ANSWER[inquiry.kind], inquiry.region) if person != inquiry.asked_by]
    _send(inquiry, f"有人问一句：{inquiry.title}", audience, "asked")


def tell_the_asker(payload: dict[str, Any]) -> None:
    """Hears an answer: tells the person of the organisation who asked; visitors read it with their code."""
    inquiry = Inquiry.objects.filter(pk=payload["inquiry"]).first()
    if inquiry is not None and inquiry.asked_by:
        _send(inquiry, f"问一句有了答复：{inquiry.title}", [inquiry.asked_by], "answered")


def _nearest(permission: str, region: str) -> list[str]:
    reached = {
        person: max(len(grant.scope_id) for grant in grants)
        for person, grants in holders_of(permission).items()
        if Actor(person=person, kind="person", grants=grants).may(permission, Scope(region=region))
    }
    nearest = max(reached.values(), default=0)
    return sorted(person for person, length in reached.items() if length == nearest)


def _send(inquiry: Inquiry, title: str, audience: list[str], step: str) -> None:
    audience = audience[:AUDIENCE_MAX]
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(
        kind="must_know", title=title[:80], body=inquiry.subject, url=reverse("supervision:inquiry", args=[inquiry.pk])
    )
    send_notice(by=SYSTEM_ACTOR, key=f"{inquiry.pk}-{step}", words=words, audience=audience)


def tell_who_handles(payload: dict[str, Any]) -> None:
    """Hears a new complaint: tells the nearest office that handles it. Neither words nor page stand in the message."""
    _tell_of(payload, "supervision.handle", "收到一条监督意见", "sent", ("open",))


def tell_who_judges(payload: dict[str, Any]) -> None:
    """Hears a draft: tells those who may release it."""
    _tell_of(payload, "supervision.oversee", "一条监督意见的答复等您复核", "drafted", ("drafted",))


def tell_who_oversees(payload: dict[str, Any]) -> None:
    """Hears that a complaint is overdue or was reopened: tells those who oversee."""
    _tell_of(payload, "supervision.oversee", "一条监督意见超时或要再办", "climbed", ("open", "drafted"))


def _tell_of(payload: dict[str, Any], permission: str, title: str, step: str, states: tuple[str, ...]) -> None:
    complaint = Complaint.objects.filter(pk=payload["complaint"], state__in=states).first()
    if complaint is None:
        return
    audience = _nearest(permission, complaint.region)[:AUDIENCE_MAX]
    if not active_among(audience):
        return
    url = reverse("supervision:complaint", args=[complaint.pk])
    words = Words(kind="must_know", title=title, url=url)
    key = f"{complaint.pk}-{step}-{complaint.reopened}-{complaint.replies.count()}"
    send_notice(by=SYSTEM_ACTOR, key=key, words=words, audience=audience)
