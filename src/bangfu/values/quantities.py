"""Quantity: whole units of something, with the word for the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bangfu.values.folding import fold
from bangfu.values.refusal import refuse

_WRITTEN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)? ?([^\d.,+-]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many whole units; never negative, never a fraction.

    Args:
        amount: zero or more.
        unit: the word for one of them, for instance 台, 场, 元.

    >>> Quantity.parse("１２ 台"), Quantity.parse("3", unit="场")
    (Quantity(amount=12, unit='台'), Quantity(amount=3, unit='场'))
    """

    amount: int
    unit: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            refuse("quantity.whole", f"数量“{self.amount}”应为整数。")
        if self.amount < 0:
            refuse("quantity.negative", f"数量 {self.amount} 不能为负。")
        if not self.unit or self.unit != self.unit.strip():
            refuse("quantity.unit", "数量缺少计量单位。", "请写明单位，例如 台、场、人次。")

    @classmethod
    def parse(cls, text: str, *, unit: str = "") -> Quantity:
        """A quantity from text such as `12 台`; a bare number takes the given unit.

        Raises:
            InvalidValue: for fractions, negatives, other text, or a unit that is not the given one.
        """
        written = _WRITTEN.fullmatch(fold(text))
        if written is None:
            refuse("quantity.form", f"“{text}”不是数量。", "请填写整数，例如 12 或 12 台。")
        found = written[2].strip() or unit
        if unit and found != unit:
            refuse("quantity.other_unit", f"“{text}”的单位应为“{unit}”。", "请换算后再填写。")
        return cls(int(written[1].replace(",", "")), found)

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.amount + self._same(other), self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.amount - self._same(other), self.unit)

    def __le__(self, other: Quantity) -> bool:
        return self.amount <= self._same(other)

    def __lt__(self, other: Quantity) -> bool:
        return self.amount < self._same(other)

    def __bool__(self) -> bool:
        return self.amount > 0

    def __str__(self) -> str:
        return f"{self.amount:,} {self.unit}"

    def _same(self, other: Quantity) -> int:
        if other.unit != self.unit:
            refuse("quantity.other_unit", f"“{self.unit}”与“{other.unit}”不能相加或比较。", "请先换算成同一单位。")
        return other.amount
