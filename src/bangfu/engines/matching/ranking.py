"""Ranked candidates both ways, and who would be there but for a hard rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

COLUMN_CELLS = 10_000_000
"""So many pairs of chosen organisations with all needs are held at a time."""


def ranked(
    features: Features,
    weights: Weights,
    need_rows: Ints,
    organisation_columns: Ints,
    top: int,
    prices: Mapping[str, int],
) -> Recommendations:
    """The `top` organisations of the given needs (by score less price) and the `top` needs of the given organisations, ties
    by id."""
    price = np.array([prices.get(one.id, 0) for one in features.organisations], dtype=np.int64)
    width = max(1, len(features.organisations))
    no_bans = table((), (), (), (len(features.needs), len(features.organisations)))
    good, near = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for rows, scores, allowed in _blocks(features, weights, no_bans, need_rows, None):
        for row, line, free in zip(rows.tolist(), scores, allowed, strict=True):
            best, kept_out = _top(line - price, free, top)
            good.append(row * width + best)
            near.append(row * width + kept_out)
    good_back, near_back = _for_organisations(features, weights, no_bans, organisation_columns, top)
    return Recommendations(
        _priced(_rows(features, weights, np.concatenate(good), by="need"), prices),
        _rows(features, weights, good_back, by="organisation"),
        _excluded(features, np.unique(np.concatenate((*near, near_back))), no_bans),
        weights.as_dict(),
    )


def _priced(rows: tuple[Row, ...], prices: Mapping[str, int]) -> tuple[Row, ...]:
    """The price of a crowded organisation among the reasons against."""
    told = []
    for row in rows:
        price = prices.get(row.organisation, 0)
        crowded = Reason("crowded", f"多个需求都在争取该组织，排序时让出 {price} 分")
        told.append(replace(row, against=(*row.against, crowded)) if price else row)
    return tuple(told)


def _for_organisations(
    features: Features, weights: Weights, no_bans: csr_array, columns: Ints, top: int
) -> tuple[Ints, Ints]:
    """Codes of the best needs of the given organisations, and of those that a hard rule keeps out."""
    width = max(1, len(features.organisations))
    good, near = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    step = max(1, COLUMN_CELLS // max(1, len(features.needs)))
    everybody = np.arange(len(features.needs))
    for start in range(0, len(columns), step):
        some = columns[start : start + step]
        blocks = list(_blocks(features, weights, no_bans, everybody, some))
        scores = np.concatenate([block[1] for block in blocks]) if blocks else np.zeros((0, len(some)), np.int64)
        allowed = np.concatenate([block[2] for block in blocks]) if blocks else np.zeros((0, len(some)), bool)
        for place, column in enumerate(some.tolist()):
            best, kept_out = _top(scores[:, place], allowed[:, place], top)
            good.append(best * width + column)
            near.append(kept_out * width + column)
    return np.concatenate(good), np.concatenate(near)


def _blocks(
    features: Features, weights: Weights, no_bans: csr_array, wanted: Ints, columns: Ints | None
) -> Iterator[tuple[Ints, NDArray[np.int64], NDArray[np.bool_]]]:
    width = len(features.organisations) if columns is None else len(columns)
    step = max(1, BLOCK_CELLS // max(1, width))
    for start in range(0, len(wanted), step):
        rows = wanted[start : start + step]
        block = Block(features, rows, columns)
        scores = np.broadcast_to(total(parts(block, weights)), (len(rows), width)).astype(np.int64)
        yield rows, scores, np.broadcast_to(eligible(block, no_bans), (len(rows), width))


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
