"""Who fits one need, and which needs fit one organisation, over features that are kept: with what was said against a pair.

`recommend` builds both lists anew each time; a site builds them once (`prepared`) and asks again and again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bangfu.engines.matching.features import (
    Features,
    build,
    covered_units,
    offered_concepts,
    plain_need,
    plain_organisation,
    table,
    theme_units,
    wanted_amounts,
    wanted_themes,
)
from bangfu.engines.matching.model import ExistingPairs, Need, Organisation, Reason, Row, Weights
from bangfu.engines.matching.network import Ints
from bangfu.engines.matching.planning import explained
from bangfu.engines.matching.rules import RULES, broken, eligible
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.setting import Setting, Words
from bangfu.engines.matching.shortlist import BLOCK_CELLS
from bangfu.engines.matching.view import Block

Lowered = Mapping[str, tuple[Reason, ...]]
"""What lowers a candidate, by its id: reasons with points below zero."""


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A candidate that would stand in the list but for a hard rule."""

    id: str
    score: int
    rules: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """Candidates by `value` = score plus the points of what speaks against (below zero), ties by id; and who is kept out."""

    rows: tuple[Row, ...]
    kept_out: tuple[KeptOut, ...]


def prepared(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    setting: Setting,
    existing: ExistingPairs = frozenset(),
) -> Features:
    """Both lists as features, to be asked many times. Ids are unique."""
    return build(organisations, needs, setting, existing)


def value_of(row: Row) -> int:
    """By what a row is ranked: its score less what lowers it."""
    return row.score + sum(reason.points for reason in row.against)


def organisations_for(
    features: Features, weights: Weights, need: str, *, top: int, lowered: Lowered, out: frozenset[str]
) -> Fitting:
    """The `top` organisations for one need. `weights` are scaled; organisations in `out` are not asked.

    Raises: LookupError when the features know no such need.
    """
    row = _place(need, [one.id for one in features.needs])
    ids = [one.id for one in features.organisations]
    return _fitting(features, weights, Block(features, np.array([row])), ids, top, lowered, out)


def needs_for(
    features: Features, weights: Weights, organisation: str, *, top: int, lowered: Lowered, out: frozenset[str]
) -> Fitting:
    """The `top` needs for one organisation. Raises: LookupError when the features know no such organisation."""
    column = _place(organisation, [one.id for one in features.organisations])
    ids = [one.id for one in features.needs]
    return _fitting(features, weights, Block(features, np.arange(len(ids)), np.array([column])), ids, top, lowered, out)


def _place(wanted: str, known: Sequence[str]) -> int:
    place = int(np.searchsorted(np.array(known), wanted)) if known else 0
    if place >= len(known) or known[place] != wanted:
        raise LookupError(wanted)
    return place


def _fitting(
    features: Features,
    weights: Weights,
    block: Block,
    ids: Sequence[str],
    top: int,
    lowered: Lowered,
    out: frozenset[str],
) -> Fitting:
    shape = (len(block.rows), len(features.organisations) if block.columns is None else len(block.columns))
    scores = np.broadcast_to(total(parts(block, weights)), shape).astype(np.int64).ravel()
    marks = {code: np.broadcast_to(hit, shape).ravel() for code, hit in broken(block, _no_bans(features)).items()}
    allowed = ~np.logical_or.reduce(list(marks.values()))
    ranked, place_of = scores.copy(), {name: place for place, name in enumerate(ids)}
    for name, reasons in lowered.items():
        if name in place_of:
            ranked[place_of[name]] += sum(reason.points for reason in reasons)
    asked = np.ones(len(ids), bool)
    asked[[place_of[name] for name in out if name in place_of]] = False
    best = _largest(ranked, allowed & asked, top)
    near = [place for place in _largest(ranked, asked, top).tolist() if not allowed[place]]
    rows = explained(features, weights, _codes(features, block, best))
    told = [
        replace(row, rank=rank, against=(*row.against, *lowered.get(ids[place], ())))
        for rank, (row, place) in enumerate(zip(rows, best.tolist(), strict=True), start=1)
    ]
    return Fitting(tuple(told), tuple(_kept_out(features, block, ids[place], place, scores, marks) for place in near))


def _no_bans(features: Features) -> csr_array:
    return table((), (), (), (len(features.needs), len(features.organisations)))


