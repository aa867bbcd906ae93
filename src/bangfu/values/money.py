"""Money: whole fen, never a float, never rounded on the way in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bangfu.values.folding import fold
from bangfu.values.refusal import refuse

_WRITTEN = re.compile(
    r"(?:人民币|CNY|RMB|¥)? ?(?P<sign>[-−]?)(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)? ?(?P<unit>万|亿)?元?整?",
    re.IGNORECASE | re.ASCII,
)
_SCALE = {None: 100, "万": 100 * 10_000, "亿": 100 * 100_000_000}
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of renminbi.

    Args:
        fen: whole hundredths of a yuan; may be negative (a reversal).

    >>> Money.parse("８.6240 万元") == Money(8_624_000)
    True
    >>> str(Money(8_624_000)), Money(8_624_000).wan, Money(8_624_005).capital
    ('86,240.00 元', '8.62 万元', '捌万陆仟贰佰肆拾元零伍分')
    """

    fen: int

    def __post_init__(self) -> None:
        if not isinstance(self.fen, int) or isinstance(self.fen, bool):
            refuse("money.fen", f"金额“{self.fen}”不是整数分。")

    @classmethod
    def parse(cls, text: str, *, allow_negative: bool = False) -> Money:
        """An amount from text such as `86,240.00`, `¥ 86240元`, `8.624万元`; without a unit it is yuan.

        Args:
            text: as typed or as a sheet holds it.
            allow_negative: whether a minus sign is accepted.

        Raises:
            InvalidValue: for anything else, also for amounts finer than one fen and commas in wrong places.
        """
        written = _WRITTEN.fullmatch(fold(text))
        if written is None:
            refuse("money.form", f"“{text}”不是金额。", "请写成 86240、86,240.00 或 8.624 万元。")
        if written["sign"] and not allow_negative:
            refuse("money.negative", f"金额“{text}”不能为负。")
        number = Decimal(written["number"].replace(",", "") + (written["fraction"] or ""))
        fen = number * _SCALE[written["unit"]]
        if fen != fen.to_integral_value():
            refuse("money.fraction", f"金额“{text}”细于一分。", "请精确到分，即最多两位小数的元。")
        return cls(-int(fen) if written["sign"] else int(fen))

    @classmethod
    def yuan(cls, yuan: int) -> Money:
        """Whole yuan.

        >>> Money.yuan(3).fen
        300
        """
        return cls(yuan * 100)

    @property
    def plain(self) -> str:
        """Yuan with two decimals and grouping, without the unit, for table columns that name it."""
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}{yuan:,}.{fen:02d}"

    @property
    def wan(self) -> str:
        """In 万元 with two decimals, half rounded away from zero: for overviews, never for books."""
        return f"{(Decimal(self.fen) / 1_000_000).quantize(Decimal('0.01'), ROUND_HALF_UP):,} 万元"

    @property
    def capital(self) -> str:
        """The amount in capital Chinese numerals, as receipts and agreements write it.

        Source: 支付结算办法 (1997), annex 1: 正确填写票据和结算凭证的基本规定.
        """
        yuan, rest = divmod(abs(self.fen), 100)
        jiao, fen = divmod(rest, 10)
        if yuan >= 10**16:
            refuse("money.too_large", "金额过大，无法写成大写。")
        text = f"{_capital_yuan(yuan)}元" if yuan else ""
        if jiao:
            text += f"{_DIGITS[jiao]}角"
        elif fen and yuan:
            text += "零"
        text += f"{_DIGITS[fen]}分" if fen else "整"
        return ("负" if self.fen < 0 else "") + (text if self.fen else "零元整")

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __mul__(self, times: int) -> Money:
        return Money(self.fen * times)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return f"{self.plain} 元"


def _capital_yuan(yuan: int) -> str:
    """Whole yuan above zero in capital numerals, without the word 元."""
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    text, zero_due = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            zero_due = bool(text)
            continue
        if text and (zero_due or group < 1000):
            text += "零"
        text += _capital_group(group) + _GROUPS[index]
        zero_due = False
    return text


def _capital_group(group: int) -> str:
    text, zero_due = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            zero_due = bool(text)
            continue
        text += ("零" if zero_due else "") + _DIGITS[digit] + _PLACES[place]
        zero_due = False
    return text
