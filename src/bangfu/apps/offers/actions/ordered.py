"""The units of one accepted order while they are brought and accepted; the room that carries it out moves them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bangfu.apps.offers.actions.counter import Counter
from bangfu.apps.offers.models import Offer, OfferAllotment, OfferLine
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import action, record
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.quantities.moving import move_units
from bangfu.plumbing.quantities.reading import in_hands


class OrderedUnits:
    """Units of an offer in the hands of ``holder``. Lock order: offer, its lines."""

    def __init__(self, number: str, holder: str) -> None:
        self.holder = holder
        self.offer: Offer = Offer.objects.select_for_update().get(number=number)
        lines = OfferLine.objects.select_for_update(of=("self",)).filter(offer=self.offer).order_by("position")
        self.lines: dict[int, OfferLine] = {line.position: line for line in lines}

    def _allotted(self, **of: Any) -> Any:
        return OfferAllotment.objects.filter(line__offer=self.offer, holder=self.holder, **of)

    def item(self, position: int) -> dict[str, Any]:
        """What a delivered line points to."""
        return {"offer_line": self.lines[position]}

    def committed(self) -> Mapping[int, int]:
        """Promised units by position."""
        return in_hands(self._allotted()).get((self.holder, "committed"), {})

    def mark_begun(self, on: date) -> int:
        """Work has begun on what was promised."""
        return int(self._allotted(place="committed", begun_on=None).update(begun_on=on))

    def move(self, name: str, units: Mapping[int, int], *, by: Actor, at: datetime, reason: str) -> None:
        """Move units; what nobody is to bring any more may go to who waits, once the caller's work is done.

        The event instead of a move at once: those who wait stand under the organisation's lock, which comes before this one.
        """
        for position in sorted(units):
            changes = move_units(
                self.lines[position],
                name=name,
                units=units[position],
                holder=self.holder,
                person=by.person,
                at=at,
                reason=reason,
            )
            record(subject=self.lines[position], changes=changes, note=reason or name)
        if name == "step_down":
            put_event("offers.units_freed", {"offer": self.offer.number}, at=at)

    def reopen(self, *, by: Actor, at: datetime, reason: str) -> None:
        """An offer does not end by being accepted: there is nothing to open again."""


@action("offers.hand_on")
def hand_on(*, by: Actor, at: datetime, key: str = "", number: str) -> Offer:
    """Units that came free go to the orders that wait. Doing it again has no second effect."""
    here = Counter(number)
    here.move_up(at=at)
    record(subject=here.offer, note="退回的数量递补")
    return here.offer
