"""The units that a bundle stands for, locked: of a need that was taken on, or of an offer that was ordered from.

Whoever delivers or accepts does not ask which; both libraries have the same places and the same moves.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from bangfu.apps.needs.api import Need, lock_need, move_units, reopen_for_correction, units_in_hands
from bangfu.apps.offers.api import OrderedUnits
from bangfu.apps.projects.models import Bundle
from bangfu.plumbing.access import Actor


class Units(Protocol):
    """One holder's units. ``item``: what a delivered line points to, by the item's position."""

    def item(self, position: int) -> dict[str, Any]: ...
    def committed(self) -> Mapping[int, int]: ...
    def mark_begun(self, on: date) -> int: ...
    def move(self, name: str, units: Mapping[int, int], *, by: Actor, at: datetime, reason: str) -> None: ...
    def reopen(self, *, by: Actor, at: datetime, reason: str) -> None: ...


class NeededUnits:
    """Units of a need in the hands of ``holder``. Lock order: need, its lines."""

    def __init__(self, need: Need, holder: str) -> None:
        self.here, self.holder = lock_need(need.number), holder

    def item(self, position: int) -> dict[str, Any]:
        """What a delivered line points to."""
        return {"need_line": self.here.lines[position]}

    def committed(self) -> Mapping[int, int]:
        """Promised units by position."""
        return units_in_hands(self.here.need).get((self.holder, "committed"), {})

    def mark_begun(self, on: date) -> int:
        """Work has begun on what was promised."""
        return self.here.mark_begun(self.holder, on)

    def move(self, name: str, units: Mapping[int, int], *, by: Actor, at: datetime, reason: str) -> None:
        """Move units as ``plumbing.quantities`` calls it. Errors: ``Refused`` when there are not so many."""
        move_units(
            by=by, at=at, number=self.here.need.number, name=name, holder=self.holder, units=units, reason=reason
        )

    def reopen(self, *, by: Actor, at: datetime, reason: str) -> None:
        """What was wholly accepted is looked at again."""
        reopen_for_correction(by=by, at=at, number=self.here.need.number, reason=reason)


def units_of(bundle: Bundle) -> Units:
    """The units of a bundle, locked in the caller's transaction."""
    if bundle.need is not None:
        return NeededUnits(bundle.need, bundle.holder)
    assert bundle.offer is not None, "the database refuses a bundle of neither"
    return OrderedUnits(bundle.offer.number, bundle.holder)
