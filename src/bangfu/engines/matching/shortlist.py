"""Which pairs the solver sees: all of them when they are few, else the best of both sides, enlarged by prices until no
pair outside could improve the plan. The result is then the best plan over *all* eligible pairs, whatever the shortlist was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from bangfu.engines.matching.features import Features
from bangfu.engines.matching.model import Weights
from bangfu.engines.matching.network import Costs, Ints
from bangfu.engines.matching.proof import Potentials
from bangfu.engines.matching.runner import OUT, Runner, Scores16, Scoring

BLOCK_CELLS = 1_000_000
KEPT_CELLS = 256_000_000
"""Up to this many pairs all scores stay in memory (2 bytes each); beyond, blocks are scored again when asked for."""
FEW_PAIRS = 1_000_000
BEST_OF_EACH = 50
TIED_PAIRS = 2_000_000


@dataclass
class ScoreTable:
    """Scores of all pairs by blocks of needs; OUT where a hard rule, a ban or a lock takes the pair away."""

    features: Features
    weights: Weights
    banned: csr_array
    locked: csr_array
    workers: int = 1
    bonus: int = 0
    _kept: list[tuple[Ints, Scores16]] = field(default_factory=list)
    _runner: Runner | None = None

    def blocks(self) -> Iterator[tuple[Ints, Scores16]]:
        """(indices of needs, scores) in order."""
        if self._kept:
            yield from self._kept
            return
        needs, organisations = len(self.features.needs), len(self.features.organisations)
        keep = needs * organisations <= KEPT_CELLS
        step = max(1, BLOCK_CELLS // max(1, organisations))
        rows = [np.arange(start, min(start + step, needs)) for start in range(0, needs, step)]
        done = []
        if self._runner is None:
            scoring = Scoring(self.features, self.weights, self.banned, self.locked, organisations, self.bonus)
            self._runner = Runner(scoring, self.workers, needs * organisations)
        for block in self._runner.scored(rows):
            if keep:
                done.append(block)
            yield block
        self._kept = done

    def close(self) -> None:
        """Ends processes that scored."""
        if self._runner is not None:
            self._runner.close()

    def at(self, codes: Ints) -> Ints:
        """Scores of pairs by code (need * organisations + organisation), sorted."""
        width = len(self.features.organisations)
        found = []
        for rows, scores in self.blocks():
            first, last = np.searchsorted(codes, (rows[0] * width, (rows[-1] + 1) * width))
            here = codes[first:last]
            found.append(scores[here // width - rows[0], here % width].astype(np.int64))
        return np.concatenate(found) if found else np.zeros(0, np.int64)


def eligible_counts(table: ScoreTable) -> Ints:
    """How many organisations may serve each need."""
    return np.concatenate([(scores != OUT).sum(axis=1) for _, scores in table.blocks()] or [np.zeros(0, np.int64)])


def first_candidates(table: ScoreTable, counts: Ints) -> Ints:
    """Codes of the pairs to begin with: all when few, else the best of each need and of each organisation and the existing."""
    if counts.sum() <= FEW_PAIRS:
        return _codes_where(table, lambda rows, scores: scores != OUT)
    width = len(table.features.organisations)
    wanted = [_best_of_needs(table), _best_of_organisations(table)]
    existing = table.features.existing.tocoo()
    known = np.sort(existing.row.astype(np.int64) * width + existing.col)
    wanted.append(known[table.at(known) != OUT])
    return np.unique(np.concatenate(wanted))


def _codes_where(table: ScoreTable, test) -> Ints:  # type: ignore[no-untyped-def]
    width = len(table.features.organisations)
    found = [np.zeros(0, np.int64)]
    for rows, scores in table.blocks():
        row, column = np.nonzero(test(rows, scores))
        found.append((rows[row] * width + column).astype(np.int64))
    return np.concatenate(found)


def _best_of_needs(table: ScoreTable) -> Ints:
    width = len(table.features.organisations)
    found = []
    for rows, scores in table.blocks():
        ranked = scores.astype(np.int64) * width + np.arange(width)[::-1]
        best = np.argpartition(-ranked, min(BEST_OF_EACH, width - 1), axis=1)[:, :BEST_OF_EACH]
        real = np.take_along_axis(scores, best, axis=1) != OUT
        found.append((rows[:, None] * width + best)[real])
    return np.concatenate(found)


def _best_of_organisations(table: ScoreTable) -> Ints:
    needs, width = len(table.features.needs), len(table.features.organisations)
    best = np.full((0, width), 0, np.int64)
    for rows, scores in table.blocks():
        ranked = np.where(scores == OUT, -1, scores.astype(np.int64) * needs + (needs - 1 - rows)[:, None])
        best = np.concatenate((best, ranked))
        if len(best) > BEST_OF_EACH:
            best = -np.partition(-best, BEST_OF_EACH - 1, axis=0)[:BEST_OF_EACH]
    row, column = np.nonzero(best >= 0)
    need = needs - 1 - best[row, column] % needs
    return need * width + column


def improving(table: ScoreTable, codes: Ints, costs: Costs, prices: Potentials) -> Ints:
    """Codes outside `codes` that could improve the plan, at most the best few of each need. None: the plan is the best of all."""

    width = len(table.features.organisations)
    found = [np.zeros(0, np.int64)]
    for rows, scores in table.blocks():
        reduced = _reduced(rows, scores, costs, prices)
        worst = np.partition(reduced, min(BEST_OF_EACH, width - 1), axis=1)[:, min(BEST_OF_EACH, width - 1)]
        row, column = np.nonzero((reduced < 0) & (reduced <= worst[:, None]))
        found.append(rows[row] * width + column)
    return np.setdiff1d(np.concatenate(found), codes, assume_unique=True)


def tied(table: ScoreTable, codes: Ints, costs: Costs, prices: Potentials) -> Ints:
    """Codes outside `codes` that may stand in an equally good plan; empty when there are more than TIED_PAIRS."""
    found = _codes_where(table, lambda rows, scores: _reduced(rows, scores, costs, prices) == 0)
    return np.setdiff1d(found, codes, assume_unique=True)[:TIED_PAIRS]


def _reduced(rows: Ints, scores: Scores16, costs: Costs, prices: Potentials) -> Ints:
    reduced = prices.organisation[None, :] - prices.need[rows][:, None] - costs.score_scale * scores.astype(np.int64)
    return np.where(scores == OUT, np.iinfo(np.int64).max, reduced)
