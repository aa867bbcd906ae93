"""Blocking pairs: an organisation and a need that would rather have each other than what the plan gives them.

A plan of the highest total is not a stable one; how far it is from that is counted, not hidden.
"""

from __future__ import annotations

import numpy as np

from bangfu.engines.matching.network import Ints

NOBODY = -1


def content(at: Ints, scores: Ints, room: Ints) -> Ints:
    """Per party the lowest score it has, which a better pair must exceed; NOBODY while it has room."""
    partners = np.bincount(at, minlength=len(room))
    worst = np.full(len(room), np.iinfo(np.int64).max)
    np.minimum.at(worst, at, scores)
    return np.where(partners < room, NOBODY, worst)


def blocking_in_list(codes: Ints, scores: Ints, planned: Ints, of_need: Ints, of_organisation: Ints) -> int:
    """How many of the listed pairs outside the plan block it."""
    width = max(1, len(of_organisation))
    wanted = (scores > of_need[codes // width]) & (scores > of_organisation[codes % width])
    return int((wanted & ~np.isin(codes, planned)).sum())
