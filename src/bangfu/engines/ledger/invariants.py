"""I1 to I9 and I12 to I14, re-derived from rows alone. Each gives (where, what is wrong) in Chinese, or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bangfu.engines.ledger.accounts import MONEY, NO_DEBT, NO_OVERDRAFT
from bangfu.engines.ledger.amounts import amount_refusal
from bangfu.engines.ledger.lines import free_within
from bangfu.engines.ledger.records import CHECKED_KINDS

Broken = Iterator[tuple[str, str]]


class AccountRow(NamedTuple):
    id: int
    organisation: int
    role: str
    pool: int
    posted_debits: int
    posted_credits: int
    pending_debits: int
    pending_credits: int


class VoucherRow(NamedTuple):
    id: int
    organisation: int
    period: int
    no: int
    day: date
    kind: str
    key: str
    maker: str
    checker: str
    reverses: int


class TransferRow(NamedTuple):
    id: int
    voucher: int
    debit: int
    credit: int
    amount: int
    phase: str
    resolves: int


class PieceRow(NamedTuple):
    """A lot (``kind`` is empty, ``source`` the segment it came by or 0) or a segment."""

    id: int
    voucher: int
    pool: int
    a: int
    b: int
    kind: str = ""
    source: int = 0


class PeriodRow(NamedTuple):
    id: int
    organisation: int
    ym: str
    state: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The books as stored. ``restricted``: pools of money for a purpose."""

    accounts: Mapping[int, AccountRow]
    vouchers: Mapping[int, VoucherRow]
    transfers: Sequence[TransferRow]
    lots: Sequence[PieceRow]
    segments: Sequence[PieceRow]
    periods: Mapping[int, PeriodRow]
    restricted: frozenset[int] = frozenset()


def i1(rows: Rows) -> Broken:
    """Each transfer moves more than nothing between two accounts of its voucher's organisation."""
    for row in rows.transfers:
        owners = {rows.accounts[row.debit].organisation, rows.accounts[row.credit].organisation}
        if amount_refusal(row.amount) or row.debit == row.credit:
            yield f"transfer {row.id}", "金额或科目不对。"
        if owners != {rows.vouchers[row.voucher].organisation}:
            yield f"transfer {row.id}", "科目不属于这张凭证的组织。"


def _sums(rows: Rows) -> dict[int, list[int]]:
    """Posted debits, posted credits, pending debits, pending credits by account, from the transfers."""
    kept = {row.id: row.amount for row in rows.transfers if row.phase == "pending"}
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows.transfers:
        posted = row.amount if row.phase in ("single", "post") else 0
        pending = row.amount if row.phase == "pending" else -kept.get(row.resolves, 0)
        for account, side in ((row.debit, 0), (row.credit, 1)):
            sums[account][side] += posted
            sums[account][side + 2] += 0 if row.phase == "single" else pending
    return sums


def i2(rows: Rows) -> Broken:
    """An account's totals are the sums of its transfers, and within its bounds."""
    sums = _sums(rows)
    for account in rows.accounts.values():
        posted_debits, posted_credits, pending_debits, pending_credits = sums[account.id]
        if list(account[4:]) != sums[account.id]:
            yield f"account {account.id}", "科目记着的合计和逐笔相加不一致。"
        if account.role in NO_DEBT and posted_debits + pending_debits > posted_credits:
            yield f"account {account.id}", "支出超过了收到的钱。"
        if account.role in NO_OVERDRAFT and posted_credits + pending_credits > posted_debits:
            yield f"account {account.id}", "付出的钱超过了账户里的钱。"


def i3(rows: Rows) -> Broken:
    """A pool's available money is lots less segments, is the books' own balance of it, and never fell below nothing."""
    booked, nominal = Counter[int](), Counter[int]()
    for account in rows.accounts.values():
        balance = account.posted_credits - account.posted_debits
        if account.role == "available":
            booked[account.pool] += balance
        elif account.role in ("income", "expense", "net"):
            nominal[account.pool] += balance
    there = Counter[int]()
    by_day: dict[int, Counter[date]] = defaultdict(Counter)
    for sign, pieces in ((1, rows.lots), (-1, rows.segments)):
        for piece in pieces:
            there[piece.pool] += sign * (piece.b - piece.a)
            by_day[piece.pool][rows.vouchers[piece.voucher].day] += sign * (piece.b - piece.a)
    for pool in sorted(booked.keys() | there.keys()):
        if not booked[pool] == nominal[pool] == there[pool]:
            yield f"pool {pool}", f"可用 {booked[pool]}、账面 {nominal[pool]}、实存 {there[pool]} 三个数不一致。"
        left = 0
        for day in sorted(by_day[pool]):
            left += by_day[pool][day]
            if left < 0:
                yield f"pool {pool}", f"{day} 这天的余额是负数。"


def i4(rows: Rows) -> Broken:
    """Lots lie end to end; segments inside, apart, first in first out, and never before their money came."""
    lots, segments = _by_pool(rows.lots), _by_pool(rows.segments)
    for pool in sorted(lots.keys() | segments.keys()):
        end = 0
        for lot in lots[pool]:
            if lot.a != end or lot.b <= lot.a:
                yield f"lot {lot.id}", "进款没有首尾相接。"
            end = lot.b
        at = frontier = 0
        for piece in segments[pool]:
            if piece.a < at or piece.b <= piece.a or piece.b > end:
                yield f"segment {piece.id}", "出款重叠，或在进款之外。"
            at = piece.b
            frontier = piece.b if piece.kind in ("spend", "release") else frontier
        if free_within(0, frontier, [(piece.a, piece.b) for piece in segments[pool]]):
            yield f"pool {pool}", "出款没有按先进先出。"
        yield from _too_early(rows, lots[pool], segments[pool])


