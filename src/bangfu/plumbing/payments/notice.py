"""What a provider says about a payment, once its signature and fields were found right; and strict reading of both."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

WINDOW = timedelta(seconds=300)
"""How far the moment of a signature may lie from ours, either way."""
BODY_MAX = 64 * 1024
FEN_MAX = 10**11
"""No single payment is larger: a thousand million yuan."""
_YUAN = re.compile(r"(0|[1-9]\d{0,11})(?:\.(\d{1,2}))?", re.ASCII)
_NUMBER = re.compile(r"[A-Za-z0-9_|*@-]{1,64}", re.ASCII)


class NotAccepted(Exception):
    """A delivery that is not believed. ``code`` for programs, ``sentence`` for people, ``status`` of the answer.

    ``verified`` says whether the signature was the provider's: then a person must look, and the provider need not try again.
    """

    def __init__(self, code: str, sentence: str, *, status: int = 400, verified: bool = False) -> None:
        super().__init__(code)
        self.code, self.sentence, self.status, self.verified = code, sentence, status, verified


@dataclass(frozen=True, slots=True)
class Notice:
    """``kind`` is paid or refunded; ``amount`` in fen is what was paid or given back.

    ``order_no`` is ours, ``trade_no`` the provider's, ``refund_no`` names a refund ("" of a payment). ``total`` is the whole
    payment as a refund repeats it (0: not said). ``cumulative``: a refund's amount is all given back so far (Alipay).
    """

    provider: str
    event_id: str
    kind: str
    trade_no: str
    order_no: str
    amount: int
    occurred_at: datetime
    refund_no: str = ""
    total: int = 0
    cumulative: bool = False


def strict_json(raw: bytes) -> dict[str, Any]:
    """An object without repeated names, fractions or NaN. Errors: :class:`NotAccepted`."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("repeated name")
        return found

    def never(text: str) -> Any:
        raise ValueError(text)

    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=unique, parse_float=never, parse_constant=never)
    except (ValueError, RecursionError):
        raise NotAccepted("unreadable", "内容不是规范的 JSON。") from None
    if not isinstance(found, dict):
        raise NotAccepted("unreadable", "内容不是一个 JSON 对象。")
    return found


def fen(value: Any) -> int:
    """Whole fen, more than none. Errors: :class:`NotAccepted` for a fraction, a text, a truth value, 0 or less."""
    if type(value) is not int or not 0 < value <= FEN_MAX:
        raise NotAccepted("amount", "通知里的金额不是大于零的整数分。", verified=True)
    return value


def fen_of_yuan(text: Any) -> int:
    """Fen from yuan as Alipay writes them, without a float on the way.

    >>> fen_of_yuan("1.00"), fen_of_yuan("0.3"), fen_of_yuan("88")
    (100, 30, 8800)
    """
    found = _YUAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise NotAccepted("amount", "通知里的金额不是最多两位小数的元。", verified=True)
    return fen(int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")))


def numbered(value: Any) -> str:
    """An order or event number. Errors: :class:`NotAccepted` for an empty, long or strange one."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise NotAccepted("number", "通知里的单号缺失或不合规范。", verified=True)
    return value


def same(said: Any, ours: str, what: str) -> None:
    """Errors: :class:`NotAccepted` when the notice speaks of another ``what`` (merchant, application) than ours."""
    if not ours or said != ours:
        raise NotAccepted("not_ours", f"通知里的{what}不是我们的。", verified=True)
