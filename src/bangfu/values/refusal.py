"""Why something is refused: a value with a code for machines and a sentence for people.

A refusal is data, so a rule can return it, an import sheet can list it and a page can show it, all with the same
words.  Where a value cannot be built at all, `InvalidValue` carries the refusal up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not.

    Args:
        code: stable, dotted and lower case, for programs and tests (`credit_code.length`).
        sentence: what is wrong, in Chinese, for the person in front of it.
        fix: what to do about it, in Chinese; may be empty.

    >>> str(Refusal("needs.own_need", "不能核实自己提交的需求。", "请由另一位工作人员核实。"))
    '不能核实自己提交的需求。请由另一位工作人员核实。'
    """

    code: str
    sentence: str
    fix: str = ""

    def __post_init__(self) -> None:
        if not self.code or not self.sentence:
            raise ValueError("a refusal needs a code and a sentence")

    def __str__(self) -> str:
        return f"{self.sentence}{self.fix}"


class InvalidValue(ValueError):
    """A text or number that no value can be built from; `str()` is the Chinese sentence, `.refusal` the whole."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def refuse(code: str, sentence: str, fix: str = "") -> NoReturn:
    """Raise `InvalidValue` with a refusal made of the three parts."""
    raise InvalidValue(Refusal(code, sentence, fix))
