"""Which limits cannot hold together when minima stay short: a smallest set of them, and what would give way.

A need that lacks a partner is followed along alternating paths: to every organisation that may still serve it, from there to
the needs that this organisation serves. In a plan of least shortfall such a path never ends at free capacity or at a need
with a partner to spare, so everything it reaches is full. The minima and capacities reached are a smallest conflicting set:
the minima are a circuit of a transversal matroid, and any one of them, lowered by one, or any one capacity, raised by one,
takes one off the shortfall. Locks and bans are then tried one by one: one that would open a path when lifted belongs to the set, any
other stands outside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from bangfu.engines.matching.model import Conflict, Need, Organisation, Pair, Reason
from bangfu.engines.matching.network import Bools, Ints

MOST_CONFLICTS = 20
MOST_REACHED = 2_000
"""A search that reaches more needs than this is not told: nobody can read it, and it would take long."""
MOST_LOOKED_AT = 60_000_000
"""So many pairs are looked at in all searches together; what is not found until then is not told."""
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished plan by position: partners of each need, limits, and which organisations may serve given needs.

    `movable` and `fixed` are the plan's free and locked pairs as (need, organisation); `may_serve` takes indices of needs
    and gives a table needs x organisations; `could_serve` is the same with the bans lifted.
    """

    organisations: Sequence[Organisation]
    needs: Sequence[Need]
    movable: frozenset[tuple[int, int]]
    fixed: frozenset[tuple[int, int]]
    bans: frozenset[tuple[int, int]]
    may_serve: Callable[[Ints], Bools]
    could_serve: Callable[[Ints], Bools]

    def partners(self) -> Ints:
        """How many partners each need has."""
        rows = [need for need, _ in self.movable | self.fixed]
        return np.bincount(np.array(rows, dtype=np.int64), minlength=len(self.needs))


@dataclass
class _Search:
    """What alternating paths from a short need reach."""

    board: Finished
    partners: list[int]
    load: list[int]
    served: dict[int, set[int]]
    serving: dict[int, set[int]]
    needs: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)

    def opens(self, needs: Iterable[int], organisations: Iterable[int] = ()) -> bool:
        """Whether a path from these ends in something free; what was reached before stays as it was."""
        known_needs, known_organisations = set(self.needs), set(self.organisations)
        free = self.reach(list(needs), list(organisations))
        self.needs, self.organisations = known_needs, known_organisations
        return free

    def reach(self, needs: list[int], organisations: list[int]) -> bool:
        """Follows paths from these; True as soon as one ends in something free, or too much is reached."""
        while needs or organisations:
            fresh = sorted(set(needs) - self.needs)
            self.needs |= set(fresh)
            if len(self.needs) > MOST_REACHED:
                return True
            found = set(organisations) | self._may_serve(fresh)
            needs, organisations = [], []
            for organisation in sorted(found - self.organisations):
                self.organisations.add(organisation)
                if self.load[organisation] < self.board.organisations[organisation].capacity:
                    return True
                for need in self.serving.get(organisation, ()):
                    if (need, organisation) in self.board.fixed:
                        continue
                    if self.partners[need] > self.board.needs[need].min_partners:
                        return True
                    needs.append(need)
        return False

    def _may_serve(self, needs: list[int]) -> set[int]:
        if not needs:
            return set()
        table = self.board.may_serve(np.array(needs, dtype=np.int64))
        found = set()
        for place, need in enumerate(needs):
            found |= set(np.flatnonzero(table[place]).tolist()) - self.served.get(need, set())
        return found


