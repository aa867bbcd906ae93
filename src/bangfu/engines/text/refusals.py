"""What a text says that somebody does not do: such words must not count as an offer or a wish."""

from __future__ import annotations

import re

_NOT = "|".join(
    [
        "不做",
        "不办",
        "不接",
        "不收",
        "不卖",
        "不管",
        "不涉",
        "不种",
        "不养",
        "不教",
        "不承接",
        "不提供",
        "不开展",
        "不负责",
        "不包括",
        "不受理",
        "不直接",
        "不需要",
        "不要",
        "不是",
        "无需",
        "暂不",
        "除外",
    ]
)
_REFUSED = re.compile(rf"(?:{_NOT})[^，。；！？,;!?\n]*")


def without_refusals(text: str) -> str:
    """A text without what follows 不做, 不接, 不需要 and the like, up to the end of the clause.

    What is missing (没有, 缺) stays: in a need it is what is wanted.

    >>> without_refusals("做哀伤支持；不做老人日常探访。只办课程，不是养老机构")
    '做哀伤支持；。只办课程，'
    """
    return _REFUSED.sub("", text)
