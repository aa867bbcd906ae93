"""Changing a profile: by the bureau at once, by the organisation's own people through a proposal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangfu.apps.organisations.actions.duplicates import note_duplicates
from bangfu.apps.organisations.actions.registering import clean_or_refuse, code_taken_refusal
from bangfu.apps.organisations.actions.writing import (
    locked,
    public_statement,
    put_columns,
    replace_rows,
    search_text,
    who,
)
from bangfu.apps.organisations.models import ChangeProposal, Organisation
from bangfu.apps.organisations.queries.profile import profile_values
from bangfu.apps.organisations.rules.decisions import decide_refusal, profile_refusal, version_refusal
from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS, SEARCHED, read, written
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal


def apply_changes(
    organisation: Organisation, values: Mapping[str, Any], *, by: str, at: datetime
) -> dict[str, tuple[Any, Any]]:
    """Write the changed ones among ``values``; a published profile's public changes are published in the same transaction.

    Returns: field → (old, new) of what really changed. Errors: ``Refused``.
    """
    before = profile_values(organisation)
    clean = clean_or_refuse(values)
    changes = {name: (before[name], new) for name, new in clean.items() if written(before[name]) != written(new)}
    if not changes:
        return {}
    after = {**before, **{name: new for name, (_, new) in changes.items()}}
    refuse(
        profile_refusal(
            {
                **after,
                "credit_status": organisation.credit_status,
                "credit_status_since": organisation.credit_status_since,
            }
        )
    )
    if "credit_code" in changes:
        refuse(code_taken_refusal(after["credit_code"], besides=organisation.pk))
    if "name" in changes and organisation.state == "verified" and "former_names" not in changes:
        former = [*before["former_names"], before["name"]]
        after["former_names"] = former
        changes["former_names"] = (before["former_names"], former)
    new_values = {name: after[name] for name in changes}
    put_columns(organisation, new_values)
    if SEARCHED & changes.keys():
        organisation.search = search_text(after)
    organisation.version += 1
    organisation.changed_by, organisation.changed_at = by, at
    organisation.save()
    replace_rows(organisation, new_values)
    _publish(organisation, new_values, at=at)
    if "name" in changes or "region_id" in changes:
        note_duplicates([organisation.pk], at=at)
    return changes


def _publish(organisation: Organisation, values: Mapping[str, Any], *, at: datetime) -> None:
    statement = public_statement(values)
    if organisation.state == "verified" and statement:
        publish_row(kind="organisations.change", subject=organisation.number, fields=statement, at=at)


def _traced(changes: Mapping[str, tuple[Any, Any]]) -> tuple[dict[str, tuple[Any, Any]], str]:
    """Changes as the trail takes them: columns with values, rows of their own named in the note."""
    columns = {name.removesuffix("_id"): each for name, each in changes.items() if not PROFILE_FIELDS[name].many}
    many = "、".join(PROFILE_FIELDS[name].words for name in changes if PROFILE_FIELDS[name].many)
    return columns, f"另改：{many}" if many else ""


@action("organisations.change_organisation")
def change_organisation(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    number: str,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Organisation:
    """Change a profile at once.

    Args: ``values`` are the fields to change; ``version`` is what the editor saw, so that nobody overwrites unseen work.
    Errors: ``Refused`` with code ``conflict`` when somebody was faster.
    """
    assert at is not None
    organisation = locked(number)
    refuse(version_refusal(version, organisation.version))
    changes = apply_changes(organisation, values, by=who(by), at=at)
    columns, note = _traced(changes)
    record(subject=organisation, changes=columns, note=note or ("" if changes else "没有变化"))
    return organisation


@action("organisations.propose_change")
def propose_change(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, field: str, new: Any, reason: str = ""
) -> ChangeProposal:
    """The organisation's own people ask for a change of one field; it takes effect when the bureau accepts it.

    A second proposal for a field takes the place of the open one.
    """
    assert at is not None
    organisation = locked(number)
    known = PROFILE_FIELDS.get(field)
    if known is None or not known.proposable:
        raise Refused(Refusal("organisations.field", "这一栏不能由组织自己修改。", "请联系登记管理机关。"))
    clean = written(clean_or_refuse({field: new})[field])
    old = written(profile_values(organisation)[field])
    if clean == old:
        raise Refused(Refusal("organisations.no_change", f"“{known.words}”与现在的内容相同。", "没有需要提交的变更。"))
    refuse(profile_refusal({**profile_values(organisation), field: read(field, clean)}))
    ChangeProposal.objects.filter(organisation=organisation, field=field, state="open").update(
        state="withdrawn", decided_at=at, decision="由新的变更代替"
    )
    proposal = ChangeProposal.objects.create(
        organisation=organisation,
        field=field,
        old=old,
        new=clean,
        reason=reason[:300],
        proposed_by=who(by),
        proposed_at=at,
    )
    record(subject=proposal, changes={"new": (old, clean)})
    return proposal


def _open_proposal(proposal_id: int) -> ChangeProposal:
    found = ChangeProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if found is None:
        raise Refused(Refusal("organisations.unknown_proposal", "没有这项变更。", "请刷新页面。"))
    return found


def _decide(proposal: ChangeProposal, state: str, *, by: Actor, at: datetime, reason: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, who(by), at
    proposal.decision = reason[:300]
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    record(subject=proposal, changes={"state": ("open", state)}, note=reason)


@action("organisations.accept_change")
def accept_change(
    *, by: Actor, at: datetime | None = None, key: str = "", proposal_id: int, reason: str = ""
) -> ChangeProposal:
    """Verify a proposed change and write it. Errors: ``Refused`` for one's own, a decided one, or an impossible value."""
    assert at is not None
    proposal = _open_proposal(proposal_id)
    refuse(
        decide_refusal(
            state=proposal.state, proposed_by=proposal.proposed_by, by=who(by), reason=reason, is_refusing=False
        )
    )
    organisation = locked(proposal.organisation.number)
    apply_changes(organisation, {proposal.field: read(proposal.field, proposal.new)}, by=who(by), at=at)
    _decide(proposal, "accepted", by=by, at=at, reason=reason)
    return proposal


@action("organisations.refuse_change")
def refuse_change(
    *, by: Actor, at: datetime | None = None, key: str = "", proposal_id: int, reason: str
) -> ChangeProposal:
    """Turn a proposed change down with a reason that its author reads."""
    assert at is not None
    proposal = _open_proposal(proposal_id)
    refuse(
        decide_refusal(
            state=proposal.state, proposed_by=proposal.proposed_by, by=who(by), reason=reason, is_refusing=True
        )
    )
    _decide(proposal, "refused", by=by, at=at, reason=reason)
    return proposal


@action("organisations.withdraw_change")
def withdraw_change(*, by: Actor, at: datetime | None = None, key: str = "", proposal_id: int) -> ChangeProposal:
    """The organisation's people take their own open proposal back."""
    assert at is not None
    proposal = _open_proposal(proposal_id)
    if proposal.state != "open":
        raise Refused(Refusal("organisations.decided", "这项变更已经处理过。", "请刷新页面。"))
    proposal.state, proposal.decided_at = "withdrawn", at
    proposal.save(update_fields=["state", "decided_at"])
    record(subject=proposal, changes={"state": ("open", "withdrawn")})
    return proposal
