"""CreditCode: the unified social credit code (统一社会信用代码) of an organisation.

Both check characters are verified: the ninth to seventeenth characters are an organisation code with its own one.
Codes of every registrar pass, also those that begin with a letter (A army, N rural collectives, Y others), which some
libraries reject.
"""

from __future__ import annotations

from dataclasses import dataclass

from bangfu.values.folding import fold
from bangfu.values.refusal import InvalidValue, Refusal, refuse

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I O S V Z
EXAMPLE_REGION = "990000"  # no registrar has these digits: such a code checks and can never be issued
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# First character.  The second is a digit for the kind of body; kinds were added after the standard (54, village committees),
# so any digit but 0 is taken: refusing a genuine code would be worse than taking an odd one whose checks are right.
REGISTRARS = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "工商（市场监管）",
    "A": "中央军委改革和机构编制管理部门",
    "N": "农业",
    "Y": "其他",
}


@dataclass(frozen=True, slots=True, order=True)
class CreditCode:
    """A credit code of eighteen characters whose two check characters are right; `parse` takes typed text.

    Raises:
        InvalidValue: with the exact reason as a Chinese sentence.

    Source: GB 32100-2015; for the organisation code inside, GB 11714-1997.

    >>> CreditCode.parse("53100000 500019795a").code
    '53100000500019795A'
    >>> CreditCode.parse("53100000500019795B")
    Traceback (most recent call last):
    bangfu.values.refusal.InvalidValue: 统一社会信用代码“53100000500019795B”的校验码（第 18 位）不对。请逐位核对，可能有一位抄错。
    """

    code: str

    def __post_init__(self) -> None:
        refusal = why_invalid(self.code)
        if refusal is not None:
            raise InvalidValue(refusal)

    @classmethod
    def parse(cls, text: str) -> CreditCode:
        """A code from typed text: full-width, lower case, spaces and dashes are folded."""
        return cls(fold(text).upper().replace(" ", "").replace("-", ""))

    @classmethod
    def example(cls, kind: str, serial: int) -> CreditCode:
        """A code that checks but that no registrar can issue, for invented organisations.

        Args:
            kind: registrar and kind, two characters, for instance `"51"`.
            serial: 0 to 99,999,999, used as the organisation code.

        >>> CreditCode.example("52", 7).is_example
        True
        """
        if not 0 <= serial <= 99_999_999:
            refuse("credit_code.serial", f"示例序号 {serial} 超出八位数字。")
        body = f"{serial:08d}"
        seventeen = f"{kind}{EXAMPLE_REGION}{body}{body_check_character(body)}"
        return cls(seventeen + check_character(seventeen))

    @property
    def registrar(self) -> str:
        """The registering department, in Chinese."""
        return REGISTRARS[self.code[0]]

    @property
    def kind(self) -> str:
        """Registrar and kind, two characters: 51 social group, 52 service body, 53 foundation, 54 village committee …"""
        return self.code[:2]

    @property
    def region_digits(self) -> str:
        """The six digits of the registering office's region at the time of issue (divisions change, codes do not)."""
        return self.code[2:8]

    @property
    def organisation_code(self) -> str:
        """The organisation code inside, nine characters."""
        return self.code[8:17]

    @property
    def is_example(self) -> bool:
        """Whether the code belongs to an invented organisation (region digits 990000)."""
        return self.region_digits == EXAMPLE_REGION

    def __str__(self) -> str:
        return self.code


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of a credit code.

    Source: GB 32100-2015, clause 5 (weights are powers of 3 modulo 31).

    >>> check_character("53100000500019795")
    'A'
    """
    total = sum(ALPHABET.index(c) * weight for c, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def body_check_character(first_eight: str) -> str:
    """The ninth character of an organisation code (seventeenth of the credit code).

    Letters count 10 to 35 by their place in the full alphabet, as in the older standard.

    Source: GB 11714-1997.

    >>> body_check_character("50001979")
    '5'
    """
    total = sum(int(c, 36) * weight for c, weight in zip(first_eight, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def why_invalid(code: str) -> Refusal | None:
    """The first thing wrong with a credit code, or None when it is right.

    >>> why_invalid("5310000050001979").code
    'credit_code.length'
    """
    name = f"统一社会信用代码“{code}”"
    if len(code) != 18:
        return Refusal("credit_code.length", f"{name}有 {len(code)} 位，应为 18 位。", "请对照登记证书填写。")
    for place, character in enumerate(code, start=1):
        if character not in ALPHABET:
            return Refusal(
                "credit_code.alphabet",
                f"{name}第 {place} 位“{character}”不可用。",
                "代码只含数字和除 I、O、S、V、Z 外的大写字母，常见的错是把 0 写成 O、把 1 写成 I。",
            )
    return _why_head_invalid(name, code) or _why_checks_fail(name, code)


def _why_head_invalid(name: str, code: str) -> Refusal | None:
    if code[0] not in REGISTRARS:
        known = "、".join(REGISTRARS)
        return Refusal(
            "credit_code.registrar", f"{name}第 1 位“{code[0]}”不是登记管理部门代码。", f"可用的为 {known}。"
        )
    if code[1] not in "123456789":
        return Refusal(
            "credit_code.kind", f"{name}第 2 位“{code[1]}”应为 1 至 9 的机构类别。", "请对照登记证书逐位核对。"
        )
    if not code[2:8].isdigit():
        return Refusal("credit_code.region", f"{name}第 3 至 8 位应为六位数字的登记机关区划。")
    return None


def _why_checks_fail(name: str, code: str) -> Refusal | None:
    if body_check_character(code[8:16]) != code[16]:
        return Refusal(
            "credit_code.body_check",
            f"{name}中的组织机构代码（第 9 至 17 位）校验不符。",
            "请核对这九位，可能有一位抄错或两位写反。",
        )
    if check_character(code[:17]) != code[17]:
        return Refusal("credit_code.check", f"{name}的校验码（第 18 位）不对。", "请逐位核对，可能有一位抄错。")
    return None
