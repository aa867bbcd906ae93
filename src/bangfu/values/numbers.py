"""Public numbers and opaque ids: how things are named outside.

What the public may count and read aloud gets a short number with a check character; what belongs to a person gets
eighty random bits, because a number that can be guessed opens a person's record.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from bangfu.values.folding import fold
from bangfu.values.refusal import refuse

KINDS = {
    "N": "需求",
    "F": "供给",
    "O": "组织",
    "C": "活动募捐",
    "P": "项目",
    "J": "结对",
    "T": "团队",
    "V": "岗位",
    "G": "地块",
    "Z": "证书",
    "W": "捐赠物资",
}
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WRITTEN = re.compile(r"([A-Z])[-–—_ ]*(\d{2})[-–—_ ]*(\d{6})[-–—_ ]*([0-9A-Z])", re.ASCII)  # noqa: RUF001
_OPAQUE = re.compile(r"[a-z2-7]{16}")


def check_character(payload: str) -> str:
    """The check character of ISO 7064 MOD 37,36 over digits and capital letters.

    It finds every single wrong character and nearly every swap of neighbours.

    Source: ISO/IEC 7064:2003, hybrid system MOD 37,36.

    >>> check_character("N26000913")
    'Y'
    """
    product = 36
    for character in payload:
        total = (product + _ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]


@dataclass(frozen=True, slots=True, order=True)
class PublicNumber:
    """Kind letter, year in Shanghai, serial of six digits and a check character: `N-26-000913-Y`.

    Args:
        kind: one of `KINDS`.
        year: four digits, 2000 to 2099.
        serial: 1 to 999999; gaps are allowed.

    >>> PublicNumber("N", 2026, 913).text
    'N-26-000913-Y'
    >>> PublicNumber.parse("ｎ26000913ｙ") == PublicNumber("N", 2026, 913)
    True
    """

    kind: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            refuse("number.kind", f"编号首字母“{self.kind}”未使用。", f"可用的首字母：{'、'.join(KINDS)}。")
        if not 2000 <= self.year <= 2099:
            refuse("number.year", f"编号年份 {self.year} 超出 2000—2099。")
        if not 1 <= self.serial <= 999_999:
            refuse("number.serial", f"编号流水 {self.serial} 超出 1—999999。")

    @classmethod
    def parse(cls, text: str) -> PublicNumber:
        """A number as people type it: any case, full-width, with or without dashes.

        Raises:
            InvalidValue: with a Chinese sentence; a wrong check character never passes.
        """
        written = _WRITTEN.fullmatch(fold(text).upper())
        if written is None:
            refuse(
                "number.form",
                f"“{text}”不是本平台的编号。",
                "编号形如 N-26-000913-Y：字母、两位年份、六位数字、校验字符。",
            )
        kind, year, serial, check = written.groups()
        number = cls(kind, 2000 + int(year), int(serial))
        if number.check != check:
            refuse("number.check", f"编号“{text}”的校验字符不对，可能有一位抄错。", "请对照原件逐位核对。")
        return number

    @property
    def check(self) -> str:
        """The check character."""
        return check_character(f"{self.kind}{self.year % 100:02d}{self.serial:06d}")

    @property
    def text(self) -> str:
        """The number as printed, with dashes."""
        return f"{self.kind}-{self.year % 100:02d}-{self.serial:06d}-{self.check}"

    def __str__(self) -> str:
        return self.text


def opaque_id() -> str:
    """A new unguessable id: 80 random bits as sixteen lower-case base32 characters.

    >>> len(opaque_id()), is_opaque_id(opaque_id())
    (16, True)
    """
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def is_opaque_id(text: str) -> bool:
    """Whether the text has the form of an opaque id (whether it exists is another question).

    >>> is_opaque_id("n-26-000913")
    False
    """
    return _OPAQUE.fullmatch(text) is not None
