"""Candidates that no best team needs: for each of them there is at least one team as good without them.

A candidate is *dominated* by one that brings as much of every wish, adds no more to the value and costs no more. A team with a
dominated candidate can swap it for a dominator that is not yet in the team. If all of some dominators are in the team
already and together cover everything that the candidate brings, the candidate can simply leave (when it adds at least 0).
So it may be dropped when its dominators are as many as the free seats, or cover its wishes among themselves. Each swap goes
up in a fixed order, so dropping many at once is safe.
"""

from __future__ import annotations

import numpy as np

from bangfu.engines.matching.network import Bools, Ints
from bangfu.engines.matching.teams.covering import Covering

MOST = 1500
"""Beyond so many candidates nothing is dropped: comparing all pairs would cost more than it saves."""


def undominated(covering: Covering, prices: Ints, columns: Ints, keep: Bools) -> Bools:
    """Which columns stay; `prices` and `columns` as in the programme of a lead, only those in `keep` are looked at."""
    looked = np.flatnonzero(keep)
    result = keep.copy()
    if not 1 < len(looked) <= MOST:
        return result
    who = columns[looked]
    gives, price, cost = covering.gives[who], prices[looked], covering.cost[who]
    order = np.lexsort((who, cost, -gives.sum(axis=1), price))
    gives, price, cost = gives[order], price[order], cost[order]
    for place in range(1, len(order)):
        before = (gives[:place] >= gives[place]).all(axis=1) & (cost[:place] <= cost[place])
        count = int(before.sum())
        if count == 0:
            continue
        brings = gives[place] > 0
        covered = (gives[:place][before][:, brings].sum(axis=0) >= covering.wanted[brings]).all()
        if count >= covering.seats - 1 or (covered and price[place] >= 0):
            result[looked[order[place]]] = False
    return result
