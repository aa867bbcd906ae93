"""A scenario open on the desk: its board, what the page asks for, and where links lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from bangfu.apps.exchange.boards import Board, PairSeen
from bangfu.apps.exchange.queries.kept import Listed
from bangfu.values import GeoPoint

VIEWS = ("map", "matrix", "table", "none", "limits")
ASKED = ("view", "q", "place", "origin", "of", "wanted", "decided")
"""What a page of the desk is asked for: words, places by the head of a code, one organisation, one need, only decided pairs."""
UNKNOWN = Listed("")


@dataclass(frozen=True)
class Opened:
    """``asked`` is the page's query; ``base`` its path, ``pair_base`` that of the page of one pair."""

    board: Board
    base: str
    pair_base: str
    asked: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def planned(self) -> dict[tuple[str, str], PairSeen]:
        """The plan's pairs by (organisation, need)."""
        return {(row.organisation, row.need): row for row in self.board.rows}

    @cached_property
    def decided(self) -> dict[tuple[str, str], str]:
        """ "lock" or "ban" by (organisation, need), as it stands now: it may be newer than the plan."""
        return {(one.organisation, one.need): one.decision for one in self.board.decisions}

    @cached_property
    def partners(self) -> dict[str, list[str]]:
        """Organisations by need, for needs that have some."""
        found: dict[str, list[str]] = {}
        for row in self.board.rows:
            found.setdefault(row.need, []).append(row.organisation)
        return found

    @cached_property
    def load(self) -> dict[str, int]:
        """How many needs each organisation of the plan takes on."""
        found: dict[str, int] = {}
        for row in self.board.rows:
            found[row.organisation] = found.get(row.organisation, 0) + 1
        return found

    @cached_property
    def _limits(self) -> dict[tuple[str, str], tuple[int | None, int | None]]:
        return {(one.subject, one.name): (one.least, one.most) for one in self.board.limits}

    def need(self, name: str) -> Listed:
        """A need by id; an empty one for an id that the lists do not have."""
        return self.board.lists.needs.get(name, UNKNOWN)

    def organisation(self, name: str) -> Listed:
        """An organisation by id."""
        return self.board.lists.organisations.get(name, UNKNOWN)

    def need_limits(self, name: str) -> tuple[int, int]:
        """Least and most partners of a need, the scenario's own limits laid over the sheet's."""
        sheet, (least, most) = self.need(name), self._limits.get(("need", name), (None, None))
        return sheet.least if least is None else least, sheet.most if most is None else most

    def capacity(self, name: str) -> int:
        """How many needs an organisation may take on here."""
        _least, most = self._limits.get(("organisation", name), (None, None))
        return self.organisation(name).most if most is None else most

    def kilometres(self, organisation: str, need: str) -> float | None:
        """The straight line between both; None when a point is unknown."""
        here, there = self.organisation(organisation), self.need(need)
        if here.lon is None or here.lat is None or there.lon is None or there.lat is None:
            return None
        return GeoPoint(lon=here.lon, lat=here.lat).km_to(GeoPoint(lon=there.lon, lat=there.lat))

    def link(self, **changes: str) -> str:
        """This page with some of its query changed; "" takes a part out."""
        query = {name: value for name, value in {**self.asked, **changes}.items() if value}
        return f"{self.base}?{urlencode(query)}" if query else self.base

    def pair_link(self, organisation: str, need: str) -> str:
        """The page of one pair."""
        return f"{self.pair_base}?{urlencode({'organisation': organisation, 'need': need})}"
