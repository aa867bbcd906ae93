"""Which passwords are refused: what guessers try first. No rules of composition, no forced change (NIST SP 800-63B, ASVS 6.2)."""

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CONTEXT_WORDS = (
    "bangfu",
    "帮扶",
    "gongyi",
    "zhuxiang",
    "guangzhou",
    "guangdong",
    "xiangcun",
    "zhenxing",
    "minzheng",
    "shehuizuzhi",
    "woaini",
    "wosini",
    "5201314",
    "1314520",
    "password",
    "mima",
    "admin",
    "welcome",
    "iloveyou",
    "qwerty",
    "letmein",
)
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_LOOKALIKES = str.maketrans("013457@$!", "oleastasi")
REMAINDER_MIN, DISTINCT_MIN, RUN_MAX = 8, 5, 6


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password).casefold()


class ContextWordsValidator:
    """Refuses a password that is little more than a word which everybody here would try, also in look-alike spelling."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        for spelt in (plain, plain.translate(_LOOKALIKES)):
            rest = spelt
            for word in CONTEXT_WORDS:
                rest = rest.replace(word, "")
            letters = re.sub(r"[\d\W_]", "", rest)
            if rest != spelt and len(letters) < REMAINDER_MIN and len(rest) < REMAINDER_MIN + 4:
                raise ValidationError(_("密码里是大家都会先猜的词，请换一个。"), code="password_context")

    def get_help_text(self) -> str:
        return _("不要用站名、地名、“我爱你”这类大家都会先猜的词。")


class PatternValidator:
    """Refuses repetition and runs along the alphabet or the keyboard."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        if len(set(plain)) < DISTINCT_MIN or _is_repeated(plain) or _run_share(plain) > 0.6:
            raise ValidationError(_("密码是重复或连续的字符，太容易猜到，请换一个。"), code="password_pattern")

    def get_help_text(self) -> str:
        return _("不要用连续或重复的字符。")


class StrippedCommonValidator(CommonPasswordValidator):
    """Refuses a common password with digits and signs put before or behind it, such as ``Sunshine2024!``."""

    def validate(self, password: str, user: Any = None) -> None:
        core = re.sub(r"^[\d\W_]+|[\d\W_]+$", "", _plain(password))
        super().validate(password, user)
        if core and len(core) < REMAINDER_MIN + 4:
            super().validate(core, user)
            super().validate(core.translate(_LOOKALIKES), user)


def _is_repeated(plain: str) -> bool:
    return any(len(plain) >= 2 * n and plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, 6))


def _run_share(plain: str) -> float:
    """The share of characters that lie in a run of four or more along a known row, forwards or backwards."""
    rows = RUNS + tuple(row[::-1] for row in RUNS)
    covered: set[int] = set()
    for start in range(len(plain) - 3):
        if any(plain[start : start + 4] in row for row in rows):
            covered.update(range(start, start + 4))
    return len(covered) / len(plain) if plain else 0.0
