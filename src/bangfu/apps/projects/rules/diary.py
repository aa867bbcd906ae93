"""Activities and changes of the plan. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bangfu.values import Refusal

ACTIVITY_KINDS = {
    "work": "施工和送货",
    "visit": "走访",
    "training": "培训",
    "service": "服务",
    "meeting": "协商",
    "party": "党建+",
    "other": "其他",
}
CHANGEABLE = {"ends_on": "完成日期", "goal": "目标", "beneficiaries": "受益人数"}
DECISIONS = {"asked": "等答复", "agreed": "已同意", "refused": "没有同意"}
WORDS_MIN = 4


def activity_refusal(*, kind: str, words: str, on: date | None, today: date, opened: date) -> Refusal | None:
    """An entry says what happened and when; nothing is reported before it happened."""
    if kind not in ACTIVITY_KINDS:
        return Refusal("kind", "请选做了什么。")
    if len(words.strip()) < WORDS_MIN:
        return Refusal("words", "请写一句经过，至少 4 个字。")
    if on is None:
        return Refusal("happened_on", "请写是哪一天。")
    if on > today:
        return Refusal("happened_later", "进展的日子不能晚于今天。")
    if on.year < opened.year - 1:
        return Refusal("happened_long_ago", "这个日子比立项早太多，请核对年份。")
    return None


def change_refusal(*, field: str, before: str, after: str, reason: str, starts_on: date | None) -> Refusal | None:
    """A wish names what, to what, and why."""
    if field not in CHANGEABLE:
        return Refusal("field", "请选要改什么。")
    if not after.strip() or after.strip() == before:
        return Refusal("after", "请写要改成什么，和现在的不同。")
    if field == "ends_on":
        day = _day(after)
        if day is None:
            return Refusal("after", "请把日期写成 2026-12-31 的样子。")
        if starts_on and day < starts_on:
            return Refusal("dates_order", "完成的日子不能早于开始的日子。")
    if field == "beneficiaries" and not after.strip().isdecimal():
        return Refusal("after", "受益人数要是整数。")
    if len(reason.strip()) < WORDS_MIN:
        return Refusal("reason", "请写明为什么要改，至少 4 个字，村里按它来答复。")
    return None


def decide_refusal(*, state: str, asked_by: str, person: str, agree: bool, answer: str) -> Refusal | None:
    """Somebody else decides, once; a no says why."""
    if state != "asked":
        return Refusal("decided", "这次变更已经答复过了，请刷新页面看结果。")
    if asked_by == person:
        return Refusal("own_change", "这次变更是您自己提的，请由村里另一位同事答复。")
    if not agree and len(answer.strip()) < WORDS_MIN:
        return Refusal("answer", "不同意请写明原因，至少 4 个字。")
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def new_value(field: str, after: str) -> Mapping[str, object]:
    """What an agreed change writes into the project."""
    if field == "ends_on":
        return {"ends_on": date.fromisoformat(after.strip())}
    if field == "beneficiaries":
        return {"beneficiaries": int(after)}
    return {"goal": after.strip()}
