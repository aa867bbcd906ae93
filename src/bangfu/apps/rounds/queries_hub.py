"""What the step of sixty days handed to the hubs, and which members of a hub could take it on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.exchange.api import recommended_for_need
from bangfu.apps.organisations.api import hubs_for, members_of
from bangfu.apps.people.api import Todo
from bangfu.apps.rounds import policy
from bangfu.apps.rounds.models import Climb, Invitation
from bangfu.plumbing.access import Actor, Hidden

HUB = "hub"
LOOKED_THROUGH = 200
"""How far down a need's list members are looked for: a hub's own may stand behind the first ten."""
TODO_MAX, ROWS_MAX = 20, 300


def hubs_of(actor: Actor) -> list[str]:
    """Numbers of the hubs for which this person invites."""
    return [each.scope_id for each in actor.scopes_of(policy.INVITE) if each.scope_kind == "organisation"]


def with_hubs(hubs: Collection[str]) -> list[Climb]:
    """Published needs without anybody whose last step is that of the hubs and whose place is one of these hubs' (numbers);
    those that wait longest first. Two queries."""
    if not hubs:
        return []
    rows = Climb.objects.filter(need__state="published").exclude(need__lines__held__gt=0)
    rows = rows.exclude(need__lines__committed__gt=0).select_related("need__region").order_by("step")
    last = {each.need_id: each for each in rows}
    found = [each for each in last.values() if each.office == HUB]
    asked = hubs_for(each.need.region_path for each in found)
    found = [each for each in found if not asked[each.need.region_path].isdisjoint(hubs)]
    return sorted(found, key=lambda each: (each.need.published_at, each.need.number))[:ROWS_MAX]


@dataclass(frozen=True, slots=True)
class MemberList:
    """One need with the members of a hub that could take it on; ``states``: of the invitations that were sent, by number."""

    climb: Climb
    members: list[Any]
    states: dict[str, str]


def member_list(actor: Actor, number: str) -> MemberList:
    """The members that could, best first. Errors: ``Hidden`` for a need that is not (or no longer) with this person's hubs."""
    hubs = hubs_of(actor)
    climb = next((each for each in with_hubs(hubs) if each.need.number == number), None)
    if climb is None:
        raise Hidden
    own = {member for hub in hubs for member in members_of(hub)}
    listed = recommended_for_need(number, top=LOOKED_THROUGH).candidates
    sent = Invitation.objects.filter(need=climb.need).order_by("at").values_list("organisation__number", "state")
    return MemberList(climb, [one for one in listed if one.number in own], dict(sent))


def hub_todos(actor: Actor, at: datetime) -> list[Todo]:
    """What the hubs are to ask their members for; no query for whoever is of no hub."""
    return [
        Todo(
            _("请会员接"),
            climb.need.title,
            f"{_days(climb, at)} 天没人接 · {climb.why}",
            None,
            reverse("rounds:hub-need", args=[climb.need.number]),
            _("问会员"),
            "warn",
        )
        for climb in with_hubs(hubs_of(actor))[:TODO_MAX]
    ]


def _days(climb: Climb, at: datetime) -> int:
    return (at - climb.need.published_at).days if climb.need.published_at else climb.days
