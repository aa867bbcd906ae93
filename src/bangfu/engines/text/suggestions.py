"""Lines of a need suggested from its text: which resources, how many, and the words that said so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bangfu.engines.text.vocabulary import Entry, Vocabulary
from bangfu.values import fold

_CHINESE = "零一二三四五六七八九"
_COUNT = r"(?P<{name}>[0-9]{{1,9}}|[一二两三四五六七八九]?百|[一二两三四五六七八九十]{{1,3}})"
_MEASURE = r"[个台套场次本份张辆盏棵株袋箱件把间名位人亩米吨斤桶支条只头]?"
_BEFORE = re.compile(_COUNT.format(name="count") + r" ?" + _MEASURE + r"(?:新|旧|小|大|的)?$")
_AFTER = re.compile(r"^[ ：:xX×*]*(?:共|约)?" + _COUNT.format(name="count") + r" ?" + _MEASURE)


@dataclass(frozen=True, slots=True)
class SuggestedLine:
    """A resource that a text seems to ask for.

    `amount` is None where the text names no number; `by_way_of` is the capability through which it was found, if the
    text did not name the resource itself.
    """

    resource: Entry
    amount: int | None
    phrase: str
    by_way_of: Entry | None = None


def suggest_lines(vocabulary: Vocabulary, text: str, limit: int = 8) -> tuple[SuggestedLine, ...]:
    """Resources named in a text with their numbers, then the first resource of each capability it speaks of.

    Suggestions are for a person to accept or strike out: nothing is stored from them unseen.

    >>> words = Vocabulary.of({"resources": [{"id": "pump", "zh": "水泵", "en": "Pump", "unit": "台"}]})
    >>> [(line.resource.id, line.amount) for line in suggest_lines(words, "想要两台水泵，急")]
    [('pump', 2)]
    """
    folded = fold(text)
    lines = [
        SuggestedLine(found.entry, _amount_beside(folded, found.phrases[0]), found.phrases[0])
        for found in vocabulary.understand(folded, "resources")
    ]
    named = {line.resource.id for line in lines}
    for found in vocabulary.understand(folded, "capabilities"):
        for resource in vocabulary.linked(found.entry, "resources")[:1]:
            if resource.id not in named:
                named.add(resource.id)
                lines.append(SuggestedLine(resource, None, found.phrases[0], found.entry))
    return tuple(lines[:limit])


def _amount_beside(text: str, phrase: str) -> int | None:
    start = text.find(phrase)
    before, after = text[:start], text[start + len(phrase) :]
    beside = _BEFORE.search(before) or _AFTER.search(after)
    return _number(beside["count"]) if beside else None


def _number(written: str) -> int | None:
    if written.isascii():
        return int(written)
    digits = written.replace("两", "二")
    if digits.endswith("百"):
        return (_CHINESE.index(digits[0]) if len(digits) > 1 else 1) * 100
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return _CHINESE.index(ones) if len(ones) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_CHINESE.index(tens) if tens else 1) * 10 + (_CHINESE.index(ones) if ones else 0)
