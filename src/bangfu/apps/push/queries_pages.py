"""What the pages of a push show; each with a fixed number of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bangfu.apps.exchange.api import claims_since
from bangfu.apps.needs.api import Filters, Need
from bangfu.apps.notices.api import copies_of
from bangfu.apps.people.api import names_of
from bangfu.apps.programmes.api import name_of
from bangfu.apps.push import policy, rules, wording
from bangfu.apps.push.models import Addressee, Push, Subscription
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.clock import today

STAGES = {
    "made": "已生成",
    "sent": "已发出",
    "delivered": "已送达",
    "read": "已读",
    "answered": "有回应",
    "failed": "没发到",
    "claims": "接单",
    "left": "没有发",
}
NEEDS_SHOWN = 6


def pushes_of(actor: Actor) -> QuerySet[Push]:
    """Those of the actor's offices, newest first. Errors: ``Denied``."""
    from_scopes = actor.scopes_of(policy.SEND)
    if not from_scopes:
        raise Denied(policy.SEND)
    rows = Push.objects.none()
    for grant in from_scopes:
        rows = rows | Push.objects.filter(office__startswith=grant.scope_id).exclude(office="")
    return rows.order_by("-created_at", "id")


def push_for(actor: Actor, push: str) -> Push:
    """One of them. Errors: ``Hidden``."""
    found = Push.objects.filter(pk=push).first()
    if found is None or not actor.may(policy.SEND, policy.scope_of(found)):
        raise Hidden
    return found


def received_for(actor: Actor, push: str) -> Push:
    """A push that reached the actor. Errors: ``Hidden``."""
    if not actor.person or not Addressee.objects.filter(push=push, person=actor.person, left="").exists():
        raise Hidden
    return Push.objects.get(pk=push)


@dataclass(frozen=True, slots=True)
class Row:
    """One line behind a figure."""

    who: str
    number: str
    name: str
    reason: str
    stages: tuple[str, ...]
    why: str
    claim: str


def rows_of(push: Push) -> list[Row]:
    """Everybody whom the push reached or left out, with how far it came; five questions however many they are."""
    addressees = list(push.addressees.order_by("left", "id"))
    copies = {copy.person: copy for copy in copies_of(push.notice)} if push.notice else {}
    claims = claims_since(push.need, push.sent_at) if push.need and push.sent_at else {}
    names = names_of(one.person for one in addressees if one.person)
    rows = []
    for one in addressees:
        copy = copies.get(one.person) if not one.left else None
        stages = set(copy.stages) if copy else set()
        claim = claims.get(one.organisation, "") if not one.left else ""
        stages |= {"claims", "answered"} if claim else set()
        stages |= {"left"} if one.left else set()
        why = rules.WHY_LEFT.get(one.left, "")
        if copy and "failed" in stages:
            why = next((reason for state, reason in copy.ways.values() if state in ("failed", "held") and reason), "")
        rows.append(
            Row(names.get(one.person, ""), one.organisation, one.name, one.reason, tuple(sorted(stages)), why, claim)
        )
    return rows


def figures_of(push: Push, rows: list[Row], path: str) -> list[dict[str, Any]]:
    """How many came how far, each a link into its rows; claims are counted by organisation."""
    found = []
    for stage, label in STAGES.items():
        inside = [row for row in rows if stage in row.stages]
        count = len({row.number for row in inside}) if stage == "claims" else len(inside)
        if stage == "claims" and push.direction != "need":
            continue
        unit = "家" if stage == "claims" else "个" if stage == "left" else "人"
        found.append({"label": label, "value": str(count), "unit": unit, "href": f"{path}?stage={stage}", "sub": ""})
    return found


def needs_to_push(text: str) -> list[Need]:
    """Published needs to choose from, newest first."""
    rows = Filters(q=text.strip()[:60]).found(today()).select_related("region").order_by("-published_at", "number")
    return list(rows[:NEEDS_SHOWN])


def subscriptions_of(actor: Actor) -> list[Subscription]:
    """One's own, newest first."""
    return list(Subscription.objects.filter(person=actor.person, ended_at=None).order_by("-created_at"))


def words_of(filters: Filters) -> str:
    """A search as a person would say it, for a line of a message."""
    sections = {"help": "kinds_of_help", "theme": "themes", "resource": "resource_classes"}
    said = []
    for name, value in filters.set_ones().items():
        if name in sections:
            said.append(name_of(sections[name], value))
        elif name == "q":
            said.append(f"“{value}”")
        else:
            said.append(_plain(name, value))
    return "、".join(said) or wording.EVERYTHING


def _plain(name: str, value: str) -> str:
    from_region = {"region": "地区 ", "nature": "", "urgency": "紧急程度 ", "due": "截止天数 "}
    return f"{from_region.get(name, '')}{value}"
