"""What is asked of a block of scores: who is among the best, whose price is too low, whom both sides would prefer.

Each question marks pairs; it is cut to a block's needs and organisations before it travels to a process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bangfu.engines.matching.network import Bools, Ints

OUT = -1
Scores16 = NDArray[np.int16]


class Question(Protocol):
    """Marks pairs of a block."""

    def cut(self, rows: Ints, columns: Ints) -> Question:
        """The same question for some needs and organisations."""
        ...

    def marked(self, scores: Scores16) -> Bools:
        """Which pairs answer it; OUT never does."""
        ...


@dataclass(frozen=True, slots=True)
class Eligible:
    """Every eligible pair."""

    def cut(self, rows: Ints, columns: Ints) -> Eligible:
        return self

    def marked(self, scores: Scores16) -> Bools:
        return np.asarray(scores != OUT)


@dataclass(frozen=True, slots=True)
class Best:
    """The best `count` of each need, and all that may be among the best of an organisation: `floor` is what these score at least."""

    count: int
    floor: NDArray[Any]

    def cut(self, rows: Ints, columns: Ints) -> Best:
        return Best(self.count, self.floor[columns].astype(np.int16))

    def marked(self, scores: Scores16) -> Bools:
        return (scores != OUT) & ((scores >= self.floor[None, :]) | best_of_rows(scores, self.count))


@dataclass(frozen=True, slots=True)
class Improving:
    """Pairs whose score exceeds the prices of both sides, at most about `count` of each need; or exactly reaches them (`level`)."""

    need: Ints
    organisation: Ints
    scale: int
    count: int
    level: bool = False

    def cut(self, rows: Ints, columns: Ints) -> Improving:
        return Improving(self.need[rows], self.organisation[columns], self.scale, self.count, self.level)

    def marked(self, scores: Scores16) -> Bools:
        excess = scores.astype(np.int64) * self.scale - (self.organisation[None, :] - self.need[:, None])
        excess[scores == OUT] = np.iinfo(np.int64).min
        if self.level:
            return np.asarray(excess == 0)
        some = np.flatnonzero((excess > 0).any(axis=1))
        found = np.zeros(scores.shape, np.bool_)
        if len(some):
            mine = excess[some]
            least = np.maximum(_nth_largest(mine, self.count), 1)
            found[some] = mine >= least[:, None]
        return found


@dataclass(frozen=True, slots=True)
class Preferred:
    """Pairs that exceed the lowest score which either side has."""

    need: Ints
    organisation: Ints

    def cut(self, rows: Ints, columns: Ints) -> Preferred:
        return Preferred(self.need[rows], self.organisation[columns])

    def marked(self, scores: Scores16) -> Bools:
        return np.asarray((scores > self.organisation[None, :]) & (scores > self.need[:, None]))


def best_of_rows(scores: Scores16, count: int) -> Bools:
    """The `count` largest of each row, among equals the first ones."""
    if scores.shape[1] <= count:
        return np.ones(scores.shape, np.bool_)
    least = _nth_largest(scores, count)[:, None]
    above = scores > least
    level = scores == least
    room = count - above.sum(axis=1)
    crowded = np.flatnonzero(level.sum(axis=1) > room)
    if len(crowded):
        some = level[crowded]
        level[crowded] = some & (np.cumsum(some, axis=1, dtype=np.int32) <= room[crowded][:, None])
    return np.asarray(above | level)


def _nth_largest(values: NDArray[Any], count: int) -> NDArray[Any]:
    place = values.shape[1] - min(count, values.shape[1])
    return np.partition(values, place, axis=1)[:, place]
