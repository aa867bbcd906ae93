"""What is computed from a list of codes and kept in the row: the path, the readings, the searched text, what is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bangfu.apps.regions.readings import Reading, readings_of
from bangfu.apps.regions.rules import NOT_A_TOWN, path_name


@dataclass(frozen=True, slots=True)
class Derived:
    """The kept columns of one place that follow from its name and from what stands above it."""

    full_name: str
    pinyin: str
    initials: str
    search: str
    is_offered: bool


def derive(
    places: Mapping[str, tuple[str, str]], wanted: Iterable[str], aliases: Mapping[str, Sequence[str]]
) -> dict[str, Derived]:
    """The kept columns of the ``wanted`` codes.

    Args: ``places`` maps every code concerned and all codes above it to (name, kind); ``aliases`` maps codes to other names.
    """
    wanted = list(wanted)
    chains = {code: _chain(code, places) for code in wanted}
    readings = readings_of(places[code][0] for chain in chains.values() for code in chain)
    others = readings_of(name for names in aliases.values() for name in names)
    return {code: _derived(chain, places, readings, aliases.get(code, ()), others) for code, chain in chains.items()}


def _chain(code: str, places: Mapping[str, tuple[str, str]]) -> list[str]:
    """The codes from the province down to ``code`` itself; cut from the text, since a province has 28,743 of them."""
    cuts = dict.fromkeys(code[:length].ljust(12, "0") for length in (2, 4, 6, 9, 12))
    return [each for each in cuts if each in places]


def _derived(
    chain: list[str],
    places: Mapping[str, tuple[str, str]],
    readings: Mapping[str, Reading],
    aliases: Sequence[str],
    others: Mapping[str, Reading],
) -> Derived:
    names = [places[code][0] for code in chain]
    own, full_name = readings[names[-1]], path_name(names)
    sounds = [own.pinyin, own.initials, *own.others]
    for alias in aliases:
        sounds += [alias, others[alias].pinyin, others[alias].initials]
    sounds += [readings[name].pinyin for name in names[1:-1]]
    search = " ".join(dict.fromkeys([full_name, names[-1], *sounds]))
    is_offered = all(places[code][1] != NOT_A_TOWN for code in chain)
    return Derived(full_name, own.pinyin, own.initials, search, is_offered)
