"""Two ways to look at pairs: some needs against all organisations (a block), or a list of pairs. Same numbers in both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bangfu.engines.matching.features import Features


class View(Protocol):
    """Pairs, seen as arrays that broadcast against each other."""

    @property
    def features(self) -> Features:
        """The two lists."""
        ...

    def of_need(self, values: NDArray[Any]) -> NDArray[Any]:
        """One value per need, placed at its pairs."""
        ...

    def of_organisation(self, values: NDArray[Any]) -> NDArray[Any]:
        """One value per organisation, placed at its pairs."""
        ...

    def product(self, left: csr_array, right: csr_array) -> NDArray[Any]:
        """The sum over the shared axis of `left` (needs x k) and `right` (k x organisations) at each pair."""
        ...

    def cells(self, pairs: csr_array) -> NDArray[Any]:
        """The value of a sparse table (needs x organisations) at each pair."""
        ...

    def once(self, name: str, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """What `make` gives, computed once for these pairs: parts and rules ask for the same things."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Some needs (by index) against some organisations (None: all): two-dimensional."""

    features: Features
    rows: NDArray[np.int64]
    columns: NDArray[np.int64] | None = None
    known: dict[object, NDArray[Any]] = field(default_factory=dict, repr=False, compare=False)

    def of_need(self, values: NDArray[Any]) -> NDArray[Any]:
        return values[self.rows][:, None]

    def of_organisation(self, values: NDArray[Any]) -> NDArray[Any]:
        return (values if self.columns is None else values[self.columns])[None, :]

    def once(self, name: str, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        return _once(self.known, name, make)

    def product(self, left: csr_array, right: csr_array) -> NDArray[Any]:
        return _once(self.known, (id(left), id(right)), lambda: self._product(left, right))

    def _product(self, left: csr_array, right: csr_array) -> NDArray[Any]:
        wanted = right if self.columns is None else csr_array(right[:, self.columns])
        return np.asarray((csr_array(left[self.rows]) @ wanted).toarray())

    def cells(self, pairs: csr_array) -> NDArray[Any]:
        here = csr_array(pairs[self.rows])
        return np.asarray((here if self.columns is None else csr_array(here[:, self.columns])).toarray())


@dataclass(frozen=True, slots=True)
class Pairs:
    """A list of pairs by index: one-dimensional."""

    features: Features
    need: NDArray[np.int64]
    organisation: NDArray[np.int64]
    known: dict[object, NDArray[Any]] = field(default_factory=dict, repr=False, compare=False)

    def of_need(self, values: NDArray[Any]) -> NDArray[Any]:
        return values[self.need]

    def of_organisation(self, values: NDArray[Any]) -> NDArray[Any]:
        return values[self.organisation]

    def once(self, name: str, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        return _once(self.known, name, make)

    def product(self, left: csr_array, right: csr_array) -> NDArray[Any]:
        return _once(self.known, (id(left), id(right)), lambda: self._product(left, right))

    def _product(self, left: csr_array, right: csr_array) -> NDArray[Any]:
        across = csr_array(right.T)
        mine, theirs = csr_array(left[self.need]), csr_array(across[self.organisation])
        return np.asarray(mine.multiply(theirs).sum(axis=1)).ravel()

    def cells(self, pairs: csr_array) -> NDArray[Any]:
        if not len(self.need):
            return np.zeros(0, np.int32)
        return np.asarray(pairs[self.need, self.organisation]).ravel()


def _once(known: dict[object, NDArray[Any]], key: object, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    if key not in known:
        known[key] = make()
    return known[key]
