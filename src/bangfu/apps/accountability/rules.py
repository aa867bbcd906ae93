"""What the public page says of the books: figures, what flows where, what may be corrected. Pure decisions on whole fen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bangfu.values import Refusal

CHANNELS = {
    "bank": "银行转账",
    "wechat": "微信支付",
    "alipay": "支付宝",
    "platform": "指定平台",
    "cash": "现金",
    "stock": "实物",
    "opening": "期初转入",
}
"""Where money came from, by the account that it came into."""
ACCOUNTS = {
    "bank": "银行存款",
    "cash": "现金",
    "wechat": "微信支付在途",
    "alipay": "支付宝在途",
    "platform": "平台在途",
    "stock": "存货（物资）",
    "income": "捐赠收入",
    "expense": "业务活动成本",
    "net": "净资产",
    "refunds": "应退捐款",
    "available": "可用资金（备查）",
    "control": "资金控制（备查）",
}
"""Accounts in words, by role."""
COLUMNS = ("来源", "基金", "用途", "去向")
MOVED_IN = "从别的用途转来"
REST_SOURCES, REST_FUNDS, REST_PURPOSES = "其他来源", "其他基金", "其他用途"
ENDS = {
    "used": "已用",
    "reserved": "已批未付",
    "left": "还没有用",
    "refunded": "退回捐赠人",
    "moved_out": "转到别的用途",
}
MOST_SOURCES, MOST_FUNDS, MOST_PURPOSES = 4, 3, 4
"""Nodes of each column before the rest is told as one: with two ends on most purposes about 20 links remain."""
SAID_MAX, REASON_MAX = 300, 300


@dataclass(frozen=True, slots=True)
class Flow:
    """What came into one pool and what became of it, in fen, net of what was reversed.

    ``sources``: what was given by channel. Always: Σ sources + moved_in = refunded + used + moved_out + reserved + left.
    """

    sources: Mapping[str, int] = field(default_factory=dict)
    moved_in: int = 0
    refunded: int = 0
    used: int = 0
    moved_out: int = 0
    reserved: int = 0
    left: int = 0

    @property
    def received(self) -> int:
        """What givers gave, less what they got back."""
        return sum(self.sources.values()) - self.refunded

    @property
    def kept(self) -> int:
        """The balance: what is free and what is reserved but not paid yet."""
        return self.left + self.reserved

    @property
    def is_even(self) -> bool:
        """Whether what came in is what went out and what is still there."""
        return self.received + self.moved_in - self.used - self.moved_out == self.kept


def together(flows: Iterable[Flow]) -> Flow:
    """Several pools as one. Money that moved among them counts on both sides, so the sum stays even."""
    sources: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for each in flows:
        sources.update(each.sources)
        for name in ("moved_in", "refunded", "used", "moved_out", "reserved", "left"):
            sums[name] += getattr(each, name)
    return without_moves(Flow({name: fen for name, fen in sources.items() if fen}, **sums))


def without_moves(flow: Flow) -> Flow:
    """Moves into and out of the same group cancel each other.

    >>> without_moves(Flow(moved_in=5, moved_out=3)).moved_in, without_moves(Flow(moved_in=5, moved_out=3)).moved_out
    (2, 0)
    """
    both = min(flow.moved_in, flow.moved_out)
    return Flow(
        flow.sources,
        flow.moved_in - both,
        flow.refunded,
        flow.used,
        flow.moved_out - both,
        flow.reserved,
        flow.left,
    )


@dataclass(frozen=True, slots=True)
class Stream:
    """One pool with the names of its fund and purpose."""

    fund: str
    purpose: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class Link:
    """``fen`` go from a node to one of the next column. A node is (column, name)."""

    source: tuple[int, str]
    target: tuple[int, str]
    fen: int


def links_of(streams: Sequence[Stream]) -> list[Link]:
    """Source → fund → purpose → what became of it, about 20 links: the largest of each column by name, the rest as one.

    What is 0 has no link. A purpose is told with its fund where two funds have one of the same name.
    """
    sources, funds, purposes = Counter[str](), Counter[str](), Counter[str]()
    for each in streams:
        sources.update(_entering(each.flow))
        funds[each.fund] += _weight(each.flow)
        purposes[each.purpose] += _weight(each.flow)
    named = (_largest(sources, MOST_SOURCES), _largest(funds, MOST_FUNDS), _largest(purposes, MOST_PURPOSES))
    total: Counter[tuple[tuple[int, str], tuple[int, str]]] = Counter()
    for each in streams:
        fund = (1, each.fund if each.fund in named[1] else REST_FUNDS)
        purpose = (2, each.purpose if each.purpose in named[2] else REST_PURPOSES)
        for name, fen in _entering(each.flow).items():
            total[(0, name if name in named[0] else REST_SOURCES), fund] += fen
        total[fund, purpose] += _weight(each.flow)
        for end, words in ENDS.items():
            total[purpose, (3, words)] += getattr(each.flow, end)
    return [Link(source, target, fen) for (source, target), fen in total.items() if fen > 0]


def _entering(flow: Flow) -> dict[str, int]:
    found = {CHANNELS[name]: fen for name, fen in flow.sources.items() if fen > 0}
    return found | ({MOVED_IN: flow.moved_in} if flow.moved_in > 0 else {})


def _weight(flow: Flow) -> int:
    return sum(_entering(flow).values())


def _largest(sums: Counter[str], most: int) -> set[str]:
    """The names that stand by themselves: all, or the largest with one place left for the rest."""
    ranked = sorted(sums, key=lambda name: (-sums[name], name))
    return set(ranked if len(ranked) <= most else ranked[: most - 1])


def drafting_refusal(*, said: str, now: str, reason: str, marks: Sequence[str], has_open: bool) -> Refusal | None:
    """Whether a correction may be drafted. ``marks``: what in its words looks like a person's data."""
    if not said or not now or not reason:
        return Refusal("correction_incomplete", "请写明原来写的是什么、应当是什么、为什么。")
    if max(len(said), len(now)) > SAID_MAX or len(reason) > REASON_MAX:
        return Refusal("correction_long", "每一栏最多 300 字。")
    if said == now:
        return Refusal("correction_same", "更正前后写的一样。")
    if marks:
        return Refusal("correction_private", f"里面像是有{'、'.join(marks)}，公开的内容不能有。", "请删去后再提交。")
    if has_open:
        return Refusal("correction_waiting", "这张凭证已有一份更正说明在等确认。", "请先办完那一份。")
    return None


def judging_refusal(*, is_open: bool, drafted_by: str, by: str) -> Refusal | None:
    """Whether this person may confirm a draft or send it back."""
    if not is_open:
        return Refusal("correction_done", "这份更正说明已经办过。")
    if drafted_by == by:
        return Refusal("correction_own", "自己起草的不能自己确认，请另一位有权的人确认。")
    return None
