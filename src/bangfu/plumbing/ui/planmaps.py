"""A plan on the hexagon schematic: places with what they asked and got, pairs between places as arcs, and both as tables.

One arc per two places, as thick as it has pairs; pairs inside a place have no arc and stand in the table. Like the other
maps this is a schematic, not a map of borders.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from bangfu.plumbing.ui.hexmaps import Hexagon, Region, hex_map

ARCS_SHOWN = 40
WIDTH_STEPS = (2, 4, 8)  # pairs from which an arc takes the next of four widths
BEND = 0.16  # how far an arc leaves the straight line, as a share of its length
CLEAR = 21.0  # an arc begins and ends this far from the middle, so that names stay readable
MISSING_STEPS = (2, 4, 7)


@dataclass(frozen=True)
class PlanPlace:
    """One place of a plan.

    `asked` counts its needs (0: it only sends organisations), `served` those with a partner, `sends` the organisations
    seated there that take part; `pairs` the pairs of its needs.
    """

    key: str
    name: str
    lon: float
    lat: float
    asked: int = 0
    served: int = 0
    pairs: int = 0
    sends: int = 0
    href: str = ""


@dataclass(frozen=True)
class Flow:
    """`pairs` pairs between organisations of `origin` and needs of `target` (keys of places)."""

    origin: str
    target: str
    pairs: int
    kilometres: float | None = None
    href: str = ""


@dataclass(frozen=True)
class Arc:
    """One drawn flow: path of the SVG, the point where it ends, class 'w1' to 'w4'."""

    path: str
    end_x: float
    end_y: float
    width: str


@dataclass(frozen=True)
class PlaceHex:
    """One place with its hexagon, the colour class, and what stands in it."""

    place: PlanPlace
    hexagon: Hexagon
    shade: str
    figure: str


@dataclass(frozen=True)
class FlowRow:
    """One row of the table twin."""

    origin: str
    target: str
    local: bool
    flow: Flow


@dataclass(frozen=True)
class PlanMap:
    """Everything the template `components/plan_map.html` draws. `left_out` arcs are only in the table."""

    width: float
    height: float
    places: tuple[PlaceHex, ...]
    arcs: tuple[Arc, ...]
    rows: tuple[FlowRow, ...]
    left_out: int
    local_pairs: int


def plan_map(places: Sequence[PlanPlace], flows: Sequence[Flow]) -> PlanMap:
    """Draw places and the thickest flows between them; flows of unknown places are left to the caller's other views."""
    drawn = hex_map([Region(place.key, place.name, place.lon, place.lat, place.asked) for place in places])
    hexagons = {hexagon.region.key: hexagon for hexagon in drawn.hexagons}
    names = {place.key: place.name for place in places}
    known = sorted(
        (flow for flow in flows if flow.origin in names and flow.target in names),
        key=lambda flow: (-flow.pairs, flow.target, flow.origin),
    )
    across = [flow for flow in known if flow.origin != flow.target]
    return PlanMap(
        width=drawn.width,
        height=drawn.height,
        places=tuple(PlaceHex(place, hexagons[place.key], _shade(place), _figure(place)) for place in places),
        arcs=tuple(_arc(flow, hexagons) for flow in reversed(across[:ARCS_SHOWN])),
        rows=tuple(FlowRow(names[f.origin], names[f.target], f.origin == f.target, f) for f in known),
        left_out=max(0, len(across) - ARCS_SHOWN),
        local_pairs=sum(flow.pairs for flow in known if flow.origin == flow.target),
    )


def _shade(place: PlanPlace) -> str:
    """Green when every need has somebody, warm by how many have nobody, '' for a place that asked nothing."""
    missing = place.asked - place.served
    if not place.asked:
        return "send" if place.sends else ""
    return "d3" if missing <= 0 else f"g{2 + bisect_right(MISSING_STEPS, missing)}"


def _figure(place: PlanPlace) -> str:
    return f"{place.served}/{place.asked}" if place.asked else (f"{place.sends}" if place.sends else "")


def _arc(flow: Flow, hexagons: dict[str, Hexagon]) -> Arc:
    start, end = hexagons[flow.origin], hexagons[flow.target]
    x1, y1, x2, y2 = start.x, start.alone_y - 6, end.x, end.alone_y - 6
    dx, dy = x2 - x1, y2 - y1
    length = hypot(dx, dy) or 1.0
    bent_x, bent_y = (x1 + x2) / 2 + dy * BEND, (y1 + y2) / 2 - dx * BEND
    trim = min(CLEAR, length / 3) / length
    ax, ay = x1 + dx * trim, y1 + dy * trim
    bx, by = x2 - dx * trim, y2 - dy * trim
    return Arc(
        path=f"M{ax:.1f} {ay:.1f}Q{bent_x:.1f} {bent_y:.1f} {bx:.1f} {by:.1f}",
        end_x=round(bx, 1),
        end_y=round(by, 1),
        width=f"w{1 + bisect_right(WIDTH_STEPS, flow.pairs)}",
    )