def _by_pool(pieces: Iterable[PieceRow]) -> dict[int, list[PieceRow]]:
    found: dict[int, list[PieceRow]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda each: (each.a, each.id)):
        found[piece.pool].append(piece)
    return found


def _too_early(rows: Rows, lots: Sequence[PieceRow], segments: Sequence[PieceRow]) -> Broken:
    first = 0
    for piece in segments:
        day = rows.vouchers[piece.voucher].day
        while first < len(lots) and lots[first].b <= piece.a:
            first += 1
        at = first
        while at < len(lots) and lots[at].a < piece.b:
            if rows.vouchers[lots[at].voucher].day > day:
                yield f"segment {piece.id}", "用的是以后才到账的钱。"
                break
            at += 1


def i5(rows: Rows) -> Broken:
    """A voucher's lots and segments say the same as its transfers, pool by pool; what came back is what left."""
    said: dict[tuple[int, int, str], int] = Counter()
    for row in rows.transfers:
        if row.phase in ("single", "post"):
            for account, side in ((rows.accounts[row.debit], "out"), (rows.accounts[row.credit], "in")):
                if account.role == "available":
                    said[row.voucher, account.pool, side] += row.amount
    for side, pieces in (("in", rows.lots), ("out", rows.segments)):
        for piece in pieces:
            said[piece.voucher, piece.pool, side] -= piece.b - piece.a
    for (voucher, pool, _), rest in sorted(said.items()):
        if rest:
            yield f"voucher {voucher}", f"专款 {pool} 的分录和出入款相差 {rest} 分。"
    lengths = {piece.id: piece.b - piece.a for piece in rows.segments}
    for lot in rows.lots:
        if lot.source and lengths.get(lot.source) != lot.b - lot.a:
            yield f"lot {lot.id}", "回来的钱和出去的不是同一笔。"


def i7(rows: Rows) -> Broken:
    """A key books once; a reservation is resolved once."""
    keys = Counter((row.organisation, row.key) for row in rows.vouchers.values())
    for (organisation, key), times in keys.items():
        if times > 1 or not key:
            yield f"organisation {organisation}", f"编号 {key} 记了 {times} 次。"
    ended = Counter(row.resolves for row in rows.transfers if row.resolves)
    for transfer, times in ended.items():
        if times > 1:
            yield f"transfer {transfer}", "同一笔预留付了两次。"


def i8(rows: Rows) -> Broken:
    """Nobody approves what they asked for; what must be approved was."""
    for row in rows.vouchers.values():
        if row.checker == row.maker:
            yield f"voucher {row.id}", "经办和批准是同一个人。"
        if row.kind in CHECKED_KINDS and not row.checker:
            yield f"voucher {row.id}", "没有第二个人批准。"


def i9(rows: Rows) -> Broken:
    """A voucher's day lies in its period; a reversal undoes one voucher of these books, once, to the fen."""
    moved: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    for row in rows.transfers:
        if row.phase in ("single", "post"):
            moved[row.voucher][row.debit, row.credit] += row.amount
    undone = Counter(row.reverses for row in rows.vouchers.values() if row.reverses)
    for voucher in rows.vouchers.values():
        period = rows.periods[voucher.period]
        if f"{voucher.day:%Y-%m}" != period.ym or period.organisation != voucher.organisation:
            yield f"voucher {voucher.id}", "日期不在所属的会计期间。"
        if not voucher.reverses:
            continue
        back = Counter({(credit, debit): fen for (debit, credit), fen in moved[voucher.reverses].items()})
        if undone[voucher.reverses] > 1 or back != moved[voucher.id]:
            yield f"voucher {voucher.id}", "冲销不完整，或冲销了两次。"


def i12(rows: Rows) -> Broken:
    """Money in bank, cash and clearing, less refunds owed, covers what all restricted pools of money have."""
    money, owed = Counter[int](), Counter[int]()
    for account in rows.accounts.values():
        if account.role in (*MONEY, "refunds"):
            money[account.organisation] += account.posted_debits - account.posted_credits
        elif account.role == "available" and account.pool in rows.restricted:
            owed[account.organisation] += account.posted_credits - account.posted_debits
    for organisation, fen in owed.items():
        if money[organisation] < fen:
            yield f"organisation {organisation}", f"限定用途的钱应有 {fen} 分，账上只有 {money[organisation]} 分。"


def i13(rows: Rows) -> Broken:
    """What a refund took lies inside one gift."""
    lots = _by_pool(rows.lots)
    for piece in rows.segments:
        if piece.kind == "refund" and not any(lot.a <= piece.a and piece.b <= lot.b for lot in lots[piece.pool]):
            yield f"segment {piece.id}", "退款超出了这一笔捐赠。"


def i14(rows: Rows) -> Broken:
    """Numbers of vouchers run from one without gaps in each period."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for row in rows.vouchers.values():
        numbers[row.period].append(row.no)
    for period, found in sorted(numbers.items()):
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"period {period}", "凭证号不连续。"


ALL = {
    "I1": i1,
    "I2": i2,
    "I3": i3,
    "I4": i4,
    "I5": i5,
    "I7": i7,
    "I8": i8,
    "I9": i9,
    "I12": i12,
    "I13": i13,
    "I14": i14,
}
