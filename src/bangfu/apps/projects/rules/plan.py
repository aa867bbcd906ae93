"""Milestones and tasks: what depends on what, when each will be done as things stand, what is late. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bangfu.values import Refusal

ITEM_KINDS = {"milestone": "里程碑", "task": "任务"}
ITEMS_MAX = 60
QUIET_DAYS = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One milestone or task as the rules see it. ``after``: positions of what must be done first."""

    position: int
    title: str
    due_on: date
    days: int = 1
    after: tuple[int, ...] = ()
    done_on: date | None = None


def expected(items: Sequence[Item], today: date) -> dict[int, date]:
    """By position: the day on which each item will be done as things stand; a slip moves everything that waits for it.

    What is done keeps its day. What is open is done on its due day, but not before today, nor before all that it waits for
    is done and its own days have passed.
    """
    known = {item.position: item for item in items}
    found: dict[int, date] = {}

    def day_of(position: int, path: tuple[int, ...]) -> date:
        if position in found:
            return found[position]
        item = known[position]
        waits = [day_of(each, (*path, position)) for each in item.after if each in known and each not in path]
        if item.done_on:
            found[position] = item.done_on
        else:
            earliest = max(waits, default=date.min)
            start = earliest + timedelta(days=item.days) if waits else date.min
            found[position] = max(item.due_on, today, start)
        return found[position]

    for item in items:
        day_of(item.position, ())
    return found


def item_refusal(items: Sequence[Item], new: Item) -> Refusal | None:
    """Whether an item can be added or changed: a name, days, known predecessors, and no circle."""
    if len(new.title.strip()) < 2:
        return Refusal("item_title", "请写要做什么，至少 2 个字。")
    if not 1 <= new.days <= 730:
        return Refusal("item_days", "要几天请写 1 到 730 的整数。")
    others = {item.position: item for item in items if item.position != new.position}
    if len(others) >= ITEMS_MAX:
        return Refusal("too_many_items", f"一个项目最多 {ITEMS_MAX} 项，请合并一些。")
    for each in new.after:
        if each not in others:
            return Refusal("no_such_item", f"没有第 {each} 项，请刷新页面。")
    if _reaches(others, new.after, new.position):
        return Refusal("circle", "这样就成了互相等：前一项也在等这一项。请改“先做哪项”。")
    return None


def _reaches(items: Mapping[int, Item], begin: Sequence[int], wanted: int) -> bool:
    waiting, seen = list(begin), set[int]()
    while waiting:
        position = waiting.pop()
        if position == wanted:
            return True
        if position not in seen and position in items:
            seen.add(position)
            waiting.extend(items[position].after)
    return False


def laid_out(template: Sequence[Mapping[str, object]], starts_on: date, ends_on: date) -> list[Item]:
    """A template's steps between two days. A step has ``title``, ``kind`` and ``share``: at what thousandth of the time it is due."""
    length = max(1, (ends_on - starts_on).days)
    found: list[Item] = []
    for position, step in enumerate(template, 1):
        due = starts_on + timedelta(days=length * int(str(step["share"])) // 1000)
        before = found[-1].due_on if found else starts_on
        found.append(
            Item(position, str(step["title"]), due, max(1, (due - before).days), (position - 1,) if found else ())
        )
    return found


def warnings(
    *,
    state: str,
    items: Sequence[Item],
    ends_on: date | None,
    last_word: date,
    waiting_since: date | None,
    today: date,
) -> list[tuple[str, str]]:
    """What is late or will be, each with its reason: (tone, sentence); nothing for a project that ended.

    Args: ``last_word``: the day of the last activity or delivery; ``waiting_since``: the oldest delivery without an answer.
    """
    if state == "ended":
        return []
    found: list[tuple[str, str]] = []
    late = [item for item in items if item.done_on is None and item.due_on < today]
    if late:
        worst = min(late, key=lambda item: item.due_on)
        found.append(("err", f"“{worst.title}”晚了 {(today - worst.due_on).days} 天。"))
    if ends_on and ends_on < today:
        found.append(("err", f"已过计划完成的日子 {(today - ends_on).days} 天。"))
    elif ends_on and items:
        last = max(expected(items, today).values())
        if last > ends_on:
            found.append(("warn", f"照现在的进度，要比计划晚 {(last - ends_on).days} 天做完。"))
    if (today - last_word).days >= QUIET_DAYS:
        found.append(("warn", f"已有 {(today - last_word).days} 天没有进展。"))
    if waiting_since and (today - waiting_since).days >= 3:
        found.append(("warn", f"有一批东西等村里验收 {(today - waiting_since).days} 天了。"))
    return found
