"""IdentityNumber: a resident's number (居民身份证号码), checked and then shown only masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bangfu.values.folding import fold
from bangfu.values.refusal import refuse
from bangfu.values.regions import PROVINCES

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number of eighteen characters; fifteen-digit ones are widened. Neither repr nor str shows it whole.

    No sentence of refusal repeats the number: it would end in logs and import reports.

    Source: GB 11643-1999.

    >>> str(IdentityNumber.parse("11010519491231002x"))
    '**************002X'
    """

    number: str = field(repr=False)

    def __post_init__(self) -> None:
        body, check = self.number[:17], self.number[17:]
        if len(self.number) != 18 or not (body.isascii() and body.isdigit()):
            refuse("identity.form", "身份证号码应为 18 位（或旧的 15 位）。")
        if body[:2] not in PROVINCES:
            refuse("identity.region", "身份证号码前两位不是省份代码。")
        try:
            born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
        except ValueError:
            born = None
        if born is None or born.year < 1850:
            refuse("identity.birthday", "身份证号码中的出生日期不存在。")
        if check != check_character(body):
            refuse("identity.check", "身份证号码的校验位不对。", "请逐位核对，可能有一位抄错。")

    @classmethod
    def parse(cls, text: str) -> IdentityNumber:
        """A number from typed text, 15 or 18 characters."""
        number = fold(text).upper().replace(" ", "")
        if len(number) == 15 and number.isascii() and number.isdigit():
            number = f"{number[:6]}19{number[6:]}"
            number += check_character(number)
        return cls(number)

    @property
    def last_four(self) -> str:
        """All that may be shown or stored in the clear."""
        return self.number[-4:]

    def __str__(self) -> str:
        return f"{'*' * 14}{self.last_four}"


def check_character(first_seventeen: str) -> str:
    """The eighteenth character (ISO 7064 MOD 11-2).

    >>> check_character("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
