"""Blocks of needs scored one after the other, or by processes of this machine: the same blocks in the same order.

A block depends on nothing but its rows, so it may be computed anywhere and again; `Runner` is all that a larger
installation would have to replace. At most a few blocks are on their way at a time, so memory does not grow with the lists.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bangfu.engines.matching.features import Features
from bangfu.engines.matching.model import Weights
from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.rules import eligible
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.setting import Setting
from bangfu.engines.matching.view import Block

OUT = -1
Scores16 = NDArray[np.int16]
WORTH_PROCESSES = 20_000_000
"""Below so many pairs, starting processes takes longer than scoring."""
WAITING = 2
"""Blocks per process that are on their way."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """All that scoring a block needs, light enough to be sent to a process once."""

    features: Features
    weights: Weights
    banned: csr_array
    locked: csr_array
    width: int
    bonus: int = 0
    """Added to existing pairs while a plan with few changes is sought; never part of a stated score."""

    def __call__(self, rows: Ints) -> Scores16:
        """Scores of these needs against all organisations; OUT where a pair is not eligible or locked."""
        block = Block(self.features, rows)
        scores = np.broadcast_to(total(parts(block, self.weights)), (len(rows), self.width))
        if self.bonus:
            scores = scores + self.bonus * block.cells(self.features.existing)
        allowed = eligible(block, self.banned) & (block.cells(self.locked) == 0)
        return np.where(allowed, scores, np.int16(OUT)).astype(np.int16)

    def light(self) -> Scoring:
        """The same without texts and names, which no number depends on any more."""
        setting = Setting(distance_scale_km=self.features.setting.distance_scale_km)
        return replace(self, features=replace(self.features, organisations=(), needs=(), setting=setting))


class Runner:
    """Maps a scoring over blocks, with processes when asked for more than one worker and when it is worth it."""

    def __init__(self, scoring: Scoring, workers: int, pairs: int) -> None:
        self._scoring, self._workers = scoring, workers
        self._many = workers > 1 and pairs >= WORTH_PROCESSES
        self._pool: ProcessPoolExecutor | None = None

    def scored(self, blocks: Sequence[Ints]) -> Iterator[tuple[Ints, Scores16]]:
        """(rows, scores) in the order of the blocks."""
        if not self._many:
            yield from ((rows, self._scoring(rows)) for rows in blocks)
            return
        if self._pool is None:
            # Fresh processes: a forked one would inherit the locks of whatever threads the caller has.
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, context, _begin, (self._scoring.light(),))
        waiting: deque[tuple[Ints, Future[Scores16]]] = deque()
        for rows in blocks:
            waiting.append((rows, self._pool.submit(_score, rows)))
            if len(waiting) >= WAITING * self._workers:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()

    def close(self) -> None:
        """Ends the processes; they begin anew when asked again."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


_here: list[Scoring] = []
"""The scoring that a process was begun with."""


def _begin(scoring: Scoring) -> None:
    _here[:] = [scoring]


def _score(rows: Ints) -> Scores16:
    return _here[0](rows)
