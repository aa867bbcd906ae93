"""The only writers of campaigns and pledges."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bangfu.apps.funds.api import open_fund, open_pool
from bangfu.apps.giving import policy, rules
from bangfu.apps.giving.models import Campaign, Pledge
from bangfu.apps.giving.queries import gate_of
from bangfu.apps.organisations.api import Organisation, organisations_by_number
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day, tidy

PROFILE = (
    "payee", "agreement", "kind", "title", "purpose", "region", "plan_no", "plan_from", "plan_until", "office", "fee",
    "leftover", "platform", "platform_url", "target",
)  # fmt: skip
SHOWN = (
    "number", "organisation", "payee", "agreement", "kind", "title", "purpose", "region", "plan_no", "office", "fee",
    "leftover", "platform", "platform_url",
)  # fmt: skip


def public_fields(campaign: Campaign) -> dict[str, Any]:
    """What the publication row says of a campaign."""
    days = {name: str(getattr(campaign, name) or "") for name in ("plan_from", "plan_until")}
    return {name: getattr(campaign, name) for name in SHOWN} | days | {"target_fen": campaign.target or 0}


def _put(campaign: Campaign, values: Mapping[str, Any]) -> None:
    for name in PROFILE:
        if name in values:
            value = values[name]
            setattr(campaign, name, tidy(value) if isinstance(value, str) else value)
    if campaign.kind not in rules.KINDS or not campaign.title or not campaign.purpose:
        refuse(Refusal("giving.incomplete", "请选类型，写明名称和用途。"))
    if campaign.target is not None:
        refuse(rules.amount_refusal(campaign.target))
    known = organisations_by_number([campaign.payee])
    if campaign.payee not in known:
        refuse(Refusal("giving.unknown_payee", "名录里没有这家收款的慈善组织。", "请填它的编号，例如 O-26-000001-7。"))


@action("giving.draft_campaign", unseen=True)
def draft_campaign(
    *, by: Actor, at: datetime, key: str = "", organisation: str, values: Mapping[str, Any], example: bool = False
) -> Campaign:
    """Enter a campaign of an organisation (its number). Errors: ``Denied``, ``Refused``."""
    if not by.may(policy.RUN, Scope(organisation=organisation)):
        raise Denied(policy.RUN)
    campaign = Campaign(organisation=organisation, payee=organisation, entered_by=by.person, entered_at=at)
    _put(campaign, values)
    campaign.number, campaign.is_example = allocate("C", at=at)[0], example
    campaign.save(force_insert=True)
    record(subject=campaign, changes={"state": ("", "draft"), "title": ("", campaign.title)})
    return campaign


def _locked(by: Actor, number: str, permission: str) -> Campaign:
    found = Campaign.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise Hidden
    policy.require(by, found, permission)
    return found


@action("giving.change_campaign", unseen=True)
def change_campaign(*, by: Actor, at: datetime, key: str = "", number: str, values: Mapping[str, Any]) -> Campaign:
    """Change a draft; who changes it answers for it. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(by, number, policy.RUN)
    refuse(rules.CYCLE.refusal(found.state, "submit"))
    _put(found, values)
    found.entered_by, found.entered_at = by.person, at
    found.save()
    record(subject=found, changes={"title": ("", found.title)})
    return found


def _step(found: Campaign, state: str, note: str = "") -> Campaign:
    before, found.state = found.state, state
    found.save()
    record(subject=found, changes={"state": (before, state)}, note=note)
    return found


@action("giving.submit_campaign", unseen=True)
def submit_campaign(*, by: Actor, at: datetime, key: str = "", number: str) -> Campaign:
    """Put a draft before the registrar."""
    found = _locked(by, number, policy.RUN)
    refuse(rules.CYCLE.refusal(found.state, "submit"))
    found.reason = ""
    return _step(found, "submitted")


@action("giving.return_campaign", unseen=True)
def return_campaign(*, by: Actor, at: datetime, key: str = "", number: str, reason: str) -> Campaign:
    """Give it back with a reason."""
    found = _locked(by, number, policy.CHECK)
    refuse(rules.checking_refusal(state=found.state, step="return", entered_by=found.entered_by, by=by.person))
    if not rules.REASON_MIN <= len(reason.strip()) <= rules.REASON_MAX:
        raise Refused(Refusal("giving.reason", f"请写明原因，{rules.REASON_MIN} 至 {rules.REASON_MAX} 个字。"))
    found.reason = tidy(reason)
    return _step(found, "draft", found.reason)


def _books_of(found: Campaign, at: datetime) -> int:
    """A restricted fund of the payee for this campaign alone: nobody can spend it on anything else."""
    payee = Organisation.objects.get(number=found.payee)
    fund = open_fund(
        by=SYSTEM_ACTOR,
        at=at,
        organisation=payee.pk,
        code=found.number,
        name=found.title,
        restriction="restricted",
        filing_no=found.plan_no[:40],
    )
    pool = open_pool(by=SYSTEM_ACTOR, at=at, fund=fund.pk, purpose=found.title, village=found.region)
    return int(pool.pk)


@action("giving.publish_campaign")
def publish_campaign(*, by: Actor, at: datetime, key: str = "", number: str) -> Campaign:
    """Let everybody see a campaign, with its publication row.

    A plan that begins later may be published; the button then waits. Errors: ``Refused`` for every other failing of the gate.
    """
    found = _locked(by, number, policy.CHECK)
    refuse(rules.checking_refusal(state=found.state, step="publish", entered_by=found.entered_by, by=by.person))
    for reason in gate_of(found, shanghai_day(at)):
        if reason.code != "giving.early":
            raise Refused(reason)
    found.checked_by, found.checked_at = by.person, at
    found.pool = _books_of(found, at)
    _step(found, "public")
    publish_row(kind="campaign.published", subject=found.number, fields=public_fields(found), at=at)
    return found


@action("giving.end_campaign")
def end_campaign(*, by: Actor, at: datetime, key: str = "", number: str) -> Campaign:
    """Take the button away for good; the books stay open to everybody."""
    found = _locked(by, number, policy.RUN)
    refuse(rules.CYCLE.refusal(found.state, "end"))
    _step(found, "ended")
    publish_row(kind="campaign.ended", subject=found.number, fields={"on": str(shanghai_day(at))}, at=at)
    return found


@action("giving.pledge")
def pledge(
    *, by: Actor, at: datetime, key: str = "", number: str, organisation: str = "", amount: int, on: date
) -> Pledge:
    """Write down a promise: shown apart from what came in, never added to it."""
    found = _locked(by, number, policy.RUN)
    if found.state != "public":
        raise Refused(Refusal("giving.not_public", "活动没有公开，不能登记认捐。"))
    refuse(rules.amount_refusal(amount))
    if organisation and organisation not in organisations_by_number([organisation]):
        raise Refused(Refusal("giving.unknown_pledger", "名录里没有这家组织。", "个人认捐请留空，不写姓名。"))
    made = Pledge.objects.create(campaign=found, organisation=organisation, amount=amount, on=on, entered_by=by.person)
    record(subject=made, changes={"amount": (None, amount)})
    return made
