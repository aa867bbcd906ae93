"""How far a need came, and when first: what the funnel and the rates count. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from bangfu.plumbing.quantities.rules import MOVES

STATIONS = ("submitted", "verified", "published", "claimed", "signed", "delivered", "accepted", "evaluated")
"""The stations in order. From ``claimed`` on they are read from the moves of units, so nobody can set them by hand."""


@dataclass(slots=True)
class FirstTimes:
    """When a line first had a unit claimed, and all that is wanted of it signed, delivered and accepted."""

    claimed: datetime | None = None
    signed: datetime | None = None
    delivered: datetime | None = None
    accepted: datetime | None = None


def first_times(requested: int, moves: Iterable[tuple[str, int, datetime]]) -> FirstTimes:
    """First times of one line.

    Args:
        requested: units asked for.
        moves: (name of ``plumbing.quantities.rules.MOVES``, units, at), in the order in which they happened.
    """
    units = {"open": requested, "held": 0, "committed": 0, "delivered": 0, "accepted": 0, "withdrawn": 0}
    found = FirstTimes()
    for name, count, at in moves:
        units[MOVES[name].source] -= count
        units[MOVES[name].target] += count
        wanted = requested - units["withdrawn"]
        brought = units["delivered"] + units["accepted"]
        if name == "take":
            found.claimed = found.claimed or at
        if wanted > 0:
            found.signed = found.signed or (at if units["committed"] + brought == wanted else None)
            found.delivered = found.delivered or (at if brought == wanted else None)
            found.accepted = found.accepted or (at if units["accepted"] == wanted else None)
    return found


def together(lines: Iterable[FirstTimes]) -> FirstTimes:
    """Of a whole need: claimed with its first line, signed, delivered and accepted when its last must-line was."""
    rows = list(lines)
    found = FirstTimes(claimed=min((row.claimed for row in rows if row.claimed), default=None))
    for name in [each.name for each in fields(FirstTimes) if each.name != "claimed"]:
        times = [getattr(row, name) for row in rows]
        setattr(found, name, max(times) if times and all(times) else None)
    return found


@dataclass(frozen=True, slots=True)
class Course:
    """One need on its way. ``at`` gives the first time at each station that is known; a later station implies the
    earlier ones, whose time may be missing for needs that were imported.

    ``stands`` is the label of its must-lines now (``quantities.rules.LABELS``), "" once it has ended or before it was
    published. ``signed_share`` is the mean share of its must-lines' units that are signed or further, 0 to 1.
    """

    number: str
    title: str
    place: str
    kind_of_help: str
    state: str
    at: dict[str, datetime]
    stands: str
    signed_share: float

    @property
    def reached(self) -> int:
        """Index in :data:`STATIONS` of the furthest station; -1 for a draft."""
        return max((index for index, name in enumerate(STATIONS) if name in self.at), default=-1)
