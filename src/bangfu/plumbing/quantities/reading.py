"""Where units are, read from the rows: for pages and rules, and re-derived for `bangfu check`."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from bangfu.plumbing.checks import Finding
from bangfu.plumbing.quantities.rules import COLUMNS, MOVES


def in_hands(allotments: "QuerySet[Any]") -> dict[tuple[str, str], dict[int, int]]:
    """Units by (holder, place) and the line's position, in one query; ``allotments`` are rows of a room's `AllottedUnits`."""
    found: dict[tuple[str, str], dict[int, int]] = {}
    for holder, place, position, units in allotments.values_list("holder", "place", "line__position", "quantity"):
        found.setdefault((holder, place), {})[position] = units
    return found


def misplaced(lines: "QuerySet[Any]", owner: str) -> Iterator[Finding]:
    """The counters of lines against the rows of allotments and against the sum of all moves, each derived on its own.

    Args: ``lines`` of a room; ``owner``: the path from a line to what names it on a page, such as ``need__number``.
    """
    held_by, moved_by = defaultdict[int, Counter[str]](Counter), defaultdict[int, Counter[str]](Counter)
    allotted = lines.filter(allotments__isnull=False).values_list("pk", "allotments__place", "allotments__quantity")
    for line_id, place, quantity in allotted.order_by().iterator():
        held_by[line_id][place] += quantity
    moves = lines.filter(moves__isnull=False).values_list("pk", "moves__move", "moves__quantity")
    for line_id, name, quantity in moves.order_by().iterator():
        moved_by[line_id][MOVES[name].source] -= quantity
        moved_by[line_id][MOVES[name].target] += quantity
    for line in lines.order_by("pk").values("pk", owner, "position", "quantity", *COLUMNS).iterator():
        where = f"{line[owner]} 第 {line['position']} 项"
        for place in COLUMNS:
            held, came = held_by[line["pk"]][place], moved_by[line["pk"]][place]
            if line[place] != held:
                yield Finding(where, f"{place} 记着 {line[place]}，各家手上合计 {held}。")
            if line[place] != came:
                yield Finding(where, f"{place} 记着 {line[place]}，按每次变动合计是 {came}。")
        if line["quantity"] < sum(line[place] for place in COLUMNS):
            yield Finding(where, "各处的数量加起来多于一共的数量。")
