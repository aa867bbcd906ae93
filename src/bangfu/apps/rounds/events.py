"""Who is told of an invitation, its answer, a reminder, a need that climbed."""

from typing import Any

from django.urls import reverse

from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.organisations.api import hubs_for
from bangfu.apps.people.api import active_among, holders_of
from bangfu.apps.rounds import policy
from bangfu.apps.rounds.models import Climb, Invitation
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant, Scope

AUDIENCE_MAX = 20


def _send(title: str, audience: list[str], *, key: str, body: str, url: str) -> None:
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(kind="must_know", title=title[:80], body=body[:200], url=url)
    send_notice(by=SYSTEM_ACTOR, key=key, words=words, audience=audience[:AUDIENCE_MAX])


def _holders(permission: str, scope: Scope) -> list[str]:
    found = holders_of(permission).items()
    return sorted(person for person, grants in found if Actor(person, "person", grants).may(permission, scope))


def _invitation(payload: dict[str, Any]) -> Invitation | None:
    return Invitation.objects.select_related("need", "organisation").filter(pk=payload["invitation"]).first()


def tell_the_invited(payload: dict[str, Any]) -> None:
    """Hears an invitation and its reminder: tells those who answer for the organisation."""
    found = _invitation(payload)
    if found is None or found.state != "sent":
        return
    words = "请答复邀请，快到期了" if found.reminded_at else "邀请您接单"
    audience = _holders(policy.ANSWER, Scope(organisation=found.organisation.number))
    url = reverse("rounds:invitation", args=[found.pk])
    key = f"{found.pk}-{'remind' if found.reminded_at else 'sent'}"
    _send(f"{words}：{found.need.title}", audience, key=key, body=found.reason, url=url)


def tell_of_answer(payload: dict[str, Any]) -> None:
    """Hears how an invitation ended: tells who sent it, or the organisation when it was taken back."""
    found = _invitation(payload)
    if found is None or found.state == "sent":
        return
    title = f"邀请{found.get_state_display()}：{found.need.title}"
    if found.state == "withdrawn":
        audience, url = (
            _holders(policy.ANSWER, Scope(organisation=found.organisation.number)),
            reverse("rounds:invitations"),
        )
    else:
        audience, url = [found.person], reverse("needs:work", args=[found.need.number])
    audience = [person for person in audience if person != found.decided_by]
    _send(title, audience, key=f"{found.pk}-{found.state}", body=found.organisation.name, url=url)


def _is_of(hubs: frozenset[str], grants: tuple[Grant, ...]) -> bool:
    return any(each.scope_kind == "organisation" and each.scope_id in hubs for each in grants)


def tell_the_office(payload: dict[str, Any]) -> None:
    """Hears that a need reached a step: tells the office of that step, the nearest first."""
    found = Climb.objects.select_related("need").filter(pk=payload["climb"]).first()
    if found is None:
        return
    path = found.need.region_path
    near = []
    for person, grants in holders_of(policy.INVITE).items():
        digits = max((len(each.scope_id) for each in grants if path.startswith(each.scope_id)), default=0)
        if digits and (digits <= 4) == (found.office == "city") and digits < 12:
            near.append((-digits, person))
    if found.office == "hub":  # the hubs of the place ask their members
        hubs = hubs_for([path])[path]
        near += [(0, person) for person, grants in holders_of(policy.INVITE).items() if _is_of(hubs, grants)]
    audience = [person for _digits, person in sorted(near)]
    body = f"{found.why}{found.suggestion}"
    url = reverse("rounds:hub-need" if found.office == "hub" else "needs:work", args=[found.need.number])
    _send(f"{found.days} 天没人接：{found.need.title}", audience, key=f"climb-{found.pk}", body=body, url=url)
