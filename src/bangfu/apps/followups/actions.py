"""The only writers of followups."""

from dataclasses import dataclass
from datetime import datetime

from bangfu.apps.followups import rules
from bangfu.apps.followups.models import Followup
from bangfu.apps.followups.policy import require, scope_of
from bangfu.apps.people.api import is_active
from bangfu.plumbing.access import Actor, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import now
from bangfu.values import Refusal


@dataclass(frozen=True, slots=True)
class ActionPoint:
    """What is to be done: ``owner`` is a person's opaque id, ``scope`` says whose business it is."""

    title: str
    owner: str
    due_at: datetime
    scope: Scope
    detail: str = ""
    subject_url: str = ""


@action("followups.assign_followup")
def assign_followup(*, by: Actor, at: datetime | None = None, key: str = "", point: ActionPoint) -> Followup:
    """Give somebody something to do by a day.

    Errors: ``Denied`` without ``followups.assign`` in the scope; ``Refused`` for an empty title, an inactive owner or a
    moment that is past.
    """
    require(by, "followups.assign", point.scope)
    moment = at or now()
    if not point.title.strip():
        raise Refused(Refusal("followups.no_title", "请写清楚要办什么事。"))
    if not is_active(point.owner):
        raise Refused(Refusal("followups.no_owner", "经办人没有可用的账号，请换一位。"))
    if point.due_at <= moment:
        raise Refused(Refusal("followups.past_due", "期限要在现在之后。"))
    followup = Followup.objects.create(
        title=point.title.strip(),
        detail=point.detail,
        subject_url=point.subject_url,
        region=point.scope.region,
        organisation=point.scope.organisation,
        owner=point.owner,
        assigned_by=by.person,
        assigned_at=moment,
        due_at=point.due_at,
    )
    record(subject=followup, changes={"owner": ("", point.owner), "due_at": (None, point.due_at)})
    return followup


def _locked(followup: Followup) -> Followup:
    return Followup.objects.select_for_update().get(pk=followup.pk)


def _move(followup: Followup, state: str, note: str = "") -> Followup:
    old, followup.state = followup.state, state
    followup.save()
    record(subject=followup, changes={"state": (old, state)}, note=note)
    return followup


@action("followups.report_followup")
def report_followup(
    *, by: Actor, at: datetime | None = None, key: str = "", followup: Followup, outcome: str
) -> Followup:
    """The owner says that it is done and what came of it."""
    followup = _locked(followup)
    refuse(rules.report_refusal(state=followup.state, owner=followup.owner, by=by.person, outcome=outcome))
    followup.outcome, followup.reported_at = outcome.strip(), at or now()
    return _move(followup, "reported")


@action("followups.close_followup")
def close_followup(*, by: Actor, at: datetime | None = None, key: str = "", followup: Followup) -> Followup:
    """A second person confirms. Errors: ``Refused`` for the owner (F1) and outside 待核销."""
    followup = _locked(followup)
    require(by, "followups.close", scope_of(followup))
    refuse(rules.close_refusal(state=followup.state, owner=followup.owner, by=by.person))
    followup.closed_by, followup.closed_at = by.person, at or now()
    return _move(followup, "closed")


@action("followups.send_back_followup")
def send_back_followup(
    *, by: Actor, at: datetime | None = None, key: str = "", followup: Followup, reason: str
) -> Followup:
    """The second person says what is still missing."""
    followup = _locked(followup)
    require(by, "followups.close", scope_of(followup))
    refuse(rules.reason_refusal(reason) or rules.CYCLE.refusal(followup.state, "send_back"))
    return _move(followup, "open", reason.strip())


@action("followups.drop_followup")
def drop_followup(*, by: Actor, at: datetime | None = None, key: str = "", followup: Followup, reason: str) -> Followup:
    """What is no longer needed is cancelled, with a reason, and stays visible."""
    followup = _locked(followup)
    require(by, "followups.assign", scope_of(followup))
    refuse(rules.reason_refusal(reason) or rules.CYCLE.refusal(followup.state, "drop"))
    return _move(followup, "dropped", reason.strip())
