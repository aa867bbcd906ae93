"""Where the units of a lot are, which lots leave first, who must look twice. No Django.

    received = in store + on the way + accepted + gone

A unit is in exactly one place. What leaves the store comes back by a movement of its own, never by a movement undone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal, RegionCode, fold_key

PLACES = {"store": "在库", "way": "在途", "accepted": "已验收", "gone": "已核销或退还"}
BASES = {"invoice": "发票", "market": "同类市价", "appraisal": "评估", "unvalued": "不计价，只记数量"}
"""The order is the law's: the invoice first, then the market, then an appraisal; without a reliable value only the quantity."""
DONORS = {"anonymous": "匿名或不公开", "named": "记下捐赠人"}
RED_DAYS, AMBER_DAYS, SECOND_PERSON_FEN, ANSWER_HOURS = 30, 90, 100_000, 72
"""Where the pack names no rule: days to the expiry, and the value from which a second person decides."""
MOST_UNITS, MOST_FEN = 10**9, 10**14
ITEM_MAX, UNIT_MAX, TEXT_MAX, LINES_MAX = 60, 10, 300, 30
PRIVATE = re.compile(r"(?<!\d)(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]\d{7,8}|\d{17}[\dXx])(?!\d)")


@dataclass(frozen=True, slots=True)
class Move:
    """One way from ``source`` to ``target``; ``words`` is what a person calls it. ``why``: it asks for a reason."""

    source: str
    target: str
    words: str
    why: bool = False


MOVES = {
    "receive": Move("given", "store", "收下"),
    "dispatch": Move("store", "way", "发出"),
    "accept": Move("way", "accepted", "验收"),
    "came_back": Move("way", "store", "退回仓库", why=True),
    "lost_on_way": Move("way", "gone", "途中损失", why=True),
    "expired": Move("store", "gone", "过期核销", why=True),
    "damaged": Move("store", "gone", "损坏核销", why=True),
    "missing": Move("store", "gone", "盘点短少", why=True),
    "to_donor": Move("store", "gone", "退还捐赠人", why=True),
}
WITH_REASON = {name: move for name, move in MOVES.items() if move.why}
ANSWERS = {
    "promised": ("如约", "说好的都到了，能用", "all"),
    "less": ("少了", "到了一部分", "some"),
    "poor": ("不好", "到了，但不能用", "poor"),
    "not": ("没有", "没有收到", "none"),
}
TRIP = LifeCycle(
    "这一批",
    {"on_way": "在路上", "answered": "已验收", "called_back": "已退回"},
    (
        Transition("answer", ("on_way",), "answered", "goods.accept", "验收", "收下的算数"),
        Transition("call_back", ("on_way",), "called_back", "goods.keep", "退回", "全部退回仓库"),
    ),
)
DISPOSAL = LifeCycle(
    "这次处置",
    {"asked": "等另一人批准", "done": "已办", "declined": "没有批准"},
    (
        Transition("approve", ("asked",), "done", "goods.check", "批准", "数量变动"),
        Transition("decline", ("asked",), "declined", "goods.check", "不批准", "数量不动"),
    ),
)


@dataclass(frozen=True, slots=True)
class Stock:
    """Where the units of one lot are.

    >>> Stock(20, in_store=20).moved("dispatch", 5)
    Stock(received=20, in_store=15, on_way=5, accepted=0, gone=0)
    """

    received: int = 0
    in_store: int = 0
    on_way: int = 0
    accepted: int = 0
    gone: int = 0

    def is_whole(self) -> bool:
        """Whether every unit is in exactly one place and no place holds less than nothing."""
        parts = (self.in_store, self.on_way, self.accepted, self.gone)
        return min(parts) >= 0 and self.received == sum(parts)

    def moved(self, name: str, units: int) -> Stock | Refusal:
        """The stock after a move of :data:`MOVES`, or why it cannot happen."""
        if units < 1:
            return Refusal("units", "数量要是 1 以上的整数。")
        move = MOVES[name]
        if move.source == "given":
            return replace(self, received=self.received + units, in_store=self.in_store + units)
        columns = {"store": "in_store", "way": "on_way", "accepted": "accepted", "gone": "gone"}
        source, target = columns[move.source], columns[move.target]
        there = getattr(self, source)
        if units > there:
            words = f"现在{PLACES[move.source]}的只有 {there}，不能{move.words} {units}。"
            return Refusal("not_so_many", words, "可能刚有人动过，请刷新页面看最新数量。")
        return replace(self, **{source: there - units, target: getattr(self, target) + units})


