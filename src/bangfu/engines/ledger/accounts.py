"""Totals of accounts and the bounds they must keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bangfu.engines.ledger.records import Leg, Ref
from bangfu.values import Money, Refusal

ROLES = {
    "available": "control",
    "control": "control",
    "income": "income",
    "expense": "expense",
    "net": "net",
    "stock": "asset",
    "bank": "asset",
    "cash": "asset",
    "wechat": "asset",
    "alipay": "asset",
    "platform": "asset",
    "refunds": "liability",
}
"""Type of account by role."""
NO_DEBT = frozenset({"available", "refunds"})
"""Debits must not exceed credits."""
NO_OVERDRAFT = frozenset({"bank", "cash", "stock"})
"""Credits must not exceed debits."""
CLEARING = ("wechat", "alipay", "platform")
MONEY = ("bank", "cash", *CLEARING)


@dataclass(frozen=True, slots=True)
class Totals:
    """What was debited and credited, and what is reserved of each."""

    posted_debits: int = 0
    posted_credits: int = 0
    pending_debits: int = 0
    pending_credits: int = 0

    @property
    def debit(self) -> int:
        """Balance seen from the left: positive for money that is there."""
        return self.posted_debits - self.posted_credits

    @property
    def left(self) -> int:
        """Balance seen from the right, less what is reserved of it."""
        return self.posted_credits - self.posted_debits - self.pending_debits

    def with_debit(self, leg: Leg, kept: int) -> Totals:
        """After a leg on this side. ``kept``: the amount of the reservation that it resolves."""
        posted = leg.amount if leg.moves else 0
        return replace(
            self, posted_debits=self.posted_debits + posted, pending_debits=self.pending_debits + _pending(leg, kept)
        )

    def with_credit(self, leg: Leg, kept: int) -> Totals:
        """The other side of :meth:`with_debit`."""
        posted = leg.amount if leg.moves else 0
        return replace(
            self,
            posted_credits=self.posted_credits + posted,
            pending_credits=self.pending_credits + _pending(leg, kept),
        )


def _pending(leg: Leg, kept: int) -> int:
    if leg.phase == "pending":
        return leg.amount
    return 0 if leg.phase == "single" else -kept


def bound_refusal(account: Ref, totals: Totals) -> Refusal | None:
    """Whether an account of this role may stand at ``totals``."""
    role = account[0]
    if role in NO_DEBT and totals.left < 0:
        over = Money(-totals.left)
        return Refusal("pool_short" if role == "available" else "refunds_short", f"这样会超出可用的钱 {over}。")
    if role in NO_OVERDRAFT and totals.debit - totals.pending_credits < 0:
        return Refusal(f"{role}_short", f"账户里的钱不够，还差 {Money(-totals.debit)}。", "请先登记到账，再付款。")
    return None


def totals_after(
    legs: Iterable[Leg], before: Mapping[Ref, Totals], reserved: Mapping[int, int]
) -> dict[Ref, Totals] | Refusal:
    """The totals of every touched account once ``legs`` are posted, or why the bounds refuse them.

    Args: ``reserved``: the amount of each reservation that a leg resolves, by its transfer.
    """
    after = dict(before)
    for leg in legs:
        kept = reserved.get(leg.resolves, 0)
        after[leg.debit] = after.get(leg.debit, Totals()).with_debit(leg, kept)
        after[leg.credit] = after.get(leg.credit, Totals()).with_credit(leg, kept)
    for account, totals in after.items():
        refusal = bound_refusal(account, totals)
        if refusal:
            return refusal
    return after