def conflicts_of(board: Finished) -> tuple[Conflict, ...]:
    """The conflicts behind a plan of least shortfall, one per group of needs that contend, at most MOST_CONFLICTS."""
    partners = board.partners().tolist()
    served: dict[int, set[int]] = {}
    serving: dict[int, set[int]] = {}
    for need, organisation in board.movable | board.fixed:
        served.setdefault(need, set()).add(organisation)
        serving.setdefault(organisation, set()).add(need)
    load = [len(serving.get(one, ())) for one in range(len(board.organisations))]
    told: set[int] = set()
    found: list[Conflict] = []
    looked_at = 0
    for start, short in enumerate(board.needs):
        if partners[start] >= short.min_partners or start in told:
            continue
        if len(found) == MOST_CONFLICTS or looked_at > MOST_LOOKED_AT:
            break
        search = _Search(board, partners, load, served, serving)
        unclear = search.reach([start], [])
        looked_at += len(search.needs) * len(board.organisations)
        if unclear:
            continue
        locks, bans = _needed(search)
        told |= search.needs
        found.append(_conflict(search, locks, bans))
    return tuple(found)


def _needed(search: _Search) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Locks and bans that belong to the conflict: each of them, lifted alone, would open a path."""
    board = search.board
    locks, bans = [], []
    for need, organisation in sorted(board.fixed):
        if organisation in search.organisations:
            spare = search.partners[need] > board.needs[need].min_partners
            if spare or search.opens([need]):
                locks.append((need, organisation))
    for need, organisation in sorted(board.bans):
        reached = need in search.needs and organisation not in search.organisations
        if reached and _only_banned(search, (need, organisation)) and search.opens([], [organisation]):
            bans.append((need, organisation))
    return locks, bans


def _only_banned(search: _Search, pair: tuple[int, int]) -> bool:
    """Whether the ban alone keeps this pair out."""
    return bool(search.board.could_serve(np.array([pair[0]], dtype=np.int64))[0, pair[1]])


def _conflict(search: _Search, locks: list[tuple[int, int]], bans: list[tuple[int, int]]) -> Conflict:
    board = search.board
    needs = [board.needs[one] for one in sorted(search.needs)]
    organisations = [board.organisations[one] for one in sorted(search.organisations)]
    asked = sum(need.min_partners for need in needs)
    have = sum(min(search.partners[one], board.needs[one].min_partners) for one in search.needs)
    names = _named([need.id for need in needs])
    sentence = f"{len(needs)} 个需求（{names}）的最少承接组织数合计 {asked}，在现有条件下最多只能满足 {have}，还差 {asked - have}。"
    pairs_of_locks, pairs_of_bans = _pairs(board, locks), _pairs(board, bans)
    return Conflict(
        needs=tuple(need.id for need in needs),
        organisations=tuple(one.id for one in organisations),
        locks=pairs_of_locks,
        bans=pairs_of_bans,
        asked=asked,
        possible=have,
        sentence=sentence,
        relax=tuple(_ways_out(names, organisations, pairs_of_locks, pairs_of_bans)),
    )


def _ways_out(
    needs: str, organisations: Sequence[Organisation], locks: tuple[Pair, ...], bans: tuple[Pair, ...]
) -> Iterable[Reason]:
    yield Reason("lower_minimum", f"把其中任何一个需求（{needs}）的最少承接组织数减 1，缺口就少 1")
    if organisations:
        named = _named([one.id for one in organisations])
        yield Reason("raise_capacity", f"或把其中任何一家组织（{named}）的可承接数量加 1，缺口就少 1")
    else:
        yield Reason("find_organisation", "没有其他符合条件的组织：请另找组织，或核对服务区划、半径和资料")
    for pair in locks:
        yield Reason("lift_lock", f"或取消锁定：组织 {pair.organisation} 与需求 {pair.need}")
    for pair in bans:
        yield Reason("lift_ban", f"或取消禁止：组织 {pair.organisation} 与需求 {pair.need}")


def _named(ids: Sequence[str]) -> str:
    shown = "、".join(ids[:MOST_NAMED])
    return shown if len(ids) <= MOST_NAMED else f"{shown} 等"


def _pairs(board: Finished, pairs: Iterable[tuple[int, int]]) -> tuple[Pair, ...]:
    return tuple(Pair(board.needs[need].id, board.organisations[organisation].id) for need, organisation in pairs)
