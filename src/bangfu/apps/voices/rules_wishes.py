"""Pure decisions about person-level wishes (微心愿): who reads them, what may be said of them outside. No Django."""

from collections.abc import Mapping
from datetime import date

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

CYCLE = LifeCycle(
    "微心愿",
    {"open": "待实现", "grouped": "已列入需求", "fulfilled": "已实现", "gone": "不再需要"},
    (
        Transition("group", ("open",), "grouped", "voices.wish", "合成一条需求", "需求里只有人数"),
        Transition("fulfil", ("open", "grouped"), "fulfilled", "voices.wish", "已实现", "到期清除内容"),
        Transition("drop", ("open", "grouped"), "gone", "voices.wish", "不再需要", "到期清除内容"),
    ),
)
# What is wished, with the unit of a need's line.
ITEMS = {
    "school": ("学习用品", "份"),
    "daily": ("生活用品", "份"),
    "warm": ("衣被取暖", "份"),
    "aid": ("辅助器具", "件"),
    "repair": ("家居小修", "次"),
    "company": ("陪伴探访", "次"),
    "other": ("其他", "份"),
}
SENSITIVE_FROM = 20
WORDS_MIN, WORDS_MAX = 4, 300
PERSON_MIN, PERSON_MAX = 2, 60
OPEN_PER_PLACE = 2000
KEPT_DAYS_AFTER = 180
DAYS_BETWEEN_FIGURES = 30


def entering_refusal(*, words: str, person: str, item: str, group: str, waiting: int) -> Refusal | None:
    """Why a wish is not taken in. ``group`` is a name of the vocabulary or "" when it is none of its words."""
    if item not in ITEMS or not group:
        return Refusal("voices.wish_kind", "请选一类人和一类东西。")
    if not WORDS_MIN <= len(words.strip()) <= WORDS_MAX:
        return Refusal("voices.wish_words", f"心愿请写 {WORDS_MIN} 至 {WORDS_MAX} 个字。")
    if not PERSON_MIN <= len(person.strip()) <= PERSON_MAX:
        return Refusal("voices.wish_person", f"请写是谁、怎么找到，{PERSON_MIN} 至 {PERSON_MAX} 个字。")
    if waiting >= OPEN_PER_PLACE:
        return Refusal("voices.wish_many", "这里登记的心愿已经很多，请先处理一些。")
    return None


def grouping_refusal(*, count: int, least: int) -> Refusal | None:
    """V2: a need drafted from wishes speaks of no fewer people than a public figure may."""
    if count < least:
        return Refusal(
            "voices.too_few",
            f"这一类只有 {count} 人，不到 {least} 人，写进需求会让人认出是谁。",
            "请由村里、工作队直接帮忙，或等人数多了再合成需求。",
        )
    return None


def counting_refusal(*, last: date | None, on: date) -> Refusal | None:
    """Figures of one county follow each other slowly, so that nobody reads the newcomer from the difference."""
    if last is not None and (on - last).days < DAYS_BETWEEN_FIGURES:
        left = DAYS_BETWEEN_FIGURES - (on - last).days
        return Refusal(
            "voices.too_soon",
            f"{DAYS_BETWEEN_FIGURES} 天内只公布一次，还要等 {left} 天。",
            "连着公布会让人从差数里认出是谁。",
        )
    return None


def least_of(groups: Mapping[str, int], *, ordinary: int, sensitive: int) -> dict[str, int]:
    """The least number that may be shown of each group.

    Args: ``groups`` maps a group to the pack's own least number; ``ordinary`` and ``sensitive`` are the rulebook's.
    """
    return {group: max(least, sensitive if least >= SENSITIVE_FROM else ordinary) for group, least in groups.items()}
