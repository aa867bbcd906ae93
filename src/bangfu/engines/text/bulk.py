"""Similarity of many texts at once: near-duplicates in a registry, texts nearest to a new one, whole score tables.

A second door beside `bangfu.engines.text`, because it loads scipy: a web process that only needs search tokens should
not pay for it.  Weights are those of `similarity`, times the rarity of each run in the collection (TF-IDF), so that
words everybody uses count little.  Results are ordered and rounded the same way in every run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from bangfu.engines.text.similarity import RUN_WEIGHTS, runs

_BLOCK = 512  # rows at a time: bounds the memory of one product


class TextMatrix:
    """A collection of texts ready for comparison.

    Args:
        texts: the collection; positions in results are positions here.

    >>> matrix = TextMatrix(["急需水泵两台", "急需水泵2台", "乐队演出"])
    >>> [(i, j) for i, j, _ in matrix.near_duplicates(at_least=0.3)]
    [(0, 1)]
    >>> matrix.nearest("水泵", top=1)[0][0] in (0, 1)
    True
    """

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [runs(text) for text in texts]
        rarity: dict[str, int] = {}
        for counts in counted:
            for run in counts:
                rarity[run] = rarity.get(run, 0) + 1
        self._column = {run: place for place, run in enumerate(sorted(rarity))}
        self._weight = np.array(
            [RUN_WEIGHTS[len(run)] * (1 + math.log(len(texts) / rarity[run])) for run in sorted(rarity)]
        )
        self._rows = self._vectors(texts)

    def scores(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Similarity of each given text (rows) to each of the collection (columns), 0 to 1, as a sparse table."""
        return sparse.csr_matrix(self._vectors(texts) @ self._rows.T)

    def nearest(self, text: str, top: int = 10) -> list[tuple[int, float]]:
        """The positions most like a text with their similarity, best first, then by position; none below zero."""
        scores = self.scores([text]).toarray()[0]
        order = sorted(np.flatnonzero(scores > 0), key=lambda place: (-round(float(scores[place]), 6), place))
        return [(int(place), round(float(scores[place]), 6)) for place in order[:top]]

    def near_duplicates(self, at_least: float = 0.6) -> list[tuple[int, int, float]]:
        """Every pair (smaller position first) at least so similar, most similar first.

        Exact, no shortlist: the product is taken block by block.  Long descriptions with a few words changed lie above
        0.8, short titles with one word changed near 0.5: choose the line for the kind of text.
        """
        pairs = [pair for block in self._blocks() for pair in self._pairs_of(block, at_least)]
        return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))

    def _blocks(self) -> Iterator[range]:
        count = self._rows.shape[0]
        return (range(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK))

    def _pairs_of(self, block: range, at_least: float) -> Iterator[tuple[int, int, float]]:
        product = (self._rows[block.start : block.stop] @ self._rows[block.start :].T).tocoo()
        keep = (product.data >= at_least - 1e-9) & (product.col > product.row)
        for row, column, score in zip(product.row[keep], product.col[keep], product.data[keep], strict=True):
            yield block.start + int(row), block.start + int(column), round(float(score), 6)

    def _vectors(self, texts: Sequence[str]) -> sparse.csr_matrix:
        columns: list[int] = []
        weights: list[float] = []
        ends = [0]
        for text in texts:
            known = sorted((self._column[run], count) for run, count in runs(text).items() if run in self._column)
            row = np.array([(1 + math.log(count)) * self._weight[column] for column, count in known])
            length = float(np.sqrt((row * row).sum()))
            columns.extend(column for column, _ in known)
            weights.extend(row / length if length else row)
            ends.append(len(columns))
        return sparse.csr_matrix((weights, columns, ends), shape=(len(texts), len(self._column)))
