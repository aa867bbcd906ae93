"""Who is told: of a suggestion those who decide nearest to the place; of a decision the organisation's person."""

from typing import Any

from django.urls import reverse

from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.apps.voices.models import Suggestion
from bangfu.apps.voices.policy import DECIDE
from bangfu.apps.voices.rules import KINDS
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20


def tell_who_decides(payload: dict[str, Any]) -> None:
    """Hears a suggestion: tells those whose grant lies nearest to the place. Its words stay in the room."""
    found = Suggestion.objects.filter(pk=payload["suggestion"]).first()
    if found is None or found.state != "open":
        return
    url = reverse("voices:suggestion", args=[found.pk])
    _send(found, f"{KINDS[found.kind]}：{found.title or found.place}", _nearest(found), url, "sent")


def tell_the_sender(payload: dict[str, Any]) -> None:
    """Hears a decision: tells the person of the organisation who proposed it; residents read it with their code."""
    found = Suggestion.objects.filter(pk=payload["suggestion"]).first()
    if found is not None and found.sent_by and found.sent_by != found.decided_by:
        url = reverse("voices:idea", args=[found.pk])
        _send(found, f"献计有了答复：{found.title}", [found.sent_by], url, "decided")


def _nearest(found: Suggestion) -> list[str]:
    permission = DECIDE[found.kind]
    reached = {
        person: max(len(grant.scope_id) for grant in grants)
        for person, grants in holders_of(permission).items()
        if Actor(person=person, kind="person", grants=grants).may(permission, Scope(region=found.region))
    }
    nearest = max(reached.values(), default=0)
    return sorted(person for person, length in reached.items() if length == nearest)


def _send(found: Suggestion, title: str, audience: list[str], url: str, step: str) -> None:
    audience = audience[:AUDIENCE_MAX]
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(kind="must_know", title=title[:80], body=found.place, url=url)
    send_notice(by=SYSTEM_ACTOR, key=f"{found.pk}-{step}", words=words, audience=audience)
