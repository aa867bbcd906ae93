"""What can come in as a sheet: each room says it in ``sheets.py`` as ``SHEET_KINDS``; page and command use the same code."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from django.apps import apps

from bangfu.plumbing.access import Actor
from bangfu.plumbing.sheets import ImportReport, Schema


class BringIn(Protocol):
    """Reads a file and writes it whole, or writes nothing: the report says which.

    Errors: ``FileRefused`` for a file that is no sheet, ``Refused`` for an actor who may not.
    """

    def __call__(self, content: bytes, *, filename: str, by: Actor, dry_run: bool, batch: str) -> ImportReport: ...


class Undo(Protocol):
    """Takes a batch back. Returns: False when the room does not know the batch. Errors: ``Refused`` when it is in use."""

    def __call__(self, *, batch: str, by: Actor) -> bool: ...


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One kind of sheet: its ``name`` in commands and addresses, its Chinese ``title``, its columns, and what it does."""

    name: str
    title: str
    schema: Callable[[], Schema]
    bring_in: BringIn
    undo: Undo | None = None


def sheet_kinds() -> dict[str, SheetKind]:
    """Every kind that an installed room declares, by name. Errors: ``ValueError`` on a name used twice."""
    found: dict[str, SheetKind] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("bangfu.apps.") or find_spec(f"{config.name}.sheets") is None:
            continue
        for kind in getattr(import_module(f"{config.name}.sheets"), "SHEET_KINDS", ()):
            if kind.name in found:
                raise ValueError(f"sheet kind {kind.name} is declared twice")
            found[kind.name] = kind
    return found
