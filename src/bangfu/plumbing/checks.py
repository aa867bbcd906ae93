"""The frame of ``bangfu check``: every invariant by id, re-derived from the rows, trusting neither code nor database.

A room lists its invariants in ``invariants.py`` as ``INVARIANTS``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: ``where`` names the record, ``what`` says in one Chinese sentence what is wrong."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Invariant:
    """``id`` such as N1; ``sentence`` what always holds; ``count`` how many records are looked at; ``broken`` what is wrong."""

    id: str
    sentence: str
    count: Callable[[], int]
    broken: Callable[[], Iterable[Finding]]
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One invariant as found: how much was looked at and what is wrong."""

    invariant: Invariant
    checked: int
    findings: tuple[Finding, ...]


def all_invariants() -> tuple[Invariant, ...]:
    """Every invariant of every installed room. Errors: ``ValueError`` when an id is used twice."""
    found: dict[str, Invariant] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("bangfu.") or find_spec(f"{config.name}.invariants") is None:
            continue
        for invariant in import_module(f"{config.name}.invariants").INVARIANTS:
            if invariant.id in found:
                raise ValueError(f"invariant {invariant.id} is declared twice")
            found[invariant.id] = invariant
    return tuple(found.values())


def run_checks(*, deep: bool = False) -> list[Result]:
    """Look at everything. Returns: one result per invariant, in the order of the rooms."""
    return [
        Result(invariant, invariant.count(), tuple(invariant.broken()))
        for invariant in all_invariants()
        if deep or not invariant.deep
    ]
