"""What each act writes: pure decisions from the present state to an :class:`Entry`, or a refusal with its reason.

Each posting of restricted money has two legs: one in the books proper (bank against expense) and one between the pool's
``available`` and ``control`` accounts, whose totals the database keeps within bounds. Chinese sentences are for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bangfu.engines.ledger.amounts import amount_refusal
from bangfu.engines.ledger.lines import Interval, free_within, take_first, take_last
from bangfu.engines.ledger.records import Entry, Given, Leg, Ref, Taken
from bangfu.values import Money, Refusal

BANK: Ref = ("bank", 0)
REFUNDS: Ref = ("refunds", 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A pool as it stands: ``total`` fen were laid, all below ``frontier`` are gone, ``holes`` lie above it and are gone too.

    ``left`` is what may still be promised: what is there less what is reserved.
    """

    pool: int
    left: int
    total: int
    frontier: int = 0
    holes: tuple[Interval, ...] = ()

    def free(self) -> list[Interval]:
        """What was not taken yet, in order."""
        return free_within(self.frontier, self.total, self.holes)


@dataclass(frozen=True, slots=True)
class Reserved:
    """A pending transfer: its id, and how many fen of which pool it keeps."""

    transfer: int
    pool: int
    amount: int


def _short(left: int, amount: int) -> Refusal | None:
    if amount > left:
        words = f"这笔资金还能用 {Money(left)}，不够 {Money(amount)}。"
        return Refusal("pool_short", words, "请减少金额，或从另一笔同样用途的资金支出。")
    return None


def _in(pool: int, amount: int) -> Leg:
    return Leg(("control", pool), ("available", pool), amount)


def _out(pool: int, amount: int, phase: str = "single", resolves: int = 0) -> Leg:
    return Leg(("available", pool), ("control", pool), amount, phase, resolves)


def receive(pool: int, amount: int, into: Ref, day: date) -> Entry | Refusal:
    """A gift of money, or of goods at fair value, ``into`` bank, cash, a provider's clearing account or stock."""
    wrong = amount_refusal(amount)
    if wrong:
        return wrong
    legs = (Leg(into, ("income", pool), amount), _in(pool, amount))
    return Entry("receive", day, legs, given=(Given(pool, amount),))


def open_with(pool: int, amount: int, into: Ref, day: date) -> Entry | Refusal:
    """What a pool brings along from the books before: no income of this year."""
    wrong = amount_refusal(amount)
    if wrong:
        return wrong
    legs = (Leg(into, ("net", pool), amount), _in(pool, amount))
    return Entry("opening", day, legs, given=(Given(pool, amount),))


def reserve(parts: Sequence[tuple[Line, int]], day: date) -> Entry | Refusal:
    """Keep fen of one or several pools for a request; no money moves."""
    for line, amount in parts:
        wrong = amount_refusal(amount) or _short(line.left, amount)
        if wrong:
            return wrong
    if not parts or len({line.pool for line, _ in parts}) != len(parts):
        return Refusal("parts", "请写明从哪笔资金支出多少，每笔资金写一次。")
    return Entry("reserve", day, tuple(_out(line.pool, amount, "pending") for line, amount in parts))


def void(parts: Iterable[Reserved], day: date) -> Entry:
    """Let reservations go."""
    return Entry("void", day, tuple(_out(each.pool, each.amount, "void", each.transfer) for each in parts))


def spend(parts: Sequence[tuple[Line, int, Reserved | None]], day: date, *, out_of: Ref = BANK) -> Entry | Refusal:
    """Pay out of pools, first in, first out; each part of a reservation or, without one, of what is left.

    Errors: more than was reserved, or more than is left. A smaller sum ends the reservation, the rest is free again.
    """
    legs: list[Leg] = []
    taken: list[Taken] = []
    for line, amount, kept in parts:
        wrong = amount_refusal(amount) or _beyond(line, amount, kept)
        if wrong:
            return wrong
        pieces = take_first(amount, line.free())
        if pieces is None:
            return Refusal("pool_short", f"这笔资金里没有 {Money(amount)}。")
        legs.append(_out(line.pool, amount, "post", kept.transfer) if kept else _out(line.pool, amount))
        legs.append(Leg(("expense", line.pool), _from(out_of, line.pool), amount))
        taken += [Taken(line.pool, a, b, "spend") for a, b in pieces]
    if not legs or len({line.pool for line, _, _ in parts}) != len(parts):
        return Refusal("parts", "请写明从哪笔资金支出多少，每笔资金写一次。")
    return Entry("spend", day, tuple(legs), tuple(taken))


def _beyond(line: Line, amount: int, kept: Reserved | None) -> Refusal | None:
    if kept is None:
        return _short(line.left, amount)
    if amount > kept.amount:
        return Refusal(
            "beyond_reserved", f"批准的是 {Money(kept.amount)}，不能付 {Money(amount)}。", "请另外申请差额。"
        )
    return None


def _from(out_of: Ref, pool: int) -> Ref:
    return ("stock", pool) if out_of[0] == "stock" else out_of


