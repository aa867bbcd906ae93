"""What each side says of a finished project: few questions, marks from one to five, words. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from bangfu.values import Refusal

SIDES = {"village": "村里", "lead": "牵头组织", "bureau": "登记管理机关"}
QUESTIONS = {
    "village": {"useful": "有没有用", "kept": "说到做到没有", "lasting": "他们走了以后还管用吗"},
    "lead": {"useful": "对村里有没有用", "kept": "村里配合得怎么样", "lasting": "以后村里能自己做吗"},
    "bureau": {"useful": "成效怎么样", "kept": "过程规范不规范", "lasting": "能不能推广"},
}
MARKS = {5: "很好", 4: "好", 3: "一般", 2: "差", 1: "很差"}
FAR_APART = 2
EXTREMES = (1, 5)


def evaluation_refusal(*, side: str, marks: Mapping[str, int], words: str, ended: bool, said: bool) -> Refusal | None:
    """One voice of a side, after the end, every question answered, and a word with marks that stand out."""
    if side not in SIDES:
        return Refusal("side", "请从项目页进入评价。")
    if not ended:
        return Refusal("not_ended", "项目结束以后才能评价。")
    if said:
        return Refusal("said_already", f"{SIDES[side]}已经评价过了，请看项目页。")
    for question, words_of in QUESTIONS[side].items():
        if marks.get(question) not in MARKS:
            return Refusal("no_mark", f"请给“{words_of}”选一项。")
    if len(words.strip()) < 4:
        low = min(marks[question] for question in QUESTIONS[side])
        why = "请写一句哪里不好，好让对方改。" if low <= 2 else "请写一句话，至少 4 个字。"
        return Refusal("words", why)
    return None


def mean(marks: Mapping[str, int]) -> float:
    """The mean of the marks, for comparing sides; pages show the marks themselves."""
    return sum(marks.values()) / len(marks) if marks else 0.0


def outliers(voices: Mapping[str, Mapping[str, int]]) -> list[str]:
    """What the bureau should ask about: sides that see it differently, and marks that are all the same extreme.

    >>> outliers({"village": {"useful": 2, "kept": 2}, "lead": {"useful": 5, "kept": 4}})
    ['村里和牵头组织的看法差得远，请各问一句为什么。']
    """
    found = []
    for one, other in combinations(sorted(voices, key=list(SIDES).index), 2):
        if abs(mean(voices[one]) - mean(voices[other])) >= FAR_APART:
            found.append(f"{SIDES[one]}和{SIDES[other]}的看法差得远，请各问一句为什么。")
    for side, marks in voices.items():
        if len(marks) > 1 and set(marks.values()) == {EXTREMES[0]}:
            found.append(f"{SIDES[side]}每一项都是最低，请当面问一问。")
    return found
