"""Reading followups."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bangfu.apps.followups.models import Followup
from bangfu.apps.followups.policy import may_see, require, scope_of
from bangfu.apps.people.api import Todo
from bangfu.plumbing.access import EVERYWHERE, Actor, Hidden

LIST_STATES = ("open", "reported", "closed", "dropped")


def _reach(actor: Actor, permission: str) -> Q:
    """The grants that carry ``permission``, as a filter."""
    reach = Q(pk__in=[])
    for grant in actor.scopes_of(permission):
        if grant.scope_kind == EVERYWHERE:
            return Q()
        if grant.scope_kind == "region":
            reach |= Q(region__startswith=grant.scope_id)
        elif grant.scope_kind == "organisation":
            reach |= Q(organisation=grant.scope_id)
    return reach


def followup_list(actor: Actor, *, at: datetime, state: str = "", late: bool = False) -> QuerySet[Followup]:
    """What the actor owns or may read, the earliest due first."""
    found = Followup.objects.filter(Q(owner=actor.person) | _reach(actor, "followups.read")).order_by("due_at", "id")
    if state in LIST_STATES:
        found = found.filter(state=state)
    return found.filter(state__in=("open", "reported"), due_at__lt=at) if late else found


def followup_for(actor: Actor, followup: str, permission: str = "") -> Followup:
    """One followup. Errors: ``Hidden`` when there is none or it is not the actor's business; ``Denied`` when they may see
    it but not do this."""
    found = Followup.objects.filter(pk=followup).first()
    if found is None or not may_see(actor, found):
        raise Hidden
    if permission:
        require(actor, permission, scope_of(found))
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """What the actor may do with a followup now: for the buttons of its page."""

    report: bool
    close: bool
    send_back: bool
    drop: bool


def offered(actor: Actor, followup: Followup) -> Offered:
    """The open transitions that this actor may take."""
    scope, owns = scope_of(followup), followup.owner == actor.person
    confirms = followup.state == "reported" and not owns and actor.may("followups.close", scope)
    return Offered(
        report=followup.state == "open" and owns,
        close=confirms,
        send_back=confirms,
        drop=followup.state in ("open", "reported") and actor.may("followups.assign", scope),
    )


def todo_items(actor: Actor, at: datetime) -> list[Todo]:
    """What the actor owns and has not reported, and what waits for them as the second person."""
    if not actor.is_person:
        return []
    mine = Q(owner=actor.person, state="open")
    waiting = Q(state="reported") & _reach(actor, "followups.close") & ~Q(owner=actor.person)
    rows = Followup.objects.filter(mine | waiting).order_by("due_at")[:200]
    return [_todo(row) for row in rows]


def _todo(row: Followup) -> Todo:
    reported = row.state == "reported"
    return Todo(
        kind=_("待核销") if reported else _("跟进"),
        subject=row.title,
        evidence=row.outcome if reported else row.detail,
        due=row.due_at,
        url=reverse("followups:followup", args=[row.pk]),
        button=_("去核销") if reported else _("去办理"),
        tone="warn" if reported else "info",
    )
