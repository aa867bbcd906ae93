"""Who is told of a pairing or a team: the people who may answer for a side or a member, and who planned it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.partnerships.models import Pairing, Team
from bangfu.apps.partnerships.policy import ANSWER
from bangfu.apps.people.api import active_among, holders_of
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20
PAIRING_SAID = {
    "proposed": "结对邀请：%s和%s",
    "agreed": "请签结对协议：%s和%s",
    "in_effect": "结对已生效：%s和%s",
    "ended": "结对已结束：%s和%s",
    "declined": "这次没有结成：%s和%s",
}
TEAM_SAID = {
    "forming": "组团邀请：%s",
    "signing": "请签组团任务书：%s",
    "mandated": "任务书有新进展：%s",
}


def tell_the_sides(payload: dict[str, Any]) -> None:
    """Hears of every step of a pairing: both sides' people and whoever proposed it."""
    pairing = Pairing.objects.filter(number=payload["number"]).first()
    if pairing is None or pairing.state not in PAIRING_SAID:
        return
    audience = _who_answer(Scope(organisation=pairing.organisation)) + _who_answer(Scope(region=pairing.place))
    if pairing.state != "proposed":
        audience.append(pairing.proposed_by)
    named = organisations_by_number([pairing.organisation])
    name = named[pairing.organisation].name if named else pairing.organisation
    body = "请看一眼，答复愿意或不行；不答复不算同意。" if pairing.state == "proposed" else pairing.goals[:80]
    _send(
        PAIRING_SAID[pairing.state] % (name, pairing.place_name),
        body,
        reverse("partnerships:pair", args=[pairing.number]),
        audience,
        f"{pairing.number}-{pairing.state}-{pairing.answers.count()}",
    )


def tell_the_members(payload: dict[str, Any]) -> None:
    """Hears of every step of a team: its members' people and whoever formed it."""
    team = Team.objects.filter(number=payload["number"]).first()
    if team is None or team.state not in TEAM_SAID:
        return
    states = tuple(team.members.values_list("organisation", "state"))
    audience = [team.formed_by]
    for organisation, state in states:
        if state not in ("left", "declined"):
            audience += _who_answer(Scope(organisation=organisation))
    steps = "".join(state[:2] for _organisation, state in states)
    url = reverse("partnerships:formed", args=[team.number])
    _send(
        TEAM_SAID[team.state] % team.title,
        team.goals[:80],
        url,
        audience,
        f"{team.number}-{team.state}-{steps}-{team.settlements.count()}",
    )


def _who_answer(scope: Scope) -> list[str]:
    """Who may answer there, those of the narrowest scope only: a village's own people before its county's."""
    found = {
        person: max((len(grant.scope_id) for grant in grants if grant.covers(scope)), default=0)
        for person, grants in holders_of(ANSWER).items()
        if Actor(person=person, kind="person", grants=grants).may(ANSWER, scope)
    }
    nearest = max(found.values(), default=0)
    return sorted(person for person, near in found.items() if near == nearest)


def _send(title: str, body: str, url: str, audience: Sequence[str], key: str) -> None:
    there = sorted(set(active_among(list(dict.fromkeys(audience)))))[:AUDIENCE_MAX]
    if there:
        send_notice(
            by=SYSTEM_ACTOR,
            key=key[:80],
            words=Words(kind="must_know", title=title[:80], body=body, url=url),
            audience=there,
        )  # type: ignore[call-arg]
