"""Who is told of a step: those who take the next one, and the one who entered the need."""

from typing import Any

from django.urls import reverse

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.policy import scope_of
from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor

# Step: what the notice says, and the permission of those who act next ("" tells only who entered the need).
TOLD = {
    "submit": ("等您核实：%s", "needs.verify"),
    "verify": ("等您发布：%s", "needs.publish"),
    "return": ("退回补充：%s", ""),
    "publish": ("已发布：%s", ""),
    "withdraw": ("已撤回：%s", ""),
}
AUDIENCE_MAX = 50


def tell_who_must_know(payload: dict[str, Any]) -> None:
    """Hears every step of a need. Nobody is told of what they did themselves; asked twice, it tells once (by key)."""
    need = Need.objects.filter(number=payload["need"]).first()
    if need is None:
        return
    sentence, permission = TOLD[payload["step"]]
    done_by = {payload["person"]}
    if permission:
        done_by |= {need.entered_by, need.verified_by}
        audience = [person for person in _holders(permission, need) if person not in done_by][:AUDIENCE_MAX]
    else:
        audience = [person for person in (need.entered_by,) if person and person not in done_by]
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    send_notice(
        by=SYSTEM_ACTOR,
        key=f"{need.number}-{payload['step']}-{need.version}",
        words=Words(
            kind="must_know",
            title=(sentence % need.title)[:80],
            body=payload["reason"] or f"{need.region.full_name} · {need.number}",
            url=reverse("needs:work", args=[need.number]),
        ),
        audience=audience,
    )


def _holders(permission: str, need: Need) -> list[str]:
    """Those who hold the permission nearest to the place: people of the narrowest scope that reaches it, then wider ones."""
    scope = scope_of(need)
    reached = [
        (max(len(grant.scope_id) for grant in grants), person)
        for person, grants in holders_of(permission).items()
        if Actor(person=person, kind="person", grants=grants).may(permission, scope)
    ]
    return [person for _length, person in sorted(reached, key=lambda each: (-each[0], each[1]))]
