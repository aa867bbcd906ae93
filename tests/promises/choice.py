"""Which cells of the permission matrix are tried each time: a fixed number of them, the same ones for the same tables.

The matrix grows with every room; the time of a quick check may not. So the choice has a budget. First come all cells of the
sensitive rows, then one cell for each answer that each row can give to each method, then cells until every pair of
permission and role, and of kind of object and role, was met; what is left of the budget is drawn by a fixed seed.
"""

import random
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from bangfu.plumbing.access import Route
from tests.samples import Sample

BUDGET = 5_200
SEED = 5
# Rows about who may do what and about persons, by the room or the thing that their permission names.
SENSITIVE_ROOMS = ("people", "audit", "tokens", "settings", "care", "giving", "consents")
SENSITIVE_KINDS = frozenset({"person", "grant", "token", "password_link", "passkey", "run", "import_batch", "message"})


@dataclass(frozen=True)
class Cell:
    """One question to the site: may ``role`` do ``method`` on ``row`` with ``sample`` (the ``place``-th of its kind)?"""

    row: Route
    sample: Sample
    role: str
    method: str
    place: int = 0


def is_sensitive(row: Route) -> bool:
    """Whether all cells of a row are tried each time."""
    rooms = {permission.split(".")[0] for permission in (row.needs, *row.seen_by) if permission}
    return bool(rooms & set(SENSITIVE_ROOMS)) or row.on in SENSITIVE_KINDS


def answers_of(cell: Cell, answer: str) -> Iterable[Hashable]:
    """What a row can answer to a method, that one cell at least has to show."""
    return [("answer", cell.row.name, cell.row.on, cell.method, answer)]


def pairs_of(cell: Cell, answer: str) -> Iterable[Hashable]:
    """The pairs that a cell covers."""
    row = cell.row
    way = row.needs or f"{row.is_public} {row.signed_in} {row.own}"
    yield "permission and role", way, cell.role
    yield "kind and role", row.on, cell.role
    yield "row and place", row.name, row.on, cell.place


@dataclass
class Choice:
    """The chosen cells; how many of them are sensitive, and how many pairs they cover of how many there are."""

    cells: list[Cell]
    sensitive: int
    covered: int
    pairs: int


def _taken(cells: list[Cell], seen: set[Hashable], marks_of: Callable[[Cell], Iterable[Hashable]]) -> Iterator[int]:
    """Places of the cells that bring a mark which was not seen before."""
    for number, cell in enumerate(cells):
        new = set(marks_of(cell)) - seen
        if new:
            seen |= new
            yield number


def choose(cells: Iterable[Cell], expected: Callable[[Cell], str], budget: int = BUDGET) -> Choice:
    """At most ``budget`` cells: the sensitive ones, one for each answer, a cover of the pairs, and a draw.

    Args: ``expected`` says what the table wants of a cell.
    Returns: the choice in the order of ``cells``; always the same for the same cells.
    """
    everything = list(cells)
    wanted = [expected(cell) for cell in everything]
    order = random.Random(SEED).sample(range(len(everything)), len(everything))
    place_of = {id(cell): number for number, cell in enumerate(everything)}

    def marks(cell: Cell, of: Callable[[Cell, str], Iterable[Hashable]]) -> Iterable[Hashable]:
        return of(cell, wanted[place_of[id(cell)]])

    chosen = dict.fromkeys(number for number, cell in enumerate(everything) if is_sensitive(cell.row))
    sensitive = min(len(chosen), budget)
    for of in (answers_of, pairs_of):
        seen = {mark for number in chosen for mark in marks(everything[number], of)}
        rest = [everything[number] for number in order]
        chosen |= dict.fromkeys(order[n] for n in _taken(rest, seen, lambda cell, of=of: marks(cell, of)))
    chosen |= dict.fromkeys(order)
    kept = [everything[number] for number in sorted(list(chosen)[:budget])]
    pairs = {mark for cell in everything for mark in marks(cell, pairs_of)}
    covered = {mark for cell in kept for mark in marks(cell, pairs_of)}
    return Choice(kept, sensitive, len(covered), len(pairs))
