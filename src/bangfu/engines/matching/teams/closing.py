"""What a team leaves open, and who would close it: candidates for each wish, and the smallest addition that closes all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from bangfu.engines.matching.model import Organisation
from bangfu.engines.matching.setting import Words
from bangfu.engines.matching.teams.covering import Covering, covering_of
from bangfu.engines.matching.teams.model import Project, Team

SHOWN = 3
LARGEST_ADDITION = 4
MOST_SETS = 60_000
"""So many sets of one size are tried at most; candidates that bring least are left out before that is exceeded."""


@dataclass(frozen=True, slots=True)
class Closer:
    """An organisation outside the team and what it would bring of what is missing."""

    organisation: str
    brings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Closing:
    """`by_wish`: for every missing wish up to three organisations, the one that brings most first. `smallest`: the fewest
    organisations that together close all that anybody could close. `remains`: what even all of them leave open."""

    by_wish: Mapping[str, tuple[Closer, ...]]
    smallest: tuple[str, ...]
    remains: Mapping[str, int]


def closing(
    organisations: Sequence[Organisation], project: Project, found: Team, words: Words | None = None
) -> Closing:
    """Who could close what ``found`` leaves open, seats and budget apart.

    Args:
        organisations: may hold more than those the team was chosen from (one that was left out by hand).
        project: as given to `team`; its budget and seats do not count here.

    Returns: nothing in each field when nothing is missing. Equal ones by what they add to the value, then by id.
    """
    if not found.missing:
        return Closing({}, (), {})
    covering = covering_of(organisations, Project(project.required_capabilities, project.required_resources), words)
    names = [*project.required_capabilities, *project.required_resources]
    wishes = [place for place, name in enumerate(names) if name in found.missing]
    gaps = [found.missing[names[place]] for place in wishes]
    helpers = _helpers(covering, found, wishes, gaps)
    by_wish = {
        names[place]: tuple(
            Closer(covering.ids[who], {names[wishes[n]]: amount for n, amount in enumerate(brings) if amount})
            for who, brings in sorted(helpers, key=lambda one, n=number: -one[1][n])[:SHOWN]  # type: ignore[misc]
            if brings[number]
        )
        for number, place in enumerate(wishes)
    }
    reachable = [min(gap, sum(brings[n] for _, brings in helpers)) for n, gap in enumerate(gaps)]
    smallest = tuple(covering.ids[who] for who in _smallest(helpers, reachable))
    remains = {names[wishes[n]]: gap - reachable[n] for n, gap in enumerate(gaps) if gap > reachable[n]}
    return Closing(by_wish, smallest, remains)


Helper = tuple[int, tuple[int, ...]]


def _helpers(covering: Covering, found: Team, wishes: Sequence[int], gaps: Sequence[int]) -> list[Helper]:
    """Outsiders who bring something missing, each amount capped at what is missing; cheapest first, then by id."""
    inside = {member.organisation for member in found.members}
    prices = covering.prices(covering.ids.index(found.lead)) if found.lead in covering.ids else covering.price
    helpers = []
    for who, name in enumerate(covering.ids):
        brings = tuple(min(gap, int(covering.offers[who, place])) for place, gap in zip(wishes, gaps, strict=True))
        if name not in inside and any(brings):
            helpers.append((who, brings))
    return sorted(helpers, key=lambda one: (int(prices[one[0]]), covering.ids[one[0]]))


def _smallest(helpers: Sequence[Helper], wanted: Sequence[int]) -> tuple[int, ...]:
    """The first smallest set in the order of ``helpers``; beyond four organisations a greedy one."""
    for size in range(1, LARGEST_ADDITION + 1):
        for chosen in combinations(_most_useful(helpers, wanted, size), size):
            if all(sum(brings[n] for _, brings in chosen) >= amount for n, amount in enumerate(wanted)):
                return tuple(who for who, _ in chosen)
    return _greedy(helpers, wanted)


def _most_useful(helpers: Sequence[Helper], wanted: Sequence[int], size: int) -> list[Helper]:
    """As many helpers as can be tried in sets of ``size``, those that bring the largest share of the gap; order kept."""
    most = len(helpers)
    while most > size and comb(most, size) > MOST_SETS:
        most -= 1
    share = {who: sum(b / w for b, w in zip(brings, wanted, strict=True) if w) for who, brings in helpers}
    kept = set(sorted(share, key=lambda who: -share[who])[:most])
    return [one for one in helpers if one[0] in kept]


def _greedy(helpers: Sequence[Helper], wanted: Sequence[int]) -> tuple[int, ...]:
    left, chosen, rest = list(wanted), [], list(helpers)
    while any(amount > 0 for amount in left) and rest:
        best = max(rest, key=lambda one: sum(min(b, gap) for b, gap in zip(one[1], left, strict=True)))
        rest.remove(best)
        chosen.append(best[0])
        left = [max(0, gap - b) for b, gap in zip(best[1], left, strict=True)]
    return tuple(chosen)
