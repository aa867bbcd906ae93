"""What texts are about, by way of a vocabulary: two texts without a common word are alike when they are near the same entries.

Every entry of a vocabulary, its name and all its synonyms, is a small document.  A text is compared with all of them by the
characters and pairs of characters they share, rare ones counting more; the nearest entries, and those linked to them (what a
theme calls for, its neighbours, what a capability is done with), are what the text is about.  Likeness is then one part shared runs and
two parts shared entries.  Nothing is learnt, so everything can be named: which entries, through which words.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bangfu.engines.text.thesaurus import Thesaurus
from bangfu.values import fold_key

RUN_LENGTHS = (1, 2)
OWN_WORDS = 0.4
"""The share of likeness that shared runs decide; shared entries decide the rest."""
NEAREST = 15
"""So many entries are near a text before their links are followed."""
KEPT = 40
"""So many entries a text is about at most, linked ones included."""
EVERYDAY = 0.1
"""A run in more than this share of all documents says nothing by itself and is left out of the shared runs."""
_BLOCK = 2048  # texts at a time: bounds the memory of the table of nearness


@dataclass(frozen=True, slots=True)
class Meanings:
    """One unit row per text; the product of two rows is their likeness, 0 to 1. `names` says what each column is."""

    rows: sparse.csr_matrix
    names: tuple[str, ...]
    entries: int  # the last columns are entries; those before are runs of characters


def meanings(texts: Sequence[str], thesaurus: Thesaurus) -> Meanings:
    """What texts are about.

    Args:
        texts: any number; what everybody writes counts little, so results depend on all of them.
        thesaurus: at least one entry.

    >>> from bangfu.engines.text.thesaurus import Thesaurus
    >>> words = Thesaurus(("果树栽培",), ("果树栽培 种果 剪枝 柚子",))
    >>> about = meanings(["柚子树要剪枝", "教人种果", "修电脑"], words)
    >>> likeness = (about.rows @ about.rows.T).toarray()
    >>> bool(likeness[0, 1] > 0.3), bool(likeness[0, 2] < 0.01)
    (True, True)
    """
    counts, names = _counted(thesaurus.standard([*thesaurus.documents, *texts]))
    seen = np.bincount(counts.indices, minlength=len(names))
    rarity = np.log((counts.shape[0] + 1) / (seen + 0.5))
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    documents, own = _eased(counts[: len(thesaurus.documents)]), _unit(counts[len(thesaurus.documents) :])
    telling = np.flatnonzero(seen <= max(1, EVERYDAY * counts.shape[0]))
    about = _about(own, documents, _neighbours(thesaurus))
    rows = sparse.hstack(
        (own[:, telling] * np.sqrt(OWN_WORDS), about * np.sqrt(1 - OWN_WORDS)), format="csr", dtype=np.float64
    )
    return Meanings(rows, (*(names[place] for place in telling.tolist()), *thesaurus.names), len(thesaurus.names))


def _about(own: sparse.csr_matrix, documents: sparse.csr_matrix, links: sparse.csr_matrix) -> sparse.csr_matrix:
    """Unit rows (texts x entries): the nearest entries and, as strongly, what is linked to them."""
    across = sparse.csr_matrix(documents.T)
    blocks = [sparse.csr_matrix((0, documents.shape[0]))]
    for start in range(0, own.shape[0], _BLOCK):
        near = _sharper(_largest((own[start : start + _BLOCK] @ across).toarray(), NEAREST))
        blocks.append(sparse.csr_matrix(_largest(near + near @ links, KEPT)))
    return _unit(sparse.vstack(blocks, format="csr"))


def _largest(table: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """A table with only the `count` largest of each row, and all equal to the last of these."""
    if table.shape[1] > count:
        table[table < np.partition(table, -count, axis=1)[:, -count, None]] = 0
    return table


def _sharper(near: NDArray[np.float64]) -> NDArray[np.float64]:
    """To the power of 1.5: what is clearly nearest counts more than many that are a little near."""
    return near * np.sqrt(near)


def _neighbours(thesaurus: Thesaurus) -> sparse.csr_matrix:
    """Links both ways; an entry with many passes on somewhat less to each."""
    size = len(thesaurus.names)
    ends = sorted({pair for one, other in thesaurus.links for pair in ((one, other), (other, one))})
    first, second = (np.array(side, np.int64) for side in zip(*ends, strict=True)) if ends else (np.zeros(0, int),) * 2
    degree = np.maximum(1, np.bincount(first, minlength=size))
    strength = 1 / np.sqrt(np.sqrt(degree[first] * degree[second]))
    return sparse.csr_matrix((strength, (first, second)), shape=(size, size))


def _counted(texts: Sequence[str]) -> tuple[sparse.csr_matrix, list[str]]:
    """How often each run is in each text, and the runs in the order of columns (that of the alphabet)."""
    column: dict[str, int] = {}
    places, counts, ends = array("i"), array("d"), array("q", [0])
    for text in texts:
        for run, count in _runs(text).items():
            places.append(column.setdefault(run, len(column)))
            counts.append(count)
        ends.append(len(places))
    names = sorted(column)
    moved = np.empty(len(names), np.int32)
    moved[[column[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    table = sparse.csr_matrix(
        (
            np.frombuffer(counts, np.float64).copy(),
            moved[np.frombuffer(places, np.int32)],
            np.frombuffer(ends, np.int64),
        ),
        shape=(len(texts), len(names)),
    )
    table.sort_indices()
    return table, names


def _runs(text: str) -> Counter[str]:
    pieces = "".join(c if c.isalnum() else " " for c in fold_key(text)).split()
    return Counter(
        piece[start : start + length]
        for piece in pieces
        for length in RUN_LENGTHS
        for start in range(len(piece) - length + 1)
    )


def _unit(table: sparse.csr_matrix) -> sparse.csr_matrix:
    """The table with rows of length 1, changed in place."""
    owner, length = _lengths(table)
    table.data = table.data / length[owner]
    return table


def _eased(table: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows half-way (geometrically) between length 1 and their own length in terms of the mean, changed in place: an entry
    with many words says more than one with few, but not as much more as it is longer."""
    owner, length = _lengths(table)
    table.data = table.data / np.sqrt(length * length.mean())[owner]
    return table


def _lengths(table: sparse.csr_matrix) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The row of every cell, and the length of every row (1 where it is empty)."""
    owner = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    length = np.sqrt(np.bincount(owner, weights=table.data**2, minlength=table.shape[0]))
    return owner, np.where(length > 0, length, 1.0)
