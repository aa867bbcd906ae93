"""Three versions of one record made into one. Pure.

``base`` is what somebody began from, ``mine`` what they made of it without a network, ``theirs`` what stands there now. A unit
is the smallest thing that is taken whole from one side: one field, or the fields of one row together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Unit = tuple[str, ...]
"""The names of the fields that are taken together."""
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clash:
    """A unit that both sides changed, each to something else (or that the writer only read, and that changed since)."""

    unit: Unit
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """``values`` of every field; units that are ``mine``, units that came from ``theirs``, and what a person must decide.

    Where units clash, ``values`` holds what stands there now.
    """

    values: dict[str, str] = field(default_factory=dict)
    mine: tuple[Unit, ...] = ()
    theirs: tuple[Unit, ...] = ()
    clashes: tuple[Clash, ...] = ()


def _of(unit: Unit, values: Values) -> tuple[str, ...]:
    return tuple(values.get(name, "") for name in unit)


def merge(
    *, base: Values, mine: Values, theirs: Values, units: Sequence[Unit], watched: frozenset[Unit] = frozenset()
) -> Merged:
    """Merge unit by unit.

    Args: ``units`` covers every field once; those in ``watched`` are read and not written, so any change since is a clash.
        A field that ``mine`` does not name was not touched; a field that is nowhere is empty.
    Returns: nothing that either side wrote is missing from ``values`` and ``clashes`` together.
    """
    values: dict[str, str] = {}
    won: list[Unit] = []
    kept: list[Unit] = []
    clashes: list[Clash] = []
    for unit in units:
        was, here = _of(unit, base), _of(unit, theirs)
        wanted = tuple(mine.get(name, before) for name, before in zip(unit, was, strict=True))
        if unit in watched:
            wanted = was
        chosen = here
        if wanted == here:
            pass
        elif here == was:
            chosen = wanted
            won.append(unit)
        elif wanted == was and unit not in watched:
            kept.append(unit)
        else:
            clashes.append(Clash(unit, was, wanted, here, unit in watched))
        values |= dict(zip(unit, chosen, strict=True))
    return Merged(values, tuple(won), tuple(kept), tuple(clashes))
