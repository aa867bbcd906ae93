"""Which organisations may be one, with the reasons a clerk can judge by.

Blocks keep it quick: the same code, the same folded name, or alike names in the same county. Nothing is merged by machine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bangfu.values import fold_key

ALIKE_AT_LEAST = 88
COMMON_BLOCK = 400
_BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]")
_NOT_WORDS = re.compile(r"[^\w]+")
_SUFFIXES = (
    "民办非企业单位",
    "社会工作服务中心",
    "社会服务中心",
    "服务中心",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "联合会",
    "促进会",
    "基金会",
    "联谊会",
    "研究会",
    "协会",
    "商会",
    "学会",
    "中心",
)
_PREFIXES = ("广东省", "广州市", "广东", "广州")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One organisation as far as the finder looks. ``region`` is its statistics code; ``sound`` its pinyin, may be empty."""

    id: int
    name: str
    credit_code: str
    region: str
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A pair (smaller id first), how alike 0–100, and the reasons as (code, sentence)."""

    first: int
    second: int
    likeness: int
    reasons: tuple[tuple[str, str], ...]


def name_key(name: str) -> str:
    """A name with brackets, punctuation and width folded: equal keys are the same name.

    >>> name_key("广州市竹鹿果树技术协会（筹）") == name_key("广州市 竹鹿果树技术协会")
    True
    """
    return _NOT_WORDS.sub("", fold_key(_BRACKETS.sub("", name)))[:100]


def stem(name: str) -> str:
    """The distinctive part of a name: without leading place and closing legal form; never empty.

    >>> stem("广州市竹鹿果树技术协会"), stem("广州竹鹿果树技术研究会")
    ('竹鹿果树技术', '竹鹿果树技术')
    """
    key = name_key(name)
    short = next((key[len(p) :] for p in _PREFIXES if key.startswith(p)), key)
    cut = next((short[: -len(s)] for s in _SUFFIXES if short.endswith(s)), short)
    return cut if len(cut) >= 2 else key


def find_duplicates(candidates: Sequence[Candidate], among: Iterable[int] | None = None) -> list[Likeness]:
    """Likely duplicates, most alike first, then by ids.

    Args: ``among`` limits the answer to pairs that touch these ids (new or changed ones); None looks at all.
    """
    by_id = {each.id: each for each in candidates}
    wanted = None if among is None else set(among)
    found: dict[tuple[int, int], Likeness] = {}
    for first, second in _pairs(candidates, wanted):
        pair = (min(first, second), max(first, second))
        if pair not in found:
            alike = compare(by_id[pair[0]], by_id[pair[1]])
            if alike is not None:
                found[pair] = alike
    return sorted(found.values(), key=lambda each: (-each.likeness, each.first, each.second))


def compare(one: Candidate, other: Candidate) -> Likeness | None:
    """Whether and why two organisations may be one."""
    reasons: list[tuple[str, str]] = []
    score = 0
    if one.credit_code and one.credit_code == other.credit_code:
        reasons.append(("same_code", "统一社会信用代码相同"))
        score = 100
    if name_key(one.name) == name_key(other.name):
        reasons.append(("same_name", "去掉括号和标点后名称相同"))
        score = max(score, 96 if one.region[:6] == other.region[:6] else 90)
    elif one.region[:6] == other.region[:6]:
        alike, sound = _name_likeness(one, other)
        if alike >= ALIKE_AT_LEAST or (sound and alike >= 60):
            reasons.append(("same_county", "在同一个县（市、区）"))
            if sound:
                reasons.append(("same_sound", "字号读音相同"))
            reasons.append(("alike_name", f"名称相近（{alike}%）"))
            score = max(score, min(89, alike))
    if not reasons:
        return None
    if one.credit_code and other.credit_code and one.credit_code != other.credit_code:
        reasons.append(("other_code", "但信用代码不同"))
        score -= 25
        if score < 65:
            return None
    return Likeness(one.id, other.id, max(1, score), tuple(reasons))


def _name_likeness(one: Candidate, other: Candidate) -> tuple[int, bool]:
    alike = round(fuzz.ratio(stem(one.name), stem(other.name)))
    return alike, bool(one.sound) and one.sound == other.sound


def _pairs(candidates: Sequence[Candidate], wanted: set[int] | None) -> Iterator[tuple[int, int]]:
    """Pairs worth a comparison: those that share a block key. A block that half the registry shares tells nothing."""
    blocks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for each in candidates:
        for key in _keys(each):
            blocks[key].append(each.id)
    for (kind, _), ids in blocks.items():
        if len(ids) < 2 or (kind == "gram" and len(ids) > COMMON_BLOCK):
            continue
        if wanted is None:
            yield from ((a, b) for i, a in enumerate(ids) for b in ids[i + 1 :])
        else:
            fresh = [a for a in ids if a in wanted]
            yield from ((a, b) for a in fresh for b in ids if a != b)


def _keys(each: Candidate) -> Iterator[tuple[str, str]]:
    if each.credit_code:
        yield "code", each.credit_code
    yield "name", name_key(each.name)
    county = each.region[:6]
    if each.sound:
        yield "sound", f"{county}{each.sound}"
    short = stem(each.name)
    # The first two characters are nearly always the distinctive word (字号); the last two catch a changed first one.
    yield "gram", f"{county}^{short[:2]}"
    yield "gram", f"{county}{short[1:4]}$"