def _largest(keys: NDArray[np.int64], allowed: NDArray[np.bool_], top: int) -> Ints:
    """Places of the largest keys, ties to the smaller place (ids are sorted)."""
    places = np.flatnonzero(allowed)
    if len(places) > 4 * top:
        least = np.partition(keys[places], len(places) - top)[len(places) - top]
        places = places[keys[places] >= least]
    return places[np.lexsort((places, -keys[places]))[:top]]


def _pair(features: Features, block: Block, place: int) -> tuple[int, int]:
    return (int(block.rows[0]), place) if block.columns is None else (place, int(block.columns[0]))


def _codes(features: Features, block: Block, places: Ints) -> Ints:
    width = max(1, len(features.organisations))
    if block.columns is None:
        return np.asarray(block.rows[0] * width + places, dtype=np.int64)
    return np.asarray(places * width + block.columns[0], dtype=np.int64)


def _kept_out(
    features: Features,
    block: Block,
    name: str,
    place: int,
    scores: NDArray[np.int64],
    marks: Mapping[str, NDArray[np.bool_]],
) -> KeptOut:
    need_at, organisation_at = _pair(features, block, place)
    organisation, need = features.organisations[organisation_at], features.needs[need_at]
    rules = tuple(Reason(rule.code, rule.sentence(organisation, need)) for rule in RULES if marks[rule.code][place])
    return KeptOut(name, int(scores[place]), rules)


def first_choices(features: Features, weights: Weights, *, first: int, most_cells: int) -> dict[str, tuple[str, ...]]:
    """The `first` organisations of each need by score, over the needs (by id) that `most_cells` pairs allow.

    Counted over all needs, the measure of crowding before anybody has claimed anything.
    """
    width = len(features.organisations)
    needs = np.arange(min(len(features.needs), most_cells // max(1, width)))
    step = max(1, BLOCK_CELLS // max(1, width))
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(needs), step):
        block = Block(features, needs[start : start + step])
        shape = (len(block.rows), width)
        scores = np.broadcast_to(total(parts(block, weights)), shape).astype(np.int64)
        allowed = np.broadcast_to(eligible(block, _no_bans(features)), shape)
        for row, line, free in zip(block.rows.tolist(), scores, allowed, strict=True):
            best = _largest(line, free, first).tolist()
            found[features.needs[row].id] = tuple(features.organisations[place].id for place in best)
    return found


def one_pair(
    features: Features, weights: Weights, need: str, organisation: str, banned: csr_array | None = None
) -> tuple[Row, tuple[Reason, ...]]:
    """One pair with its reasons, and the hard rules that it breaks, a ban of `banned` (a table of pairs) among them.

    `weights` are scaled. Raises: LookupError for ids that the features do not know.
    """
    row = _place(need, [one.id for one in features.needs])
    column = _place(organisation, [one.id for one in features.organisations])
    block = Block(features, np.array([row]), np.array([column]))
    marks = broken(block, _no_bans(features) if banned is None else banned)
    code = np.array([row * max(1, len(features.organisations)) + column], dtype=np.int64)
    one, asked = features.organisations[column], features.needs[row]
    rules = tuple(Reason(rule.code, rule.sentence(one, asked)) for rule in RULES if np.any(marks[rule.code]))
    return explained(features, weights, code)[0], rules


def suited(organisation: Organisation, need: Need, words: Words | None) -> tuple[str, ...]:
    """What part of a need an organisation suits, in names: resources and capabilities that it covers, else themes."""
    ours, theirs = plain_organisation(organisation), plain_need(need)
    offers = {
        "resources": wanted_amounts(organisation.resources, ours, "resources", words),
        "capabilities": wanted_amounts(organisation.capabilities, ours, "capabilities", words),
    }
    asks = {
        "resources": wanted_amounts(need.resources, theirs, "resources", words),
        "capabilities": wanted_amounts(need.capabilities, theirs, "capabilities", words),
    }
    found = [
        concept
        for facet, wanted in asks.items()
        for concept, amount in wanted.items()
        if covered_units(offers[facet].get(concept, 0), amount)
    ]
    if not found:
        offered = offered_concepts(organisation, words)
        found = [t for t in wanted_themes(need.themes, theirs, words) if theme_units(t, offered, words)]
    return tuple(words.label(concept) if words else concept for concept in found)
