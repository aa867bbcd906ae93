"""Closing a month: its trial balance is computed, hashed and said in public; nothing is posted into it any more."""

from datetime import datetime

from bangfu.apps.funds.actions.asking import CLOSE, may, person_of
from bangfu.apps.funds.models import Period
from bangfu.apps.funds.queries.balances import trial_digest
from bangfu.apps.organisations.api import Organisation
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day


@action("funds.close_period")
def close_period(*, by: Actor, at: datetime, key: str = "", organisation: int, ym: str) -> Period:
    """Close a month that is over; earlier ones first. Errors: ``Refused`` when it is closed, or before its time."""
    party = Organisation.objects.get(pk=organisation)
    may(by, CLOSE, party.number)
    months = Period.objects.select_for_update().filter(organisation=party)
    period = months.filter(ym=ym).first()
    if period is None or period.state == "closed":
        raise Refused(Refusal("period_closed", f"{ym} 没有账，或已经结账。"))
    if ym >= f"{shanghai_day(at):%Y-%m}":
        raise Refused(Refusal("period_not_over", "这个月还没有过完，不能结账。"))
    if months.filter(ym__lt=ym, state="open").exists():
        raise Refused(Refusal("earlier_open", "前面还有没有结账的月份，请先结前面的。"))
    digest = trial_digest(party.pk, ym)
    period.state, period.closed_by, period.closed_at, period.trial_sha256 = "closed", person_of(by), at, digest
    period.save(update_fields=["state", "closed_by", "closed_at", "trial_sha256"])
    fields = {"organisation": party.number, "ym": ym, "vouchers": period.last_no, "trial_sha256": digest}
    publish_row(kind="funds.period_closed", subject=f"{party.number}/{ym}", fields=fields, at=at)
    record(subject=period, changes={"state": ("open", "closed"), "trial_sha256": ("", digest)})
    return period
