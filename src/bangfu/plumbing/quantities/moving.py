"""The one writer of units: counters of the line, rows of allotments, the row of the move, together or not at all."""

from datetime import datetime
from typing import Any

from bangfu.plumbing.actions import refuse
from bangfu.plumbing.quantities.models import BalancedLine
from bangfu.plumbing.quantities.rules import COLUMNS, MOVES, PLACES
from bangfu.values import Refusal


def move_units(
    line: BalancedLine, *, name: str, units: int, holder: str, person: str, at: datetime, reason: str = ""
) -> dict[str, tuple[int, int]]:
    """Move units of a line that the caller has locked in its transaction.

    Args:
        line: a room's line; its class has ``allotments`` and ``moves`` as related names.
        name: a move of ``rules.MOVES``.
        holder: for whom the units are, or were, out of *open*; "" for what was withdrawn.
    Returns:
        The columns that changed, (before, after), for the trail.
    Raises:
        Refused: there are not so many units in that place, or not this holder's.
    """
    move = MOVES[name]
    after = line.balance.moved(name, units)
    if isinstance(after, Refusal):
        refuse(after)
        raise AssertionError
    if move.source != "open":
        _take_from(line, move.source, units, holder)
    if move.target != "open":
        _put_to(line, move.target, units, holder, at)
    changes = {each: (getattr(line, each), after.at(each)) for each in COLUMNS if getattr(line, each) != after.at(each)}
    for column, (_, value) in changes.items():
        setattr(line, column, value)
    line.save(update_fields=list(changes))
    _rows(line).moves.create(holder=holder, move=name, quantity=units, reason=reason[:300], person=person, at=at)
    return changes


def _rows(line: BalancedLine) -> Any:
    """The concrete line, whose related rows an abstract class cannot name."""
    return line


def _take_from(line: BalancedLine, place: str, units: int, holder: str) -> None:
    row = _rows(line).allotments.select_for_update().filter(holder=holder, place=place).first()
    there = row.quantity if row else 0
    if units > there:
        refuse(Refusal("not_the_holders", f"这家手上{PLACES[place]}的只有 {there}，请刷新页面看最新情况。"))
    if units == there:
        row.delete()
    else:
        row.quantity -= units
        row.save(update_fields=["quantity"])


def _put_to(line: BalancedLine, place: str, units: int, holder: str, at: datetime) -> None:
    row, made = _rows(line).allotments.get_or_create(
        holder=holder, place=place, defaults={"quantity": units, "since": at}
    )
    if not made:
        row.quantity += units
        row.save(update_fields=["quantity"])
