"""Ranked candidates both ways, and who would be there but for a hard rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bangfu.engines.matching.features import Features, table
from bangfu.engines.matching.model import Excluded, Reason, Recommendations, Row, Weights
from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.planning import explained
from bangfu.engines.matching.rules import RULES, broken, eligible
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.shortlist import BLOCK_CELLS
from bangfu.engines.matching.view import Block, Pairs


def ranked(
    features: Features, weights: Weights, need_rows: Ints, organisation_columns: Ints, top: int
) -> Recommendations:
    """The `top` organisations of the given needs and the `top` needs of the given organisations, ties by id."""
    no_bans = table((), (), (), (len(features.needs), len(features.organisations)))
    by_need = _Best(top)
    by_organisation = _Best(top)
    for rows, scores, allowed in _blocks(features, weights, no_bans, need_rows, bool(len(organisation_columns))):
        asked = np.isin(rows, need_rows)
        by_need.rows(rows[asked], scores[asked], allowed[asked], scores.shape[1])
        by_organisation.columns(rows, scores, allowed, organisation_columns)
    found, near = by_need.settled()
    width = len(features.organisations)
    found_back, near_back = by_organisation.settled_columns(width)
    return Recommendations(
        _rows(features, weights, found, by="need"),
        _rows(features, weights, found_back, by="organisation"),
        _excluded(features, np.unique(np.concatenate((near, near_back))), no_bans),
        weights.as_dict(),
    )


def _blocks(
    features: Features, weights: Weights, no_bans: csr_array, need_rows: Ints, everything: bool
) -> Iterator[tuple[Ints, NDArray[np.int64], NDArray[np.bool_]]]:
    wanted = np.arange(len(features.needs)) if everything else need_rows
    step = max(1, BLOCK_CELLS // max(1, len(features.organisations)))
    for start in range(0, len(wanted), step):
        rows = wanted[start : start + step]
        block = Block(features, rows)
        shape = (len(rows), len(features.organisations))
        scores = np.broadcast_to(total(parts(block, weights)), shape).astype(np.int64)
        yield rows, scores, np.broadcast_to(eligible(block, no_bans), shape)


class _Best:
    """Collects, per need or per organisation, the best allowed pairs and the forbidden ones that rank among them."""

    def __init__(self, top: int) -> None:
        self.top = top
        self.codes: list[Ints] = [np.zeros(0, np.int64)]
        self.near: list[Ints] = [np.zeros(0, np.int64)]
        self.columns_seen: list[tuple[Ints, Ints, NDArray[np.int64], NDArray[np.bool_]]] = []

    def rows(self, rows: Ints, scores: NDArray[np.int64], allowed: NDArray[np.bool_], width: int) -> None:
        for row, line, open_ in zip(rows.tolist(), scores, allowed, strict=True):
            good, near = _top(line, open_, self.top)
            self.codes.append(row * width + good)
            self.near.append(row * width + near)

    def columns(self, rows: Ints, scores: NDArray[np.int64], allowed: NDArray[np.bool_], columns: Ints) -> None:
        if len(columns):
            self.columns_seen.append((rows, columns, scores[:, columns].astype(np.int16), allowed[:, columns]))

    def settled(self) -> tuple[Ints, Ints]:
        return np.concatenate(self.codes), np.concatenate(self.near)

    def settled_columns(self, width: int) -> tuple[Ints, Ints]:
        if not self.columns_seen:
            return self.settled()
        rows = np.concatenate([seen[0] for seen in self.columns_seen])
        columns = self.columns_seen[0][1]
        scores = np.concatenate([seen[2] for seen in self.columns_seen])
        allowed = np.concatenate([seen[3] for seen in self.columns_seen])
        for place, column in enumerate(columns.tolist()):
            good, near = _top(scores[:, place].astype(np.int64), allowed[:, place], self.top)
            self.codes.append(rows[good] * width + column)
            self.near.append(rows[near] * width + column)
        return self.settled()


def _top(scores: NDArray[np.int64], allowed: NDArray[np.bool_], top: int) -> tuple[Ints, Ints]:
    """Positions of the best allowed (score, then position), and of the forbidden among the best of all."""
    count = len(scores)
    ranked_all = scores * count + (count - 1 - np.arange(count))
    return _largest(ranked_all, allowed, top), np.array(
        [place for place in _largest(ranked_all, np.ones(count, bool), top).tolist() if not allowed[place]], np.int64
    )


def _largest(keys: NDArray[np.int64], allowed: NDArray[np.bool_], top: int) -> Ints:
    places = np.flatnonzero(allowed)
    if len(places) > top:
        places = places[np.argpartition(-keys[places], top - 1)[:top]]
    return places[np.argsort(-keys[places])]


def _rows(features: Features, weights: Weights, codes: Ints, by: str) -> tuple[Row, ...]:
    rows = explained(features, weights, codes)
    ranks: dict[str, int] = {}
    numbered = []
    for row in rows:
        name = row.need if by == "need" else row.organisation
        ranks[name] = ranks.get(name, 0) + 1
        numbered.append(replace(row, rank=ranks[name]))
    return tuple(sorted(numbered, key=lambda row: (row.need if by == "need" else row.organisation, row.rank)))


def _excluded(features: Features, codes: Ints, no_bans: csr_array) -> tuple[Excluded, ...]:
    width = max(1, len(features.organisations))
    pairs = Pairs(features, codes // width, codes % width)
    marks = {code: np.broadcast_to(out, codes.shape) for code, out in broken(pairs, no_bans).items()}
    found = []
    for place, (need_at, organisation_at) in enumerate(
        zip(pairs.need.tolist(), pairs.organisation.tolist(), strict=True)
    ):
        organisation, need = features.organisations[organisation_at], features.needs[need_at]
        rules = tuple(Reason(rule.code, rule.sentence(organisation, need)) for rule in RULES if marks[rule.code][place])
        found.append(Excluded(need.id, organisation.id, rules))
    return tuple(found)


def positions(wanted: Sequence[str], known: Sequence[str]) -> Ints:
    """Where ids stand in a sorted list."""
    place = {name: index for index, name in enumerate(known)}
    return np.array(sorted({place[name] for name in wanted}), dtype=np.int64)
