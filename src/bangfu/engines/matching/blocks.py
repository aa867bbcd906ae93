"""Candidate blocks: needs of one county with the organisations that can serve there at all.

What is left out breaks a hard rule with every need of the block (service area, radius, standing, capacity; a closed or expired
need stands in no block), so leaving it out never changes a plan. Inside a block all rules are asked again, pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bangfu.engines.matching.features import Features
from bangfu.engines.matching.network import Bools, Ints

AREA_DIGITS = 6
"""Needs of one county share a block: most service areas are counties or larger."""
SMALL = 4_000_000
"""Lists with fewer pairs than this are not split by area: starting a block costs as much as scoring ten thousand pairs."""
SAFE_ANGLE = 1e-6
"""Radians (six metres) by which a radius is widened here, so that no rounding leaves out a pair that the rule lets pass."""


@dataclass(frozen=True, slots=True)
class CandidateBlock:
    """Positions of needs and of the organisations that may serve some of them; both rising within an area."""

    area: int
    rows: Ints
    columns: Ints

    @property
    def cells(self) -> int:
        """How many pairs it has."""
        return len(self.rows) * len(self.columns)


def candidate_blocks(features: Features, cells: int) -> list[CandidateBlock]:
    """Blocks of about `cells` pairs that hold every eligible pair exactly once."""
    facts = features.facts
    able = ~(facts.suspended | facts.full)
    found: list[CandidateBlock] = []
    for area, rows in enumerate(_areas(features)):
        columns = np.flatnonzero(able & _in_area(features, rows) & _in_reach(features, rows))
        step = max(1, cells // max(1, len(columns)))
        if len(columns):
            found += [CandidateBlock(area, rows[start : start + step], columns) for start in range(0, len(rows), step)]
    return found


def _areas(features: Features) -> list[Ints]:
    """Open needs by county, in the order of codes; all in one when the lists are small."""
    facts = features.facts
    rows = np.flatnonzero(~(facts.closed | facts.passed))
    if not len(rows):
        return []
    if len(rows) * len(features.organisations) <= SMALL:
        return [rows]
    county = np.array([features.needs[row].region[:AREA_DIGITS] for row in rows.tolist()])
    order = np.argsort(county, kind="stable")
    cuts = np.flatnonzero(county[order][1:] != county[order][:-1]) + 1
    return np.split(rows[order], cuts)


def _in_area(features: Features, rows: Ints) -> Bools:
    """Organisations without stated regions, or with one that holds some of these needs."""
    area = features.area
    places = np.unique(area.ask[rows].indices)
    serves = np.asarray(area.offer[places].sum(axis=0)).ravel() > 0
    return ~features.facts.limited | serves


def _in_reach(features: Features, rows: Ints) -> Bools:
    """Organisations whose radius may reach the cap in which these needs lie; True where a point is unknown."""
    points = features.place_need[:, rows]
    reach = np.arccos(np.clip(features.facts.reach, -1, 1))
    unlimited = features.facts.reach < -1
    middle = points.sum(axis=1)
    length = float(np.linalg.norm(middle)) if not np.isnan(points).any() else 0.0
    if length < SAFE_ANGLE:
        return np.ones(len(reach), np.bool_)
    middle = middle / length
    spread = float(np.arccos(np.clip(middle @ points, -1, 1)).max())
    away = np.arccos(np.clip(middle @ features.place_organisation, -1, 1))
    return unlimited | ~(away - spread > reach + SAFE_ANGLE)
