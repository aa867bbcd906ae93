"""Moving units of a published need's items, for the rooms above. Lock order: need, then its lines by position."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bangfu.apps.needs.models import Allotment, Need, NeedLine
from bangfu.apps.needs.rules import LIFE
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.quantities.moving import move_units as move
from bangfu.plumbing.quantities.rules import MOVES, Balance
from bangfu.values import Refusal

AFTER_THE_END = ("give_back", "step_down", "withdraw")
"""Moves that only set units free: a need that has ended still lets go of what was held."""


@dataclass(frozen=True, slots=True)
class LockedNeed:
    """A need whose lines nobody else moves until the transaction ends.

    ``lines`` and ``balances`` by the line's position.
    """

    need: Need
    lines: dict[int, NeedLine]

    @property
    def balances(self) -> dict[int, Balance]:
        """Where the units of each line are."""
        return {position: line.balance for position, line in self.lines.items()}

    def mark_begun(self, holder: str, on: date) -> int:
        """Work on what is committed to ``holder`` has begun: its lines read 实施中. Returns: how many rows were marked.

        Call it again after units came back to the holder: a new row knows nothing of the old one's day.
        """
        rows = Allotment.objects.filter(line__need=self.need, holder=holder, place="committed", begun_on=None)
        return rows.update(begun_on=on)

    def begun(self) -> set[str]:
        """Holders whose work has begun on some of their units. One query."""
        rows = Allotment.objects.filter(line__need=self.need, begun_on__isnull=False)
        return set(rows.values_list("holder", flat=True))


def lock_need(number: str) -> LockedNeed:
    """A need and its lines, locked until the end of the transaction. Errors: ``Hidden``."""
    need = Need.objects.select_for_update(of=("self",)).filter(number=number).first()
    if need is None:
        raise Hidden
    lines = NeedLine.objects.select_for_update(of=("self",)).filter(need=need).order_by("position")
    return LockedNeed(need, {line.position: line for line in lines})


@action("needs.move_units")
def move_units(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    name: str,
    holder: str,
    units: Mapping[int, int],
    reason: str = "",
) -> Need:
    """Move units of several lines at once, all or none. The caller has decided that ``by`` may.

    Args:
        name: a move of ``plumbing.quantities.rules.MOVES``.
        holder: opaque, such as ``claim:…``.
        units: whole units by the line's position, from one.
    Errors: ``Refused`` when the need is not published, a line does not exist, or has not so many units there.
    """
    locked = lock_need(number)
    need, lines = locked.need, locked.lines
    if need.state != "published" and name not in AFTER_THE_END:
        raise Refused(Refusal("not_published", f"这条需求现在是“{LIFE.states[need.state]}”，不能{MOVES[name].words}。"))
    if not units:
        raise Refused(Refusal("no_units", "请至少写一项的数量。"))
    for position in sorted(units):
        if position not in lines:
            raise Refused(Refusal("no_such_line", f"这条需求没有第 {position} 项，请刷新页面看最新情况。"))
        line = lines[position]
        changes = move(line, name=name, units=units[position], holder=holder, person=by.person, at=at, reason=reason)
        record(subject=line, changes=changes, note=reason or MOVES[name].words)
    return need
