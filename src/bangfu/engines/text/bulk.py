"""Similarity of many texts at once: near-duplicates in a registry, texts nearest to a new one, whole score tables.

A second door beside `bangfu.engines.text`, because it loads scipy: a web process that only needs search tokens should
not pay for it.  Weights are those of `similarity`, times the rarity of each run in the collection (TF-IDF), so that
words everybody uses count little.  Results are ordered and rounded the same way in every run.
"""

from __future__ import annotations

from array import array
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
        counted = _Counted(texts)
        order = sorted(counted.column, key=counted.column.__getitem__)
        rarity = np.bincount(counted.columns, minlength=len(order))
        places = sorted(range(len(order)), key=order.__getitem__)
        self._column = {order[place]: new for new, place in enumerate(places)}
        new_place = np.empty(len(order), np.int32)
        new_place[places] = np.arange(len(order), dtype=np.int32)
        lengths = np.array([RUN_WEIGHTS[len(order[place])] for place in places])
        self._weight = lengths * (1 + np.log(max(1, len(texts)) / rarity[places]))
        self._rows = self._weighted(new_place[counted.columns], counted.counts, counted.ends)

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
        counted = _Counted(texts, self._column)
        return self._weighted(counted.columns, counted.counts, counted.ends)

    def _weighted(self, columns: np.ndarray, counts: np.ndarray, ends: np.ndarray) -> sparse.csr_matrix:
        """Unit rows: a run counts by its rarity and the logarithm of its number, whatever the order of runs in a text."""
        weights = (1 + np.log(counts)) * self._weight[columns]
        rows = sparse.csr_matrix((weights, columns, ends), shape=(len(ends) - 1, len(self._column)))
        rows.sort_indices()
        owner = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        length = np.sqrt(np.bincount(owner, weights=rows.data**2, minlength=len(ends) - 1))
        rows.data /= np.where(length > 0, length, 1)[owner]
        return rows


class _Counted:
    """Runs of texts as flat arrays: of a hundred thousand texts, a table of counts each would not fit into memory."""

    def __init__(self, texts: Sequence[str], known: dict[str, int] | None = None) -> None:
        columns, counts, ends = array("i"), array("i"), array("q", [0])
        self.column: dict[str, int] = {} if known is None else known
        for text in texts:
            for run, count in runs(text).items():
                place = self.column.get(run)
                if place is None:
                    if known is not None:
                        continue
                    place = self.column[run] = len(self.column)
                columns.append(place)
                counts.append(count)
            ends.append(len(columns))
        self.columns, self.counts = np.frombuffer(columns, np.int32), np.frombuffer(counts, np.int32)
        self.ends = np.frombuffer(ends, np.int64)
