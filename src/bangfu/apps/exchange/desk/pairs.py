"""One pair, explained: parts that add up, what speaks against it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangfu.apps.exchange.desk.opened import Opened
from bangfu.engines.matching import PARTS
from bangfu.plumbing.ui.outcomes import stacked

FIT = ("themes", "capabilities", "resources", "text")
PART_LABELS = {
    "themes": gettext_lazy("领域"),
    "capabilities": gettext_lazy("专业能力"),
    "resources": gettext_lazy("可提供资源"),
    "distance": gettext_lazy("路程"),
    "track": gettext_lazy("履约"),
    "hub": gettext_lazy("同枢纽"),
    "text": gettext_lazy("文字相近"),
    "existing": gettext_lazy("已有合作"),
    "ready": gettext_lazy("给定的匹配分"),
}
PART_HINTS = {
    "capabilities": gettext_lazy("等级够不够也算"),
    "distance": gettext_lazy("直线越近分越高"),
    "track": gettext_lazy("没有记录的按一半算"),
    "hub": gettext_lazy("有枢纽支持，或两地有对口帮扶"),
    "text": gettext_lazy("简介和说明用词相近"),
    "existing": gettext_lazy("双方已在合作，接着做"),
}
FULL = 1000


def reasons_shown(score: int, points: Sequence[tuple[str, str, int]], against: Iterable[str]) -> dict[str, Any]:
    """Context of `components/reasons.html`: parts in the order of the weights, then what to bear in mind.

    Args: ``points``: (code, words, points) that add up to ``score``; ``against``: sentences, 「路程：…」.
    """
    order = {code: place for place, code in enumerate(PARTS)}
    told = sorted(points, key=lambda one: order.get(one[0], len(order)))
    shares = stacked([worth for _code, _words, worth in told], FULL)
    parts = [
        {
            "label": PART_LABELS.get(code, code),
            "text": evidence(words),
            "points": worth,
            "share": {**share, "style": f"p{order.get(code, 0) + 1}"},
        }
        for (code, words, worth), share in zip(told, shares, strict=True)
    ]
    return {"score": score, "parts": parts, "against": [_against(sentence) for sentence in against]}


def evidence(text: str) -> str:
    """A reason without its name in front and its points behind: those stand beside it."""
    inner = text.partition("：")[2] or text
    head, comma, tail = inner.rpartition("，+")
    return head if comma and tail.isdigit() else inner


def _against(sentence: str) -> dict[str, str]:
    name, colon, rest = sentence.partition("：")
    return {"label": name if colon else "", "text": rest if colon else sentence}


def behind(points: int) -> str:
    """How far another organisation is behind, in words."""
    if points > 0:
        return _("低 %(n)d 分") % {"n": points}
    return _("高 %(n)d 分") % {"n": -points} if points else _("同分")


def why_not(desk: Opened, name: str, need: str, score: int) -> str:
    """Why a possible pair was not taken: who has the places of the need, and where the organisation goes instead."""
    partners = [desk.organisation(each).name or each for each in desk.partners.get(need, ())]
    _least, most = desk.need_limits(need)
    busy, slots = desk.load.get(name, 0), desk.capacity(name)
    if len(partners) >= most > 0:
        return _("可以，但这一项最多 %(most)d 家，已经排上%(names)s。") % {"most": most, "names": "、".join(partners)}
    if busy >= slots:
        return _("可以，但这家组织最多承担 %(slots)d 项，已经排满；换到别处总分更高。") % {"slots": slots}
    return _("可以，匹配分 %(score)d；按现在的权重和目标，别的安排总分更高。") % {"score": score}
