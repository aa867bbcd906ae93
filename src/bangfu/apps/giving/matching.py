"""Gifts that a sponsor matches: one for one up to so much a gift, as long as the sponsor's deposit lasts."""

from dataclasses import dataclass
from datetime import date, datetime

from bangfu.apps.funds.api import Pool, Voucher, match, open_pool, receive, standings_of
from bangfu.apps.giving import policy, rules
from bangfu.apps.giving.models import Campaign, Gift, Matched, Matching
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import Refusal, shanghai_day

USED_UP = "match_used_up"


@action("giving.open_matching")
def open_matching(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    campaign: str,
    sponsor: str,
    amount: int,
    most: int,
    through: str,
    on: date,
    refers: str,
) -> Matching:
    """Book a sponsor's deposit of ``amount`` fen in a pool of its own; from ``on`` it matches gifts, ``most`` fen each at most.

    ``sponsor`` is the number of an organisation, ``refers`` the bank's number of the deposit. Errors: ``Denied``, ``Hidden``,
    ``Refused``: for a sponsor that has a deposit in this campaign already, too.
    """
    found = Campaign.objects.select_for_update().filter(number=campaign, state="public").first()
    if found is None or found.pool is None:
        raise Hidden
    if not by.may(policy.BOOK, Scope(organisation=found.payee)):
        raise Denied(policy.BOOK)
    for fen in (amount, most):
        refuse(rules.amount_refusal(fen))
    if on > shanghai_day(at):
        raise Refused(Refusal("giving.future", "到账日期在今天以后，请核对。"))
    if sponsor not in organisations_by_number([sponsor]):
        raise Refused(Refusal("giving.unknown_sponsor", "名录里没有这家出配捐的组织。", "请填它的编号。"))
    fund = Pool.objects.get(pk=found.pool).fund_id
    pool = open_pool(by=SYSTEM_ACTOR, at=at, fund=fund, purpose=f"配捐 {sponsor}", village=found.region)
    source = f"match:{through}:{refers.strip() or pool.pk}"[:80]
    receive(
        by=by, at=at, key=source, pool=pool.pk, amount=amount, through=through, on=on, source=source,
        narrative="收到配捐款",
    )  # fmt: skip
    made = Matching.objects.create(
        campaign=found, sponsor=sponsor, pool=pool.pk, deposit=amount, most=most, on=on, entered_by=by.person
    )
    record(subject=made, changes={"deposit": (None, amount), "most": (None, most)})
    return made


def match_gift(gift: Gift, at: datetime) -> Matched | None:
    """Match a gift that was just booked, in its transaction, from the first sponsor with money left; None when nobody has."""
    for sponsor in Matching.objects.filter(campaign=gift.campaign_id, on__lte=gift.given_on).order_by("pk"):
        voucher = _matched_by(sponsor, gift, at)
        if voucher is not None:
            amount = sum(lot.b - lot.a for lot in voucher.lots.all())
            return Matched.objects.create(gift=gift, matching=sponsor, amount=amount, voucher=voucher.pk)
    return None


def _matched_by(sponsor: Matching, gift: Gift, at: datetime) -> Voucher | None:
    try:
        return match(
            by=SYSTEM_ACTOR, at=at, key=f"match:{gift.lot}", sponsor=sponsor.pool, lot_id=gift.lot, most=sponsor.most,
            on=gift.given_on,
        )  # fmt: skip
    except Refused as refused:
        if refused.refusal.code != USED_UP:
            raise
        return None


@dataclass(frozen=True, slots=True)
class Offer:
    """A sponsor's offer as pages show it: fen of the deposit that joined gifts, and what is left."""

    sponsor: str
    name: str
    most: int
    deposit: int
    matched: int
    left: int


def offers_of(campaign: int) -> list[Offer]:
    """What sponsors match in a campaign, in order."""
    rows = list(Matching.objects.filter(campaign=campaign).order_by("pk"))
    if not rows:
        return []
    names = organisations_by_number(row.sponsor for row in rows)
    standings = standings_of(row.pool for row in rows)
    found = []
    for row in rows:
        left = standings[row.pool].left
        name = names[row.sponsor].name if row.sponsor in names else row.sponsor
        found.append(Offer(row.sponsor, name, row.most, row.deposit, row.deposit - left, left))
    return found
