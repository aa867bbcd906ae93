"""Blocks scored one after the other, or by processes of this machine: the same answers in the same order.

An answer depends on nothing but its task, so it may be computed anywhere and again; `Runner` is all that a larger
installation would have to replace. At most a few tasks are on their way at a time, so memory does not grow with the lists.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import TypeVar

import numpy as np
from scipy.sparse import csr_array

from bangfu.engines.matching.blocks import CandidateBlock
from bangfu.engines.matching.features import Features
from bangfu.engines.matching.model import Weights
from bangfu.engines.matching.narrowing import across, narrowed
from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.questions import OUT, Question, Scores16
from bangfu.engines.matching.rules import eligible
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.setting import Setting
from bangfu.engines.matching.view import Block

WORTH_PROCESSES = 20_000_000
"""Below so many pairs, starting processes takes longer than scoring."""
WAITING = 2
"""Tasks per process that are on their way."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Task:
    """A question about a block; it is already cut to the block's needs and organisations. None asks for all scores."""

    block: CandidateBlock
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The marked pairs of a task as positions, with scores, and how many eligible pairs each need of the block has."""

    need: Ints
    organisation: Ints
    scores: Scores16
    eligible: Ints


@dataclass(frozen=True, slots=True)
class Scoring:
    """All that scoring a block needs, light enough to be sent to a process once."""

    features: Features
    weights: Weights
    banned: csr_array
    locked: csr_array
    bonus: int = 0
    """Added to existing pairs while a plan with few changes is sought; never part of a stated score."""
    last: dict[int, tuple[Ints, Scoring]] = field(default_factory=dict, repr=False, compare=False)
    """The last area worked on, with its organisations."""

    def __call__(self, block: CandidateBlock) -> Scores16:
        """Scores of a block's pairs; OUT where a pair is not eligible or locked."""
        return self._at(block)._scores(block.rows)

    def _at(self, block: CandidateBlock) -> Scoring:
        known = self.last.get(block.area)
        if known is not None and np.array_equal(known[0], block.columns):
            return known[1]
        if known is not None and len(block.columns) < len(known[0]):
            places = np.searchsorted(known[0], block.columns)
            if places[-1] < len(known[0]) and np.array_equal(known[0][places], block.columns):
                return known[1]._with(places)
        here = self._with(block.columns)
        self.last.clear()
        self.last[block.area] = block.columns, here
        return here

    def _with(self, columns: Ints) -> Scoring:
        tables = across(self.banned, columns), across(self.locked, columns)
        return Scoring(narrowed(self.features, columns), self.weights, *tables, self.bonus)

    def _scores(self, rows: Ints) -> Scores16:
        block = Block(self.features, rows)
        shape = len(rows), len(self.features.facts.full)
        scores = np.broadcast_to(total(parts(block, self.weights)), shape)
        if self.bonus:
            scores = scores + self.bonus * block.cells(self.features.existing)
        allowed = eligible(block, self.banned) & (block.cells(self.locked) == 0)
        return np.where(allowed, scores, np.int16(OUT)).astype(np.int16)

    def light(self) -> Scoring:
        """The same without texts and names, which no number depends on any more."""
        setting = Setting(distance_scale_km=self.features.setting.distance_scale_km)
        return replace(
            self, features=replace(self.features, organisations=(), needs=(), text_names=(), setting=setting), last={}
        )


def marked(task: Task, scores: Scores16) -> Found:
    """The answer to a task whose scores are known."""
    assert task.question is not None
    row, column = np.nonzero(task.question.marked(scores))
    counts = np.count_nonzero(scores != OUT, axis=1)
    return Found(task.block.rows[row], task.block.columns[column], scores[row, column], counts)


class Runner:
    """Answers tasks, with processes when asked for more than one worker and when it is worth it."""

    def __init__(self, scoring: Scoring, workers: int, pairs: int) -> None:
        self._scoring, self._workers = scoring, workers
        self._many = workers > 1 and pairs >= WORTH_PROCESSES
        self._pool: ProcessPoolExecutor | None = None

    def score_here(self, task: Task) -> Scores16:
        """All scores of one block, in this process."""
        return self._scoring(task.block)

    def scored(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Scores16]]:
        """(task, all scores of its block) in the order of the tasks."""
        yield from self._mapped(_score, lambda task: self._scoring(task.block), tasks)

    def answered(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Found]]:
        """(task, its answer) in the order of the tasks, which are drawn as late as possible."""
        yield from self._mapped(_answer, lambda task: marked(task, self._scoring(task.block)), tasks)

    def _mapped(
        self, there: Callable[[Task], Answer], here: Callable[[Task], Answer], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Answer]]:
        if not self._many:
            yield from ((task, here(task)) for task in tasks)
            return
        if self._pool is None:
            # Fresh processes: a forked one would inherit the locks of whatever threads the caller has.
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, context, _begin, (self._scoring.light(),))
        waiting: deque[tuple[Task, Future[Answer]]] = deque()
        for task in tasks:
            waiting.append((task, self._pool.submit(there, task)))
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


def _score(task: Task) -> Scores16:
    return _here[0](task.block)


def _answer(task: Task) -> Found:
    return marked(task, _here[0](task.block))
