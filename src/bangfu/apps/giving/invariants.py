"""B1 and B2, re-derived from the rows."""

import json
from collections.abc import Iterator

from bangfu.apps.giving.actions import public_fields
from bangfu.apps.giving.models import Campaign, Refund
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow

_SHOWN = Campaign.objects.filter(state__in=["public", "ended"])


def _unchecked() -> Iterator[Finding]:
    for one in _SHOWN.all():
        if not one.checked_by or one.checked_by == one.entered_by:
            yield Finding(one.number, "这项公开的募捐活动没有由另一个人核实。")
        if not (one.plan_no and one.plan_from and one.plan_until and one.platform_url):
            yield Finding(one.number, "这项公开的募捐活动没有备案号、日期或备案页面。")
        if one.payee != one.organisation and not one.agreement:
            yield Finding(one.number, "发起方和收款方不同，却没有合作协议。")


def _unsaid() -> Iterator[Finding]:
    shown = list(_SHOWN.all())
    rows = PublicationRow.objects.filter(kind="campaign.published", subject__in=[one.number for one in shown])
    said = {row.subject: json.loads(bytes(row.body))["fields"] for row in rows}
    for one in shown:
        if said.get(one.number) != public_fields(one):
            yield Finding(one.number, "这项募捐活动和公开记录里的不一样，或没有写入公开记录。")


def _refunds() -> Iterator[Finding]:
    back: dict[str, int] = {}
    for one in Refund.objects.select_related("gift"):
        back[one.gift_id] = back.get(one.gift_id, 0) + one.amount
        if back[one.gift_id] > one.gift.amount:
            yield Finding(one.gift_id, "这笔捐赠的退款加起来比捐的还多。")
        if bool(one.approved_by) != bool(one.voucher) or one.approved_by == one.asked_by:
            yield Finding(one.gift_id, "这笔退款没有由另一个人批准，或没有入账。")


INVARIANTS = (
    Invariant(
        "B3",
        "An approved refund was asked for by another and stands in the books; refunds are never more than their gift.",
        Refund.objects.count,
        _refunds,
    ),
    Invariant(
        "B1",
        "A public campaign was checked by another person and has a filed plan, and an agreement with who receives.",
        _SHOWN.count,
        _unchecked,
    ),
    Invariant("B2", "A public campaign stands in the publication rows as it is shown.", _SHOWN.count, _unsaid),
)
