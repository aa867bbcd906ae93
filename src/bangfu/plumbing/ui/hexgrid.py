"""Lay any set of regions out on hexagons: one cell each, neighbours kept together, the same input always alike.

The result is a schematic and says so wherever it is drawn (「示意图，非行政区划图」). Method: scale the places so that
typical neighbours are one cell apart, give each the nearest free cell, then swap and shift cells while that brings
neighbours (Gabriel graph) closer, keeps their directions and stays near the true positions. Cells are (column, row) of
"odd-r" offset rows, pointy tops. Neighbour graph: Gabriel & Sokal 1969.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians, sqrt

Cell = tuple[int, int]
ROW_HEIGHT = sqrt(3) / 2
SWEEPS = 60
PULL_TOGETHER = 1.0
KEEP_DIRECTION = 3.0
STAY_NEAR = 0.3
STAY_NARROW = 0.5  # each column makes every hexagon, and its text, smaller
SCALES = (0.8, 0.95, 1.1, 1.3, 1.6)


@dataclass(frozen=True)
class Spot:
    """A region with the point that stands for it, in degrees."""

    key: str
    lon: float
    lat: float


@dataclass(frozen=True)
class _Plane:
    """Places in units of one cell, their neighbour pairs, and for each place the pairs it is in."""

    keys: tuple[str, ...]
    xy: tuple[tuple[float, float], ...]
    edges: tuple[tuple[int, int], ...]
    of: tuple[tuple[int, ...], ...]


def lay_out(spots: Iterable[Spot]) -> dict[str, Cell]:
    """A cell for every key; no two share one. Columns and rows begin at 0. Raises ValueError on a repeated key."""
    ordered = tuple(sorted(spots, key=lambda spot: spot.key))
    if len({spot.key for spot in ordered}) != len(ordered):
        raise ValueError("a region stands twice in the list")
    return dict(_lay_out(ordered))


@lru_cache(maxsize=64)
def _lay_out(spots: tuple[Spot, ...]) -> tuple[tuple[str, Cell], ...]:
    if not spots:
        return ()
    flat = _project(spots)
    edges = gabriel(flat)
    results = (_search(_plane(spots, flat, edges, scale)) for scale in SCALES)
    cells = min(results, key=lambda result: (round(result[0] + STAY_NARROW * _columns(result[1]), 6), result[1]))[1]
    upper = min(row for _, row in cells)
    offsets = [_offset((q, row - upper)) for q, row in cells]  # shifted while axial, where every shift is rigid
    left = min(col for col, _ in offsets)
    return tuple((spot.key, (col - left, row)) for spot, (col, row) in zip(spots, offsets, strict=True))


def _project(spots: tuple[Spot, ...]) -> list[tuple[float, float]]:
    middle = radians(sum(spot.lat for spot in spots) / len(spots))
    return [(spot.lon * cos(middle), -spot.lat) for spot in spots]


def gabriel(points: list[tuple[float, float]]) -> tuple[tuple[int, int], ...]:
    """Pairs of points whose diameter circle holds no third point: what looks like neighbours on a map."""
    pairs = []
    for i, (ax, ay) in enumerate(points):
        for j in range(i + 1, len(points)):
            bx, by = points[j]
            mx, my, reach = (ax + bx) / 2, (ay + by) / 2, ((ax - bx) ** 2 + (ay - by) ** 2) / 4
            others = (p for k, p in enumerate(points) if k not in (i, j))
            if all((px - mx) ** 2 + (py - my) ** 2 >= reach for px, py in others):
                pairs.append((i, j))
    return tuple(pairs)


def _plane(
    spots: tuple[Spot, ...], flat: list[tuple[float, float]], edges: tuple[tuple[int, int], ...], scale: float
) -> _Plane:
    lengths = sorted(hypot(flat[i][0] - flat[j][0], flat[i][1] - flat[j][1]) for i, j in edges)
    unit = (lengths[len(lengths) // 2] if lengths else 1.0) * scale or 1.0
    cx, cy = (sum(p[axis] for p in flat) / len(flat) for axis in (0, 1))
    of: list[list[int]] = [[] for _ in flat]
    for number, (i, j) in enumerate(edges):
        of[i].append(number)
        of[j].append(number)
    xy = tuple(((x - cx) / unit, (y - cy) / unit) for x, y in flat)
    return _Plane(tuple(spot.key for spot in spots), xy, edges, tuple(tuple(one) for one in of))


def _search(plane: _Plane) -> tuple[float, tuple[Cell, ...]]:
    """Improve step by step until nothing helps. Gives the cost and axial cells in the order of the keys."""
    cells = _start(plane)
    taken = {cell: index for index, cell in enumerate(cells)}
    for _ in range(SWEEPS):
        moved = [_improve(plane, cells, taken, index) for index in range(len(cells))]
        if not any(moved):
            break
    total = sum(_edge_cost(plane, cells, edge) for edge in plane.edges)
    return total + sum(_drift(plane, cells, index) for index in range(len(cells))), tuple(cells)


def _start(plane: _Plane) -> list[Cell]:
    taken: set[Cell] = set()
    cells = []
    for x, y in plane.xy:
        row = round(y / ROW_HEIGHT)
        home = (round(x - row / 2), row)
        ring = 0
        while not (free := [cell for cell in _ring(home, ring) if cell not in taken]):
            ring += 1
        best = min(free, key=lambda cell: (_distance_to(cell, x, y), cell))
        taken.add(best)
        cells.append(best)
    return cells


def _improve(plane: _Plane, cells: list[Cell], taken: dict[Cell, int], index: int) -> bool:
    """Move one place to a cell nearby, or swap with who stands there, when that lowers the cost most."""
    here = cells[index]
    best, gain = here, 1e-9
    for target in (*_ring(here, 1), *_ring(here, 2)):
        other = taken.get(target)
        touched = (index,) if other is None else (index, other)
        before = _cost(plane, cells, touched)
        cells[index] = target
        if other is not None:
            cells[other] = here
        saved = before - _cost(plane, cells, touched)
        cells[index] = here
        if other is not None:
            cells[other] = target
        if saved > gain:
            best, gain = target, saved
    if best == here:
        return False
    other = taken.pop(best, None)
    cells[index], taken[best] = best, index
    if other is None:
        del taken[here]
    else:
        cells[other], taken[here] = here, other
    return True


def _cost(plane: _Plane, cells: list[Cell], touched: tuple[int, ...]) -> float:
    edges = {number for index in touched for number in plane.of[index]}
    return sum(_edge_cost(plane, cells, plane.edges[number]) for number in sorted(edges)) + sum(
        _drift(plane, cells, index) for index in touched
    )


def _edge_cost(plane: _Plane, cells: list[Cell], edge: tuple[int, int]) -> float:
    i, j = edge
    steps = distance(cells[i], cells[j])
    ax, ay = _centre(cells[i])
    bx, by = _centre(cells[j])
    (px, py), (qx, qy) = plane.xy[i], plane.xy[j]
    true = hypot(qx - px, qy - py) or 1.0
    drawn = hypot(bx - ax, by - ay) or 1.0
    turn = 1 - ((bx - ax) * (qx - px) + (by - ay) * (qy - py)) / (true * drawn)
    return PULL_TOGETHER * (steps - 1) ** 2 + KEEP_DIRECTION * turn


def _drift(plane: _Plane, cells: list[Cell], index: int) -> float:
    x, y = plane.xy[index]
    return STAY_NEAR * _distance_to(cells[index], x, y)


def _distance_to(cell: Cell, x: float, y: float) -> float:
    cx, cy = _centre(cell)
    return (cx - x) ** 2 + (cy - y) ** 2


def _centre(cell: Cell) -> tuple[float, float]:
    q, r = cell
    return q + r / 2, r * ROW_HEIGHT


def _offset(cell: Cell) -> Cell:
    q, r = cell
    return q + (r - (r % 2)) // 2, r


def distance(a: Cell, b: Cell) -> int:
    """Steps between two axial cells."""
    dq, dr = a[0] - b[0], a[1] - b[1]
    return (abs(dq) + abs(dr) + abs(dq + dr)) // 2


def axial(cell: Cell) -> Cell:
    """Offset (column, row) as axial coordinates, in which `distance` counts."""
    col, row = cell
    return col - (row - (row % 2)) // 2, row


def _columns(cells: tuple[Cell, ...]) -> int:
    columns = [_offset(cell)[0] for cell in cells]
    return max(columns) - min(columns) + 1


def _ring(centre: Cell, radius: int) -> list[Cell]:
    q, r = centre
    if radius == 0:
        return [centre]
    return [
        (q + dq, r + dr)
        for dq in range(-radius, radius + 1)
        for dr in range(-radius, radius + 1)
        if max(abs(dq), abs(dr), abs(dq + dr)) == radius
    ]
