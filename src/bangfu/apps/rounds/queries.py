"""The only readers of invitations, rounds and climbs; whoever gets one from here may see it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from bangfu.apps.exchange.api import recommended_for_need, states_of_claims
from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.people.api import Todo
from bangfu.apps.rounds import policy, rules
from bangfu.apps.rounds.models import Climb, Invitation, Round
from bangfu.apps.rounds.queries_hub import hub_todos
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden, Scope
from bangfu.plumbing.ui.panels import Panel

TODO_MAX = 20
ROWS_MAX = 300
PROPOSED = 5
DIGITS = {"district": 6, "hub": 6, "city": 2}
"""Of how many digits the places are that act at each step, or wider."""


def _rows() -> "QuerySet[Invitation]":
    return Invitation.objects.select_related("need__region", "organisation", "round")


def organisations_of(actor: Actor) -> list[str]:
    """Numbers of the organisations for which this person answers."""
    return [each.scope_id for each in actor.scopes_of(policy.ANSWER) if each.scope_kind == "organisation"]


def invitations_of(actor: Actor) -> list[Invitation]:
    """Every invitation to the organisations that this person works for, the newest first."""
    return list(_rows().filter(organisation__number__in=organisations_of(actor)).order_by("-at")[:ROWS_MAX])


def invitation_for(actor: Actor, invitation_id: str) -> Invitation:
    """One invitation, for those who answer it. Errors: ``Hidden``."""
    found = _rows().filter(pk=invitation_id).first()
    if found is None or not actor.may(policy.ANSWER, Scope(organisation=found.organisation.number)):
        raise Hidden
    return found


def _within(actor: Actor, permission: str, column: str) -> Q:
    if actor.kind == "system":
        return Q()
    found = Q(pk__in=[])
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == EVERYWHERE:
            return Q()
        if grant.scope_kind == "region":
            found |= Q(**{f"{column}__startswith": grant.scope_id})
    return found


def rounds_of(actor: Actor) -> list[Round]:
    """The rounds of the places where this person plans, the newest first."""
    return list(Round.objects.filter(_within(actor, policy.PUBLISH, "region")).order_by("-at")[:50])


def round_for(actor: Actor, round_id: str) -> Round:
    """One round, for who plans in its region. Errors: ``Hidden``."""
    found = Round.objects.filter(pk=round_id).first()
    if found is None or not actor.may(policy.PUBLISH, Scope(region=found.region)):
        raise Hidden
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands: ``counts`` by state of its invitations, ``claims`` by invitation id; ``effect``: chosen by the village."""

    rows: list[Invitation]
    counts: dict[str, int]
    claims: dict[str, str]

    @property
    def effect(self) -> int:
        """Pairs that took effect: both sides said yes."""
        return sum(state == "chosen" for state in self.claims.values())


def standing_of(found: Round) -> Standing:
    """The invitations of a round and what became of them. Two queries."""
    rows = list(_rows().filter(round=found).order_by("state", "need__number", "organisation__number"))
    states = states_of_claims([row.claim for row in rows if row.claim])
    claims = {row.pk: states.get(row.claim, "") for row in rows if row.claim}
    return Standing(rows, dict(Counter(row.state for row in rows)), claims)


def skipped_of(found: Round) -> list[dict[str, str]]:
    """The pairs that were not invited, with names. Two queries."""
    names = organisations_by_number({each["organisation"] for each in found.skipped})
    titles = dict(
        Need.objects.filter(number__in={each["need"] for each in found.skipped}).values_list("number", "title")
    )
    return [
        {
            "need": titles.get(each["need"], each["need"]),
            "organisation": names[each["organisation"]].name if each["organisation"] in names else each["organisation"],
            "why": each["why"],
        }
        for each in found.skipped
    ]


def unserved_of(actor: Actor) -> list[Climb]:
    """Published needs of this person's places that nobody serves, each at its highest step; those that wait longest first."""
    rows = Climb.objects.filter(_within(actor, "needs.read", "need__region_path"), need__state="published")
    rows = rows.exclude(need__lines__held__gt=0).exclude(need__lines__committed__gt=0)
    highest: dict[int, Climb] = {}
    for each in rows.select_related("need__region").order_by("step"):
        highest[each.need_id] = each
    return sorted(highest.values(), key=lambda each: (-each.step, each.need.published_at, each.need.number))[:ROWS_MAX]


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """Answers ``people.todo_items``: invitations to answer, unserved needs at one's step."""
    found = []
    numbers = organisations_of(actor)
    if numbers:
        for row in _rows().filter(state="sent", organisation__number__in=numbers).order_by("answer_by")[:TODO_MAX]:
            url = reverse("rounds:invitation", args=[row.pk])
            found.append(Todo("答复邀请", row.need.title, row.reason, row.answer_by, url, "去答复"))
    if actor.has(policy.INVITE) and actor.has(policy.WATCH):
        narrow = max(
            (len(each.scope_id) for each in actor.scopes_of(policy.INVITE) if each.scope_kind == "region"), default=0
        )
        for climb in unserved_of(actor)[:TODO_MAX]:
            if narrow and (narrow <= 4) == (climb.office == "city"):
                url = reverse("needs:work", args=[climb.need.number])
                days = (at - climb.need.published_at).days if climb.need.published_at else climb.days
                found.append(
                    Todo("没人接", climb.need.title, f"{days} 天没人接 · {climb.why}", None, url, "去邀请", "warn")
                )
    return found + hub_todos(actor, at)


def invite_panels(need: Need, actor: Actor) -> list[Panel]:
    """Answers ``needs.panels_of_work``: the first of the recommended list with a button each; its marked last place is kept."""
    if need.state != "published" or not actor.may(policy.INVITE, Scope(region=need.region_path)):
        return []
    listed = recommended_for_need(need.number).candidates
    shown = list(listed[:PROPOSED])
    shown += [one for one in listed[PROPOSED:] if one.is_newcomer]
    sent = dict(Invitation.objects.filter(need=need).order_by("at").values_list("organisation__number", "state"))
    rows: list[dict[str, Any]] = [
        {
            "one": one,
            "state": rules.LIFE.states.get(sent.get(one.number, ""), ""),
            "open": sent.get(one.number) == "sent",
        }
        for one in shown
    ]
    return [Panel("invite", "邀请组织", "rounds/invite_panel.html", {"rows": rows, "need": need.number})]
