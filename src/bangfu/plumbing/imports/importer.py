"""What a room brings so that its sheets can come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bangfu.plumbing.access import Actor
from bangfu.plumbing.sheets import Limits, Problem, Row, Schema, Table


class State(StrEnum):
    """What a row would do."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"  # says the same as an earlier row of this file; it is left out


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of an update, old → new, as people read it."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row would do. ``target`` is the stored record's id or number ("" for a new one), ``label`` its name."""

    row: Row
    state: State
    target: str = ""
    label: str = ""
    changes: tuple[Change, ...] = ()


@dataclass
class Matched:
    """A room's answer on a table: an outcome for each good row, and what only the room can find wrong."""

    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Importer(Protocol):
    """One kind of sheet. ``permission`` is asked for in any scope before upload; rows are the room's own business.

    An importer whose sheets are larger than one office's upload also has ``limits`` (see `limits_of`).
    """

    kind: str
    title: str
    permission: str

    def schema(self) -> Schema:
        """The columns; made anew for each read, since they may look up places."""
        ...

    def match(self, table: Table, by: Actor) -> Matched:
        """Finds the record of each good row and what would change. Writes nothing.

        A row outside the actor's scope, an unknown reference and the like become problems (`table.problem`).
        """
        ...

    def apply(self, outcomes: Sequence[Outcome], *, by: Actor, at: datetime, batch: str) -> None:
        """Writes all new and updated rows in one action of the room, inside the caller's transaction.

        Errors: ``Refused`` undoes everything.
        """
        ...

    def undo(self, *, by: Actor, at: datetime, batch: str) -> None:
        """Takes the batch back while nothing depends on it. Errors: ``Refused``."""
        ...


def limits_of(importer: Importer) -> Limits:
    """How big a sheet of this kind may be: the importer's own ``limits``, else the usual ones."""
    own = getattr(importer, "limits", None)
    return own if isinstance(own, Limits) else Limits()


_importers: dict[str, Importer] = {}


def wire_importers(table: Mapping[str, Importer]) -> None:
    """Fix who takes in which kind. Called by ``config/wiring.py`` only."""
    _importers.clear()
    _importers.update(table)


def importers() -> dict[str, Importer]:
    """All kinds, in the order of the wiring."""
    return dict(_importers)


def importer_for(kind: str) -> Importer | None:
    """The importer of a kind, or None."""
    return _importers.get(kind)
