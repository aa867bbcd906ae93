"""Every pair of two lists at once, for looking at: what each would score, and why one pair may or may not be.

The numbers are those of `plan`: same features, same parts, same hard rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bangfu.engines.matching.checks import check_lists, check_pairs
from bangfu.engines.matching.features import Features, build, pair_table, table
from bangfu.engines.matching.fitting import one_pair
from bangfu.engines.matching.model import (
    ExistingPairs,
    InputRefused,
    Locks,
    Need,
    Organisation,
    Pair,
    Problem,
    Reason,
    Row,
    Weights,
)
from bangfu.engines.matching.rules import eligible
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.setting import Setting
from bangfu.engines.matching.shortlist import BLOCK_CELLS
from bangfu.engines.matching.view import Block


@dataclass(frozen=True, slots=True)
class Grid:
    """Scores by need, then organisation, both sorted by id; None where a hard rule forbids the pair."""

    organisations: tuple[str, ...]
    needs: tuple[str, ...]
    scores: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair, planned or not: what it scores and why, and the hard rules that forbid it (none: it is possible)."""

    row: Row
    rules: tuple[Reason, ...]


def grid(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    *,
    weights: Weights | None = None,
    existing: ExistingPairs = frozenset(),
    setting: Setting | None = None,
) -> Grid:
    """The score of every pair. Meant for lists that a person looks at; cost and memory grow with needs x organisations.

    Raises:
        InputRefused: as `plan` does for its lists.
    """
    setting = setting or Setting()
    scaled = (weights or setting.weights).scaled()
    features = _features(organisations, needs, setting, existing)
    width = len(features.organisations)
    no_bans = table((), (), (), (len(features.needs), width))
    lines: list[tuple[int | None, ...]] = []
    step = max(1, BLOCK_CELLS // max(1, width))
    for start in range(0, len(features.needs), step):
        block = Block(features, np.arange(start, min(start + step, len(features.needs))))
        shape = (len(block.rows), width)
        scores = np.broadcast_to(total(parts(block, scaled)), shape).tolist()
        allowed = np.broadcast_to(eligible(block, no_bans), shape).tolist()
        lines += [
            tuple(score if free else None for score, free in zip(line, marks, strict=True))
            for line, marks in zip(scores, allowed, strict=True)
        ]
    return Grid(tuple(one.id for one in features.organisations), tuple(one.id for one in features.needs), tuple(lines))


def judged(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    pair: Pair,
    *,
    weights: Weights | None = None,
    existing: ExistingPairs = frozenset(),
    locks: Locks | None = None,
    setting: Setting | None = None,
) -> Judged:
    """One pair with its reasons and the hard rules that it breaks (a ban among them).

    Raises:
        InputRefused: an id that the lists do not have.
    """
    setting = setting or Setting()
    features = _features(organisations, needs, setting, existing)
    banned = pair_table((locks or Locks()).banned, features.organisations, features.needs)
    scaled = (weights or setting.weights).scaled()
    try:
        row, rules = one_pair(features, scaled, pair.need, pair.organisation, banned)
    except LookupError:
        sentence = f"名单里没有组织“{pair.organisation}”或需求“{pair.need}”，请核对编号。"
        raise InputRefused((Problem("pair_unknown", sentence, (pair.need, pair.organisation)),)) from None
    return Judged(row, rules)


def _features(
    organisations: Sequence[Organisation], needs: Sequence[Need], setting: Setting, existing: ExistingPairs
) -> Features:
    check_lists(organisations, needs)
    check_pairs(organisations, needs, existing, Locks(), None)
    return build(organisations, needs, setting, existing)
