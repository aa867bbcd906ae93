"""The life cycle of a profile and the standing of the organisation behind it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F

from bangfu.apps.organisations.actions.writing import locked, public_statement, who
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.organisations.queries.profile import profile_values
from bangfu.apps.organisations.rules.decisions import recheck_day, verify_refusal
from bangfu.apps.organisations.rules.words import CREDIT_STATUSES, LIFE_CYCLE
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day


def _move(
    name: str, *, by: Actor, at: datetime, number: str, reason: str = "", needs_reason: bool = False
) -> Organisation:
    organisation = locked(number)
    refuse(
        verify_refusal(
            state=organisation.state,
            entered_by=organisation.entered_by,
            by=who(by),
            is_merged=organisation.merged_into_id is not None,
            action=name,
        )
    )
    if needs_reason and not reason.strip():
        raise Refused(Refusal("organisations.no_reason", "没有写明原因。", "请写一句原因，对方会看到。"))
    old = organisation.state
    organisation.state = LIFE_CYCLE.transition(name).target
    organisation.state_reason = reason.strip()[:300]
    if name == "verify":
        organisation.assured_by, organisation.assured_on = who(by), shanghai_day(at)
        organisation.recheck_on = recheck_day(organisation.assured_on)
    organisation.version += 1
    organisation.save()
    record(subject=organisation, changes={"state": (old, organisation.state)}, note=reason)
    return organisation


@action("organisations.verify_organisation")
def verify_organisation(*, by: Actor, at: datetime | None = None, key: str = "", number: str) -> Organisation:
    """Assure a profile by somebody who did not enter it; it becomes public, and its public fields are published."""
    assert at is not None
    organisation = _move("verify", by=by, at=at, number=number)
    statement = public_statement({name: value for name, value in profile_values(organisation).items() if value})
    publish_row(kind="organisations.profile", subject=organisation.number, fields=statement, at=at)
    return organisation


@action("organisations.return_organisation")
def return_organisation(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, reason: str
) -> Organisation:
    """Send a profile back, saying what is missing."""
    assert at is not None
    return _move("return", by=by, at=at, number=number, reason=reason, needs_reason=True)


@action("organisations.resubmit_organisation")
def resubmit_organisation(*, by: Actor, at: datetime | None = None, key: str = "", number: str) -> Organisation:
    """Put a returned profile back into the queue."""
    assert at is not None
    return _move("resubmit", by=by, at=at, number=number)


@action("organisations.suspend_organisation")
def suspend_organisation(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, reason: str
) -> Organisation:
    """Take an organisation out of the public registry and of every proposal, with a reason."""
    assert at is not None
    organisation = _move("suspend", by=by, at=at, number=number, reason=reason, needs_reason=True)
    publish_row(kind="organisations.suspension", subject=number, fields={"state": "suspended"}, at=at)
    return organisation


@action("organisations.resume_organisation")
def resume_organisation(*, by: Actor, at: datetime | None = None, key: str = "", number: str) -> Organisation:
    """Bring a suspended organisation back into the queue; it is verified anew before it is public."""
    assert at is not None
    return _move("resume", by=by, at=at, number=number)


@action("organisations.recheck_organisation")
def recheck_organisation(*, by: Actor, at: datetime | None = None, key: str = "", number: str) -> Organisation:
    """Say that a verified profile was looked at again and still holds; the next look is due in a year."""
    assert at is not None
    organisation = locked(number)
    if organisation.state != "verified":
        raise Refused(Refusal("organisations.not_verified", "只有已核实的资料可以复核。", "请先核实。"))
    if who(by) == organisation.entered_by:
        raise Refused(Refusal("organisations.own_entry", "不能复核自己录入的资料。", "请由另一位工作人员复核。"))
    old = organisation.assured_on
    organisation.assured_by, organisation.assured_on = who(by), shanghai_day(at)
    organisation.recheck_on = recheck_day(organisation.assured_on)
    organisation.save(update_fields=["assured_by", "assured_on", "recheck_on"])
    record(subject=organisation, changes={"assured_on": (old, organisation.assured_on)})
    return organisation


@action("organisations.set_credit_status")
def set_credit_status(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, status: str, since: date | None, source: str
) -> Organisation:
    """Record the credit status with its day and source. Any but normal is out of every new proposal from now on."""
    assert at is not None
    organisation = locked(number)
    if status not in CREDIT_STATUSES:
        raise Refused(
            Refusal(
                "organisations.credit_status",
                "信用状态不在可选的值之内。",
                f"可选：{'、'.join(CREDIT_STATUSES.values())}。",
            )
        )
    if status != "normal" and (since is None or not source.strip()):
        raise Refused(
            Refusal("organisations.credit_status_since", "没有写明列入日期和来源。", "请填写日期，并写明在哪里查到。")
        )
    if since is not None and since > shanghai_day(at):
        raise Refused(Refusal("organisations.credit_status_since", "列入日期在今天之后。", "请核对日期。"))
    old = organisation.credit_status
    organisation.credit_status, organisation.credit_status_since = status, since
    organisation.credit_status_source = source.strip()[:200]
    organisation.version += 1
    organisation.save(update_fields=["credit_status", "credit_status_since", "credit_status_source", "version"])
    if organisation.state == "verified":
        statement = {
            "credit_status": status,
            "since": since.isoformat() if since else "",
            "source": source.strip()[:200],
        }
        publish_row(kind="organisations.credit_status", subject=number, fields=statement, at=at)
    record(subject=organisation, changes={"credit_status": (old, status)}, note=source)
    return organisation


@action("organisations.verify_organisations")
def verify_organisations(
    *, by: Actor, at: datetime | None = None, key: str = "", numbers: Sequence[str]
) -> Organisation:
    """Verify many at once, after an import was looked through: the same rules for each, all or none, one audit record.

    Returns: the first of them. Errors: ``Refused`` naming the first that cannot be verified.
    """
    assert at is not None
    rows = list(
        Organisation.objects.select_for_update()
        .filter(number__in=numbers)
        .prefetch_related("themes", "capabilities", "resources", "service_areas")
        .order_by("id")
    )
    if not rows:
        raise Refused(Refusal("organisations.no_rows", "没有选中任何组织。", "请至少选择一家。"))
    for row in rows:
        refuse(
            verify_refusal(
                state=row.state, entered_by=row.entered_by, by=who(by), is_merged=row.merged_into_id is not None
            )
        )
        statement = public_statement({name: value for name, value in profile_values(row).items() if value})
        publish_row(kind="organisations.profile", subject=row.number, fields=statement, at=at)
    day = shanghai_day(at)
    for start in range(0, len(rows), 500):
        Organisation.objects.filter(pk__in=[row.pk for row in rows[start : start + 500]]).update(
            state="verified", assured_by=who(by), assured_on=day, recheck_on=recheck_day(day), version=F("version") + 1
        )
    record(subject=rows[0], note=f"批量核实 {len(rows)} 家", count=len(rows))
    return rows[0]
