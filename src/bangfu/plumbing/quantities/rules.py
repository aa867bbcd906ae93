"""The places a unit can be in, the moves between them, and the word for a line. No Django.

    requested = withdrawn + open + held + committed + delivered + accepted

Each unit is in exactly one place. *Open* is what is left, so the equation cannot be broken by forgetting a column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bangfu.values import Refusal

PLACES = {
    "open": "待接单",
    "held": "洽谈中",
    "committed": "已签约",
    "delivered": "待验收",
    "accepted": "已验收",
    "withdrawn": "已撤回",
}
COLUMNS = ("withdrawn", "held", "committed", "delivered", "accepted")
"""The places that are stored; ``open`` is the rest."""


@dataclass(frozen=True, slots=True)
class Move:
    """One way from ``source`` to ``target``; ``words`` is what a person calls it."""

    source: str
    target: str
    words: str


MOVES = {
    "take": Move("open", "held", "认领"),
    "give_back": Move("held", "open", "退回认领"),
    "commit": Move("held", "committed", "选定"),
    "step_down": Move("committed", "open", "退出"),
    "deliver": Move("committed", "delivered", "交付"),
    "accept": Move("delivered", "accepted", "验收"),
    "refuse": Move("delivered", "committed", "退回重做"),
    "correct": Move("accepted", "delivered", "更正验收"),
    "withdraw": Move("open", "withdrawn", "撤回"),
    "reopen": Move("withdrawn", "open", "重新需要"),
}
LABELS = {
    "open": "待接单",
    "held": "洽谈中",
    "committed": "已签约",
    "underway": "实施中",
    "delivered": "待验收",
    "partly_accepted": "部分验收",
    "accepted": "已验收",
    "withdrawn": "已撤回",
}
_ADVANCE = ("open", "held", "committed", "underway", "delivered", "partly_accepted", "accepted", "withdrawn")


@dataclass(frozen=True, slots=True)
class Balance:
    """So many whole units asked for, and where they are.

    >>> Balance(20, held=5).open
    15
    """

    requested: int
    withdrawn: int = 0
    held: int = 0
    committed: int = 0
    delivered: int = 0
    accepted: int = 0

    def __post_init__(self) -> None:
        if min(self.requested, self.open, *(getattr(self, name) for name in COLUMNS)) < 0:
            raise ValueError(f"more units are placed than were asked for: {self}")

    @property
    def open(self) -> int:
        """What nobody holds, promised, brought or took back."""
        return self.requested - self.withdrawn - self.held - self.committed - self.delivered - self.accepted

    @property
    def missing(self) -> int:
        """What nobody has promised yet: open and merely held units."""
        return self.open + self.held

    def at(self, place: str) -> int:
        """Units in a place of :data:`PLACES`."""
        return int(getattr(self, place))

    def moved(self, name: str, units: int) -> Balance | Refusal:
        """The balance after a move of :data:`MOVES`, or why it cannot happen.

        Args:
            units: whole units, one or more.
        """
        move = MOVES[name]
        if units < 1:
            return Refusal("units", "数量要是 1 以上的整数。")
        there = self.at(move.source)
        if units > there:
            return Refusal("too_many_units", f"现在{PLACES[move.source]}的只有 {there}，不能{move.words} {units}。")
        changes = {}
        if move.source != "open":
            changes[move.source] = there - units
        if move.target != "open":
            changes[move.target] = self.at(move.target) + units
        return replace(self, **changes)

    def label(self, *, begun: bool = False) -> str:
        """The key in :data:`LABELS` of the whole line: that of its least advanced unit, but once something was accepted
        the line says so. ``begun``: work on what is committed has started."""
        wanted = self.requested - self.withdrawn
        if wanted == 0:
            return "withdrawn"
        if self.accepted:
            return "accepted" if self.accepted == wanted else "partly_accepted"
        first = next(place for place in ("open", "held", "committed", "delivered") if self.at(place))
        return "underway" if first == "committed" and begun else first


def least_advanced(labels: Iterable[str]) -> str:
    """The label of several lines together: that of the one that is furthest back; ``open`` when there is none."""
    return min(labels, key=_ADVANCE.index, default="open")
