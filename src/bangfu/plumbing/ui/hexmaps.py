"""The hexagon schematic as numbers for an SVG: corners, text positions, colour steps, legend, and its table twin."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from bangfu.plumbing.ui.hexgrid import Spot, lay_out

RADIUS = 33.5
STEP_X = 60.6
STEP_Y = STEP_X * sqrt(3) / 2
MARGIN = 4.3
LONG_NAME = 3  # characters that fit at full size; callers hand in short names


@dataclass(frozen=True)
class Region:
    """One hexagon. `value` None means outside the figure's scope (grey, not a link); zero is a value."""

    key: str
    name: str
    lon: float
    lat: float
    value: int | None = None
    href: str = ""
    label: str = ""


@dataclass(frozen=True)
class Hexagon:
    """A region with its drawing: polygon corners, text anchors, colour class ('g1'…'g6', 'd1'…, '' for grey)."""

    region: Region
    corners: str
    x: float
    name_y: float
    value_y: float
    alone_y: float
    shade: str
    long: bool


@dataclass(frozen=True)
class HexMap:
    """Everything the template `components/hex_map.html` draws."""

    width: float
    height: float
    hexagons: tuple[Hexagon, ...]
    legend: tuple[dict[str, Any], ...]
    regions: tuple[Region, ...] = field(default=())


def hex_map(regions: Sequence[Region], steps: Sequence[int] = (1, 10, 20, 30, 40), ramp: str = "g") -> HexMap:
    """Draw regions. `steps`: five ascending lower bounds of shades 2 to 6 (below the first is shade 1).

    `ramp`: 'g' for what is missing (kapok), 'd' for what is done (green).
    """
    cells = lay_out(Spot(region.key, region.lon, region.lat) for region in regions)
    drawn = tuple(_hexagon(region, cells[region.key], steps, ramp) for region in regions)
    columns = max((col + (row % 2) / 2 for col, row in cells.values()), default=0)
    rows = max((row for _, row in cells.values()), default=0)
    legend = [{"x": 0, "shade": f"{ramp}1", "text": "0"}] + [
        {
            "x": 36 * (number + 1),
            "shade": f"{ramp}{number + 2}",
            "text": f"{step}+" if number == len(steps) - 1 else str(step),
        }
        for number, step in enumerate(steps)
    ]
    ranked = tuple(sorted((r for r in regions if r.value is not None), key=lambda r: (-(r.value or 0), r.key)))
    return HexMap(
        width=round(MARGIN * 2 + columns * STEP_X + 2 * RADIUS * sqrt(3) / 2, 1),
        height=round(MARGIN * 2 + rows * STEP_Y + 2 * RADIUS, 1),
        hexagons=drawn,
        legend=tuple(legend),
        regions=ranked,
    )


def shade_of(value: int | None, steps: Sequence[int], ramp: str) -> str:
    """The colour class of a value: '' for none, shade 1 below the first step."""
    return "" if value is None else f"{ramp}{min(6, 1 + bisect_right(list(steps), value))}"


def _hexagon(region: Region, cell: tuple[int, int], steps: Sequence[int], ramp: str) -> Hexagon:
    col, row = cell
    half = RADIUS * sqrt(3) / 2
    x = MARGIN + half + (col + (row % 2) / 2) * STEP_X
    y = MARGIN + RADIUS + row * STEP_Y
    corners = (
        (half, -RADIUS / 2),
        (half, RADIUS / 2),
        (0, RADIUS),
        (-half, RADIUS / 2),
        (-half, -RADIUS / 2),
        (0, -RADIUS),
    )
    return Hexagon(
        region=region,
        corners=" ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners),
        x=round(x, 1),
        name_y=round(y - 4, 1),
        value_y=round(y + 19, 1),
        alone_y=round(y + 6, 1),
        shade=shade_of(region.value, steps, ramp),
        long=len(region.name) > LONG_NAME,
    )
