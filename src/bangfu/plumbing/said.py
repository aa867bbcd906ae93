"""Says in the reader's language what Django-free rooms hand up as plain Chinese: refusals, states, roles, labels.

The catalogue knows these sentences like any other (`make catalogue` collects them). A sentence made with values is recognised
by its pattern from ``locale/patterns.txt``: 「名称有 120 个字，最多 100 个。」 fits 「名称有 {0} 个字，最多 100 个。」. What nothing
recognises stays Chinese, which is honest and was reviewed. Words of the pack have their English names in the pack.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext

import bangfu
from bangfu.plumbing.questions import Question

english_names: Question[Mapping[str, str]] = Question(
    "said.english_names", "Which Chinese names have an English one? No arguments; an answer maps Chinese to English."
)
PATTERNS = Path(bangfu.__file__).parent / "locale" / "patterns.txt"
HAN = re.compile(r"[\u3400-\u9fff]")
_HOLE = re.compile(r"\\\{\d+\\\}")
_SENTENCES = re.compile(r"[^。；]+[。；]?")


def said(text: Any) -> str:
    """``text`` in the running language; unchanged in Chinese, without Han characters, or when no pattern fits."""
    words = str(text)
    if not (get_language() or "").startswith("en") or not HAN.search(words):
        return words
    whole = _translated(words)
    if whole is not None:
        return whole
    parts = [(part, _translated(part)) for part in _SENTENCES.findall(words)]
    return " ".join(new or old for old, new in parts) if any(new for _old, new in parts) else words


def _translated(words: str) -> str | None:
    exact = gettext(words)
    if exact != words:
        return exact
    for names in english_names.ask():
        if words in names:
            return names[words]
    template, values = _recognised(words)
    return gettext(template).format(*(_value(each) for each in values)) if template else None


@lru_cache(maxsize=4096)
def _recognised(words: str) -> tuple[str, tuple[str, ...]]:
    """The pattern that ``words`` fit, with what stands in its holes; "" when none does."""
    for template, shape in _shapes():
        match = shape.fullmatch(words)
        if match:
            return template, match.groups()
    return "", ()


def _value(words: str) -> str:
    return (_translated(words) or words) if HAN.search(words) else words


@lru_cache(maxsize=1)
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    templates = PATTERNS.read_text(encoding="utf-8").splitlines()
    return [(each, re.compile(_HOLE.sub("(.*?)", re.escape(each)), re.DOTALL)) for each in templates if each]
