"""What a room brings so that its form works without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from bangfu.plumbing.access import Actor
from bangfu.plumbing.offline.merging import Unit

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class OfflineField:
    """One field of a form. ``longest`` in characters; fields of one ``unit`` are merged together; a ``watched`` one is read."""

    name: str
    label: str
    longest: int = 200
    unit: str = ""
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record stands now: ``values`` by field, its ``version``, and ``who`` (a name) changed it last, ``when``."""

    values: Mapping[str, str]
    version: int
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What came in, merged: the ``subject`` ("" for a new record), every field's value, the ``version`` it was merged with."""

    subject: str
    values: Mapping[str, str]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the row, its name for people, its path (Chinese form), and a ``note`` about what is left to do."""

    row: models.Model
    label: str
    path: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that the phone keeps; it is fetched again when its ``tag`` changes. One with a ``label`` stands in the tray."""

    path: str
    tag: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo that follows its draft."""

    data: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class OfflineForm:
    """A form of a room that works without a network.

    ``kind`` is ``room.noun``; ``start`` is the path of its first page, "" when every page is about a record; ``permission`` is asked for in any scope before anything is offered. ``pages`` names what the
    phone keeps for an actor. ``carry_out(by=, at=, work=)`` runs inside the caller's transaction and answers :class:`Done`;
    ``standing(by, subject)`` reads and locks the record that a draft is about (None: every draft makes a new record);
    ``attach(by=, at=, key=, row_id=, photo=)`` takes a photo in.
    Errors of all three: ``Refused``, ``Denied``, ``Hidden``.
    """

    kind: str
    title: str
    permission: str
    fields: Sequence[OfflineField]
    pages: Callable[[Actor], list[KeptPage]]
    carry_out: Callable[..., Done]
    standing: Callable[[Actor, str], Standing] | None = None
    attach: Callable[..., None] | None = None
    start: str = ""
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(each.name for each in self.fields))

    def units(self) -> list[Unit]:
        """The fields as they are merged, in order."""
        found: dict[str, list[str]] = {}
        for each in self.fields:
            found.setdefault(each.unit or each.name, []).append(each.name)
        return [tuple(names) for names in found.values()]

    def watched(self) -> frozenset[Unit]:
        """The units that are only read."""
        read = {each.name for each in self.fields if each.watched}
        return frozenset(unit for unit in self.units() if set(unit) <= read)

    def label_of(self, unit: Unit) -> str:
        """What people call a unit: the label of its first field."""
        return next(each.label for each in self.fields if each.name == unit[0])


_forms: dict[str, OfflineForm] = {}


def wire_offline_forms(forms: Sequence[OfflineForm]) -> None:
    """Fix the forms. Called by ``config/wiring.py`` only."""
    _forms.clear()
    _forms.update({form.kind: form for form in forms})


def offline_forms() -> dict[str, OfflineForm]:
    """All forms by kind, in the order of the wiring."""
    return dict(_forms)


def forms_for(actor: Actor) -> list[OfflineForm]:
    """The forms that an actor is offered."""
    return [form for form in _forms.values() if actor.has(form.permission)]