@dataclass(frozen=True, slots=True)
class Batch:
    """A lot as the choice sees it. ``place``: the code it was given for, "" for any."""

    number: str
    kind: str
    in_store: int
    received_on: date
    expires_on: date | None = None
    place: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The dated rules of one day: days to the expiry for red and amber, and the fen from which a second person decides."""

    red_days: int = RED_DAYS
    amber_days: int = AMBER_DAYS
    second_person_fen: int = SECOND_PERSON_FEN
    answer_hours: int = ANSWER_HOURS


def kind_key(item: str, unit: str) -> str:
    """What makes two lots the same goods: name and unit, however they were typed.

    >>> kind_key("大米 ", "袋") == kind_key("大 米", "袋")
    True
    """
    return f"{fold_key(item).replace(' ', '')}|{fold_key(unit)}"[:90]


def expiry_tone(expires_on: date | None, on: date, limits: Limits) -> str:
    """``none``, ``ok``, ``amber``, ``red`` or ``expired``. On its last day a thing is still good.

    >>> expiry_tone(date(2026, 11, 30), date(2026, 11, 30), Limits()), expiry_tone(date(2026, 11, 29), date(2026, 11, 30), Limits())
    ('red', 'expired')
    """
    if expires_on is None:
        return "none"
    left = (expires_on - on).days
    if left < 0:
        return "expired"
    return "red" if left <= limits.red_days else "amber" if left <= limits.amber_days else "ok"


def fits(batch: Batch, place: str, on: date) -> Refusal | None:
    """Whether units of a lot may go to a place on a day: not expired, and not given for somewhere else."""
    if batch.expires_on is not None and batch.expires_on < on:
        return Refusal("expired", f"{batch.number} 已过期，不能发出。", "请做过期核销，另选一批。")
    if batch.place and not place.startswith(RegionCode(batch.place).prefix):
        return Refusal("not_for_this_place", f"{batch.number} 是指定给别处的，不能发到这里。", "请另选一批。")
    return None


def _order(batch: Batch) -> tuple[date, bool, date, str]:
    """First expired first out; of one day those given for this place, then what came first."""
    return (batch.expires_on or date.max, not batch.place, batch.received_on, batch.number)


def proposal(batches: Sequence[Batch], wanted: int, place: str, on: date) -> dict[str, int] | Refusal:
    """Units by lot, first expired first out. ``batches`` are of one kind of goods.

    Errors: a refusal when there are not so many that may go to ``place``.
    """
    if wanted < 1:
        return Refusal("units", "数量要是 1 以上的整数。")
    usable = sorted((each for each in batches if each.in_store and fits(each, place, on) is None), key=_order)
    left, found = wanted, dict[str, int]()
    for batch in usable:
        if left:
            found[batch.number] = min(left, batch.in_store)
            left -= found[batch.number]
    if left:
        return Refusal(
            "not_so_many", f"能发到这里的只有 {wanted - left}，不够 {wanted}。", f"请写 {wanted - left} 或更少。"
        )
    return found


def follows(batches: Sequence[Batch], chosen: Mapping[str, int], place: str, on: date) -> bool:
    """Whether a choice takes what expires first, kind by kind. Lots that expire on the same day may be taken in any order."""
    by_number = {batch.number: batch for batch in batches}
    for kind in {by_number[number].kind for number in chosen}:
        mine = [batch for batch in batches if batch.kind == kind]
        wanted = sum(units for number, units in chosen.items() if by_number[number].kind == kind)
        meant = proposal(mine, wanted, place, on)
        if isinstance(meant, Refusal) or _by_day(by_number, meant) != _by_day(
            by_number, {number: units for number, units in chosen.items() if by_number[number].kind == kind}
        ):
            return False
    return True


def _by_day(batches: Mapping[str, Batch], units: Mapping[str, int]) -> Counter[date]:
    total: Counter[date] = Counter()
    for number, count in units.items():
        total[batches[number].expires_on or date.max] += count
    return total


def lot_refusal(
    *,
    item: str,
    unit: str,
    quantity: int,
    unit_fen: int | None,
    basis: str,
    donor_kind: str,
    donor: str,
    expires_on: date | None,
    received_on: date,
    today: date,
) -> Refusal | None:
    """Whether goods can be recorded so."""
    if not item.strip() or not unit.strip():
        return Refusal("no_item", "请写品名和单位，例如“大米”“袋”。")
    if not 1 <= quantity <= MOST_UNITS:
        return Refusal("units", "数量要是 1 以上的整数，用最小的单位，例如 20 箱每箱 24 瓶写 480 瓶。")
    if basis not in BASES:
        return Refusal("basis", "请选估价的依据；没有可靠的依据就选“不计价，只记数量”。")
    if (basis == "unvalued") != (unit_fen is None):
        return Refusal("value_and_basis", "有价值就要写依据，“不计价”就不写金额。")
    if unit_fen is not None and not (unit_fen >= 1 and unit_fen * quantity <= MOST_FEN):
        return Refusal("value", "单价要大于 0，总值不能超过 1 万亿元。")
    if donor_kind not in DONORS or (donor_kind == "named") != bool(donor.strip()):
        return Refusal("donor", "请写捐赠人，或选“匿名或不公开”。")
    if received_on > today:
        return Refusal("received_later", "收到的日子不能晚于今天。")
    if expires_on is not None and expires_on < received_on:
        return Refusal("expired_gift", "收到时已过保质期的物资不能入库。", "请当面退还，或核对日期。")
    return None


def dispatch_refusal(
    batches: Sequence[Batch],
    chosen: Mapping[str, int],
    *,
    place: str,
    on: date,
    today: date,
    reason: str,
    purpose_kept: bool,
) -> Refusal | None:
    """Whether these units of these lots may leave together for a place."""
    by_number = {batch.number: batch for batch in batches}
    if not chosen:
        return Refusal("nothing_chosen", "请至少写一批的数量。")
    if len(chosen) > LINES_MAX:
        return Refusal("too_many_lines", f"一次最多发 {LINES_MAX} 批，请分两次。")
    if on > today:
        return Refusal("sent_later", "发出的日子不能晚于今天。")
    for number, units in sorted(chosen.items()):
        if number not in by_number:
            return Refusal("no_such_lot", f"库里没有 {number}，请刷新页面再选。")
        refusal = fits(by_number[number], place, on)
        if refusal:
            return refusal
        after = Stock(by_number[number].in_store, by_number[number].in_store).moved("dispatch", units)
        if isinstance(after, Refusal):
            return Refusal(after.code, f"{number}：{after.sentence}", after.fix)
    if any(by_number[number].purpose for number in chosen) and not purpose_kept:
        return Refusal("purpose", "选中的物资限定了用途。", "请核对用途，勾选“按限定的用途使用”再发。")
    if not follows(batches, chosen, place, on) and len(reason.strip()) < 4:
        return Refusal("not_first_expired", "没有按先到期先发。", "请照建议的数量发，或写明原因（至少 4 个字）。")
    return None


def good_units(item: str, expected: int, answer: str, units: int | None) -> int | Refusal:
    """What of one item was received good.

    >>> good_units("大米", 20, "less", 18)
    18
    """
    if answer not in ANSWERS:
        return Refusal("no_answer", f"请给“{item}”选一张图：如约、少了、不好，或没有。")
    if answer == "promised":
        return expected
    if answer == "not":
        return 0
    good = 0 if answer == "poor" and units is None else units
    if good is None or not (0 if answer == "poor" else 1) <= good < expected:
        return Refusal("how_many", f"“{item}”送来 {expected}，请写收到多少好的；全到了选“如约”，没到选“没有”。")
    return good


def acceptor_refusal(*, person: str, sent_by: str, own: Sequence[str], sender: str) -> Refusal | None:
    """Whoever sent it, or works for who sent it, never says that it came."""
    if not person:
        return Refusal("nobody", "验收要由村里的人本人来答，请先登录。")
    if person == sent_by or sender in own:
        return Refusal("senders_side", "您是发出的一方，不能验收自己送来的东西。请村里另一位同事来答。")
    return None


def disposal_refusal(kind: str, units: int, there: int, reason: str) -> Refusal | None:
    """Whether so many units may be written off, given up or taken back. ``there``: units in the place that it takes from."""
    if kind not in WITH_REASON:
        return Refusal("kind", "请选怎么处置。")
    if units < 1:
        return Refusal("units", "数量要是 1 以上的整数。")
    if units > there:
        return Refusal(
            "not_so_many", f"现在{PLACES[MOVES[kind].source]}的只有 {there}，不能{MOVES[kind].words} {units}。"
        )
    if len(reason.strip()) < 4:
        return Refusal("reason", "请写明原因，至少 4 个字，会公开。")
    return words_refusal(reason)


def expiry_refusal(kind: str, expires_on: date | None, on: date) -> Refusal | None:
    """Only what has expired is written off as expired."""
    if kind == "expired" and (expires_on is None or expires_on >= on):
        return Refusal("not_expired", "这一批还没有过期，不能做过期核销。", "损坏、短少请选相应的一项。")
    return None


def value_of(units: int, unit_fen: int | None) -> int | None:
    """What units are worth in fen; None for goods without a value."""
    return None if unit_fen is None else units * unit_fen


def needs_second(value_fen: int | None, limit_fen: int) -> bool:
    """Whether another person must agree: from the limit on, and always where nobody knows the value."""
    return value_fen is None or value_fen >= limit_fen


def deciding_refusal(*, state: str, step: str, asked_by: str, by: str) -> Refusal | None:
    """Whether this person may approve or decline a disposal now."""
    refusal = DISPOSAL.refusal(state, step)
    if refusal is None and asked_by == by:
        refusal = Refusal("maker_is_checker", "自己提出的不能自己批准，请另一位同事来批。")
    return refusal


def answer_refusal(answer: str) -> Refusal | None:
    """Who does not agree says why."""
    return Refusal("reason", "请写明为什么不批准，至少 4 个字。") if len(answer.strip()) < 4 else None


def words_refusal(*texts: str) -> Refusal | None:
    """Words that everybody will read hold no telephone or identity numbers."""
    if any(PRIVATE.search(text) for text in texts):
        return Refusal("private_number", "文字里像是有电话或证件号，公众都会看到，请删去再交。")
    return None
