"""The best pairs of each need and of each organisation, gathered block by block in bounded memory."""

from __future__ import annotations

import numpy as np

from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.questions import OUT, Scores16

PENDING = 4_000_000
"""So many pairs are gathered before the best of organisations are sorted out."""
SCORE_BITS, PLACE_BITS = 15, 24
HIGHEST = 2**SCORE_BITS - 1


class Tops:
    """Each pair comes once. `floor` holds what an organisation's best pairs score at least; it only rises, so that whoever reads
    it late merely hands in more than is needed."""

    def __init__(self, needs: int, organisations: int, count: int) -> None:
        self.floor = np.full(organisations, OUT)
        self._needs, self._count = needs, count
        self._keys = np.zeros(0, np.int64)
        self._pending: list[Ints] = []
        self._waiting = 0
        self._of_needs: list[Ints] = []

    def add(self, need: Ints, organisation: Ints, scores: Scores16) -> None:
        """The marked pairs of one block, which holds all pairs of its needs."""
        keys = (need.astype(np.int64) << (SCORE_BITS + PLACE_BITS)) | (
            (HIGHEST - scores.astype(np.int64)) << PLACE_BITS
        )
        self._of_needs.append(_first_of_each(np.sort(keys | organisation), self._count))
        high = scores >= self.floor[organisation]
        mine = (organisation[high].astype(np.int64) << (SCORE_BITS + PLACE_BITS)) | (
            (HIGHEST - scores[high].astype(np.int64)) << PLACE_BITS
        )
        self._pending.append(mine | need[high])
        self._waiting += len(mine)
        if self._waiting > PENDING:
            self._sort_out()

    def _sort_out(self) -> None:
        self._keys = _first_of_each(np.sort(np.concatenate((self._keys, *self._pending))), self._count)
        self._pending, self._waiting = [], 0
        self.floor[:] = self._last(self._keys, len(self.floor))

    def _last(self, keys: Ints, parties: int) -> Ints:
        """Score of the last of a full list of each party; OUT where the list has room."""
        party = keys >> (SCORE_BITS + PLACE_BITS)
        scores = HIGHEST - ((keys >> PLACE_BITS) & HIGHEST)
        last = np.full(parties, np.iinfo(np.int64).max)
        np.minimum.at(last, party, scores)
        return np.where(np.bincount(party, minlength=parties) >= self._count, last, OUT)

    def settled(self) -> tuple[tuple[Ints, Ints], Ints, Ints]:
        """((codes, scores) of all best pairs, sorted), then the last of each need's and each organisation's list; OUT where a
        party has all its eligible pairs in its list."""
        self._sort_out()
        width, mask = len(self.floor), 2**PLACE_BITS - 1
        of_needs = np.concatenate((np.zeros(0, np.int64), *self._of_needs))
        party, place = of_needs >> (SCORE_BITS + PLACE_BITS), of_needs & mask
        back, need = self._keys >> (SCORE_BITS + PLACE_BITS), self._keys & mask
        codes = np.concatenate((party * width + place, need * width + back))
        keys = np.concatenate((of_needs, self._keys))
        codes, first = np.unique(codes, return_index=True)
        scores = HIGHEST - ((keys[first] >> PLACE_BITS) & HIGHEST)
        return (codes, scores), self._last(of_needs, self._needs), self.floor


def _first_of_each(keys: Ints, count: int) -> Ints:
    """Of sorted keys the first `count` of each party."""
    party = keys >> (SCORE_BITS + PLACE_BITS)
    starts = np.flatnonzero(np.concatenate(([True], party[1:] != party[:-1]))) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.concatenate((starts, [len(keys)])))
    rank = np.arange(len(keys)) - np.repeat(starts, sizes)
    return keys[rank < count]
