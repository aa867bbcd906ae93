"""Which pairs the solver sees: all of them when they are few, else the best of both sides, enlarged by prices until no
pair outside could improve the plan. The result is then the best plan over *all* eligible pairs, whatever the shortlist was.

A pair outside the list scores at most what the last of its need's list and the last of its organisation's list score. So once
the list stands, only needs and organisations whose prices leave room below that are looked at again; the rest is skipped
with proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np
from scipy.sparse import csr_array

from bangfu.engines.matching.blocks import CandidateBlock, candidate_blocks
from bangfu.engines.matching.features import Features
from bangfu.engines.matching.model import Weights
from bangfu.engines.matching.network import Costs, Ints
from bangfu.engines.matching.proof import Potentials
from bangfu.engines.matching.questions import OUT, Best, Eligible, Improving, Preferred, Question, Scores16
from bangfu.engines.matching.rules import eligible
from bangfu.engines.matching.runner import Found, Runner, Scoring, Task, marked
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.tops import Tops
from bangfu.engines.matching.view import Pairs

BLOCK_CELLS = 1_000_000
KEPT_CELLS = 256_000_000
"""Up to this many pairs inside service areas all scores stay in memory (2 bytes each); beyond, what is asked for again is scored again."""
FEW_PAIRS = 1_000_000
BEST_OF_EACH = 50
TIED_PAIRS = 2_000_000
NEVER, ALWAYS = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Listed:
    """Pairs by code (need * organisations + organisation), sorted, with their scores."""

    codes: Ints
    scores: Ints

    def joined(self, other: Listed) -> Listed:
        """Both together."""
        codes, first = np.unique(np.concatenate((self.codes, other.codes)), return_index=True)
        return Listed(codes, np.concatenate((self.scores, other.scores))[first])

    def without(self, codes: Ints) -> Listed:
        """Those that are not among the sorted `codes`."""
        if not len(codes):
            return self
        place = np.minimum(np.searchsorted(codes, self.codes), len(codes) - 1)
        fresh = codes[place] != self.codes
        return Listed(self.codes[fresh], self.scores[fresh])


@dataclass(frozen=True, slots=True)
class Reach:
    """Which needs and organisations may still hold a pair in question: only where `need > organisation` and
    `need_again > organisation_again`."""

    need: Ints
    organisation: Ints
    need_again: Ints
    organisation_again: Ints


@dataclass
class ScoreTable:
    """Scores of all pairs by candidate blocks; OUT where a hard rule, a ban or a lock takes the pair away.

    After `first`, `counts` holds the eligible organisations of each need, `last_of_need` and `last_of_organisation` the most
    that a pair outside the first list can score. `looked_at` counts the pairs that were scored or read, pass by pass.
    """

    features: Features
    weights: Weights
    banned: csr_array
    locked: csr_array
    workers: int = 1
    bonus: int = 0
    looked_at: list[int] = field(default_factory=list)
    _blocks: list[CandidateBlock] = field(default_factory=list)
    _kept: list[Scores16] = field(default_factory=list)

    def __post_init__(self) -> None:
        needs, organisations = len(self.features.needs), len(self.features.organisations)
        self.counts = np.zeros(needs, np.int64)
        self.last_of_need = np.full(needs, OUT)
        self.last_of_organisation = np.full(organisations, OUT)
        self._blocks = candidate_blocks(self.features, BLOCK_CELLS)
        self.cells = sum(block.cells for block in self._blocks)
        scoring = Scoring(self.features, self.weights, self.banned, self.locked, self.bonus)
        self._runner = Runner(scoring, self.workers, self.cells)

    def close(self) -> None:
        """Ends processes that scored."""
        self._runner.close()

    def first(self) -> Listed:
        """The pairs to begin with: all when few, else the best of each need and of each organisation and the existing."""
        if self.cells <= KEPT_CELLS:
            tasks = [Task(block) for block in self._blocks]
            self._kept = [scores for _, scores in self._runner.scored(tasks)]
            for block, scores in zip(self._blocks, self._kept, strict=True):
                self.counts[block.rows] += np.count_nonzero(scores != OUT, axis=1)
            if self.counts.sum() <= FEW_PAIRS:
                return self._listed(self._asked(Eligible()))
        tops = Tops(len(self.features.needs), len(self.features.organisations), BEST_OF_EACH)
        for found in self._asked(Best(BEST_OF_EACH, tops.floor)):
            tops.add(found.need, found.organisation, found.scores)
        best, self.last_of_need, self.last_of_organisation = tops.settled()
        return Listed(*best).joined(self._existing())

    def improving(self, codes: Ints, costs: Costs, prices: Potentials, partners: int) -> Listed:
        """Pairs outside `codes` that could improve the plan, at most about the best few of each need. None: the plan is the best of all.

        `partners` is the most that a need has in the plan: its own pairs may exceed their prices too, and take no other's place.
        """
        question = Improving(prices.need, prices.organisation, costs.score_scale, BEST_OF_EACH + partners)
        return self._listed(self._asked(question, self._within(costs, prices, 0))).without(codes)

    def tied(self, codes: Ints, costs: Costs, prices: Potentials) -> Listed:
        """Pairs outside `codes` that may stand in an equally good plan, at most TIED_PAIRS in order of codes."""
        question = Improving(prices.need, prices.organisation, costs.score_scale, BEST_OF_EACH, level=True)
        found = self._listed(self._asked(question, self._within(costs, prices, 1))).without(codes)
        return Listed(found.codes[:TIED_PAIRS], found.scores[:TIED_PAIRS])

    def preferred(self, codes: Ints, of_need: Ints, of_organisation: Ints) -> int:
        """How many pairs outside `codes` score above both `of_need` and `of_organisation`."""
        need = np.where(self.last_of_need > of_need, self.last_of_need, NEVER)
        organisation_again = np.where(self.last_of_organisation > of_organisation, -self.last_of_organisation, ALWAYS)
        reach = Reach(need, of_organisation, -of_need, organisation_again)
        found = self._listed(self._asked(Preferred(of_need, of_organisation), reach))
        return len(found.without(codes).codes)

    def _within(self, costs: Costs, prices: Potentials, slack: int) -> Reach:
        """Where a pair outside the first list may exceed the prices (or reach them, with a slack of one)."""
        need = np.where(self.last_of_need == OUT, NEVER, costs.score_scale * self.last_of_need + prices.need + slack)
        last = prices.organisation - costs.score_scale * self.last_of_organisation
        again = np.where(self.last_of_organisation == OUT, ALWAYS, last)
        return Reach(need, prices.organisation, prices.need + slack, again)

    def _asked(self, question: Question, reach: Reach | None = None) -> Iterator[Found]:
        """Answers of all blocks, or of what `reach` leaves of them."""
        looked = 0
        for found, cells in self._from_kept(question, reach) if self._kept else self._from_runner(question, reach):
            looked += cells
            yield found
        self.looked_at.append(looked)

    def _from_kept(self, question: Question, reach: Reach | None) -> Iterator[tuple[Found, int]]:
        for block, scores in zip(self._blocks, self._kept, strict=True):
            for part in [block] if reach is None else smaller(block, reach, BLOCK_CELLS):
                here = scores
                if part is not block:
                    rows = np.searchsorted(block.rows, part.rows)
                    here = scores[np.ix_(rows, np.searchsorted(block.columns, part.columns))]
                task = Task(part, question.cut(part.rows, part.columns))
                yield marked(task, here), part.cells

    def _from_runner(self, question: Question, reach: Reach | None) -> Iterator[tuple[Found, int]]:
        pieces = iter(self._blocks) if reach is None else self._pieces(reach)
        tasks = (Task(piece, question.cut(piece.rows, piece.columns)) for piece in pieces)
        for task, found in self._runner.answered(tasks):
            if reach is None:
                self.counts[task.block.rows] = found.eligible
            yield found, task.block.cells

    def _pieces(self, reach: Reach) -> Iterator[CandidateBlock]:
        """What `reach` leaves of each area: few large pieces, because each takes its organisations out of the tables anew."""
        for _, some in groupby(self._blocks, key=lambda block: block.area):
            blocks = list(some)
            rows = np.concatenate([block.rows for block in blocks])
            yield from smaller(replace(blocks[0], rows=rows), reach, BLOCK_CELLS)

    def _listed(self, answers: Iterator[Found]) -> Listed:
        width = len(self.features.organisations)
        codes, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.int16)]
        for found in answers:
            codes.append(found.need * width + found.organisation)
            scores.append(found.scores)
        every = np.concatenate(codes)
        order = np.argsort(every)
        return Listed(every[order], np.concatenate(scores)[order].astype(np.int64))

    def of_needs(self, rows: Ints) -> Listed:
        """All eligible pairs of a few needs."""
        wanted = np.zeros(len(self.features.needs), np.bool_)
        wanted[rows] = True
        blocks = (CandidateBlock(one.area, one.rows[wanted[one.rows]], one.columns) for one in self._blocks)
        tasks = (Task(block, Eligible()) for block in blocks if len(block.rows))
        return self._listed(marked(task, self._runner.score_here(task)) for task in tasks)

    def _existing(self) -> Listed:
        """Existing pairs that are eligible and not locked."""
        width = len(self.features.organisations)
        existing = self.features.existing.tocoo()
        codes = np.unique(existing.row.astype(np.int64) * width + existing.col)
        pairs = Pairs(self.features, codes // max(1, width), codes % max(1, width))
        free = np.broadcast_to(eligible(pairs, self.banned), codes.shape) & (pairs.cells(self.locked) == 0)
        scores = np.broadcast_to(total(parts(pairs, self.weights)), codes.shape).astype(np.int64)
        return Listed(codes[free], scores[free] + self.bonus)


def smaller(block: CandidateBlock, reach: Reach, cells: int) -> Iterator[CandidateBlock]:
    """What `reach` leaves of a block, in pieces of about `cells` pairs; nothing when its bound is met."""
    order = block.rows[np.argsort(reach.need[block.rows], kind="stable")[::-1]]
    columns = block.columns
    while len(order):
        within = reach.organisation[columns] < reach.need[order[0]]
        within &= reach.organisation_again[columns] < reach.need_again[order].max()
        columns = columns[within]
        if not len(columns):
            return
        rows = order[: max(1, cells // len(columns))]
        order = order[len(rows) :]
        yield CandidateBlock(block.area, np.sort(rows), columns)
