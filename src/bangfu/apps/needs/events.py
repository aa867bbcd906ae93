"""Who is told of a step: those who take the next one, and the one who entered the need."""

from typing import Any

from django.urls import reverse

from bangfu.apps.needs.models import Need
from bangfu.apps.needs.policy import scope_of
from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor

# Step: what the notice says, and the permission of those who act next ("" tells only whose need it is).
TOLD = {
    "submit": ("等您核实：%s", "needs.verify"),
    "verify": ("等您发布：%s", "needs.publish"),
    "inherit": ("等您发布：%s", "needs.publish"),
    "return": ("退回补充：%s", ""),
    "publish": ("已发布：%s", ""),
    "withdraw": ("已撤回：%s", ""),
    "close": ("已结束：%s", ""),
    "expire": ("已过期：%s", ""),
    "merge": ("已合并：%s", ""),
    "evaluate": ("村里评价了：%s", ""),
    "reopen": ("重新打开了：%s", ""),
    "ask": ("还需要吗：%s", "needs.draft"),
}
AUDIENCE_MAX = 50


def tell_who_must_know(payload: dict[str, Any]) -> None:
    """Hears every step of a need. Nobody is told of what they did themselves; asked twice, it tells once (by key)."""
    need = Need.objects.filter(number=payload["need"]).first()
    if need is None:
        return
    sentence, permission = TOLD[payload["step"]]
    done_by = {payload["person"]}
    its_own = [need.entered_by, need.for_whom]
    if payload["step"] == "ask":
        audience = [*its_own, *_holders(permission, need, nearest=True)]
    elif permission:
        done_by |= {*its_own, need.verified_by}
        audience = _holders(permission, need)
    else:
        audience = its_own
    audience = [person for person in dict.fromkeys(audience) if person and person not in done_by][:AUDIENCE_MAX]
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    send_notice(
        by=SYSTEM_ACTOR,
        key=f"{need.number}-{payload['step']}-{need.version}-{need.asked_at.date() if need.asked_at else ''}",
        words=Words(
            kind="must_know",
            title=(sentence % need.title)[:80],
            body=payload["reason"] or f"{need.region.full_name} · {need.number}",
            url=reverse("needs:life" if payload["step"] == "ask" else "needs:work", args=[need.number]),
        ),
        audience=audience,
    )


def _holders(permission: str, need: Need, *, nearest: bool = False) -> list[str]:
    """Those who hold the permission: people of the narrowest scope that reaches the place, then (not with ``nearest``) wider ones."""
    scope = scope_of(need)
    reached = [
        (max(len(grant.scope_id) for grant in grants), person)
        for person, grants in holders_of(permission).items()
        if Actor(person=person, kind="person", grants=grants).may(permission, scope)
    ]
    least = max((length for length, _person in reached), default=0) if nearest else 0
    reached = [each for each in reached if each[0] >= least]
    return [person for _length, person in sorted(reached, key=lambda each: (-each[0], each[1]))]