def refund(
    line: Line, lot: Interval, covered: Iterable[Interval], amount: int, day: date, *, via: Ref = REFUNDS
) -> Entry | Refusal:
    """Give (part of) a gift back: exactly the gift's own fen, the last of them that are still there (I13).

    Args: ``covered``: what was already taken inside the lot, ascending.
    """
    wrong = amount_refusal(amount)
    if wrong:
        return wrong
    free = free_within(*lot, covered)
    there = sum(b - a for a, b in free)
    if amount > there:
        words = f"这笔捐赠还没有用掉的是 {Money(there)}，不能退 {Money(amount)}。"
        return Refusal("gift_used", words, "已经用掉的部分要由非限定性资金承担，请走审批。")
    if short := _short(line.left, amount):
        return short
    legs = (Leg(("income", line.pool), via, amount), _out(line.pool, amount))
    pieces = take_last(amount, free) or []
    return Entry("refund", day, legs, tuple(Taken(line.pool, a, b, "refund") for a, b in pieces))


def change_purpose(line: Line, to: int, amount: int, day: date, *, kind: str = "release") -> Entry | Refusal:
    """Move fen, first in, first out, to another pool: each piece comes to lie there as a lot of its own."""
    wrong = amount_refusal(amount) or _short(line.left, amount)
    if wrong:
        return wrong
    if line.pool == to:
        return Refusal("same_pool", "新旧用途相同。")
    pieces = take_first(amount, line.free()) or []
    taken = tuple(Taken(line.pool, a, b, "release") for a, b in pieces)
    given = tuple(Given(to, piece.amount, through=place) for place, piece in enumerate(taken))
    legs = (_out(line.pool, amount), _in(to, amount), Leg(("net", line.pool), ("net", to), amount))
    return Entry(kind, day, legs, taken, given)


def match_gift(sponsor: Line, to: int, gift: int, day: date, *, most: int) -> Entry | Refusal:
    """A sponsor's match of a gift: one for one up to ``most`` a gift, and never more than the sponsor's pool holds.

    Errors: ``match_used_up`` when the sponsor's pool is empty.
    """
    amount = min(gift, most, sponsor.left)
    if amount < 1:
        return Refusal("match_used_up", "配捐资金已用完，这笔捐赠不再配捐。")
    return change_purpose(sponsor, to, amount, day, kind="match")


def settle(through: Ref, gross: int, fee: int, bearer: Line | None, day: date, *, into: Ref = BANK) -> Entry | Refusal:
    """A provider pays out: gross, less the fee of its bill, never an estimate. The ``bearer`` pool pays the fee."""
    wrong = amount_refusal(gross)
    if wrong:
        return wrong
    if type(fee) is not int or not 0 <= fee <= gross:
        return Refusal("fee", "手续费要在零和结算总额之间。")
    if fee == 0:
        return Entry("settle", day, (Leg(into, through, gross),))
    if bearer is None or bearer.left < fee:
        words = f"没有哪笔资金可以承担手续费 {Money(fee)}。"
        return Refusal("fee_unborne", words, "请写明承担手续费的资金，或先登记非限定性收入。")
    pieces = take_first(fee, bearer.free()) or []
    legs = [Leg(("expense", bearer.pool), through, fee), _out(bearer.pool, fee)]
    if gross > fee:
        legs.insert(0, Leg(into, through, gross - fee))
    return Entry("settle", day, tuple(legs), tuple(Taken(bearer.pool, a, b, "spend") for a, b in pieces))


def reverse(
    voucher: int,
    kind: str,
    legs: Sequence[Leg],
    left_by: Sequence[tuple[int, int, int]],
    gave: Sequence[tuple[int, Interval, bool]],
    day: date,
) -> Entry | Refusal:
    """Undo a posted voucher fully. What left comes back as new lots; what it gave must still be there whole.

    Args:
        left_by: its segments as (id, pool, fen). gave: its lots as (pool, interval, whether untouched).
    """
    if kind in ("reversal", "reserve", "void"):
        return Refusal("not_reversible", "预留请用取消；冲销不能再冲销，请另记一张凭证。")
    if not all(untouched for _, _, untouched in gave):
        return Refusal("already_used", "这张凭证记入的钱已经用掉一部分，不能冲销。", "请先冲销用它的支出。")
    back = tuple(Leg(leg.credit, leg.debit, leg.amount) for leg in legs if leg.moves)
    taken = tuple(Taken(pool, a, b, "undo") for pool, (a, b), _ in gave)
    # A piece whose money lies in a lot of this same voucher comes back through the piece that undoes that lot.
    paired = len(gave) == len(left_by) and kind in ("release", "match")
    given = tuple(
        Given(pool, fen, through=place) if paired else Given(pool, fen, returns=segment)
        for place, (segment, pool, fen) in enumerate(left_by)
    )
    return Entry("reversal", day, back, taken, given, reverses=voucher)


def close_year(balances: Iterable[tuple[int, int, int]], day: date) -> Entry | Refusal:
    """Carry income and expense into net assets. ``balances``: (pool, income less its debits, expense less its credits)."""
    legs: list[Leg] = []
    for pool, income, expense in balances:
        for account, amount in ((("income", pool), income), (("expense", pool), -expense)):
            if amount > 0:
                legs.append(Leg(account, ("net", pool), amount))
            elif amount < 0:
                legs.append(Leg(("net", pool), account, -amount))
    return Entry("close", day, tuple(legs)) if legs else Refusal("nothing_to_close", "没有要结转的收入和支出。")
