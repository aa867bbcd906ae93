"""Where the parts of a flow diagram stand: pure geometry of whole fen, drawn as SVG by a template.

Columns stand side by side, nodes lie in them one under another, their height and the width of a ribbon proportional to fen.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bangfu.apps.accountability.rules import Link

WIDTH, HEIGHT = 960, 380
BAR, GAP, TOP, LEAST = 12, 26, 20, 2
LABEL = 150
"""Room at the right for the labels of the last column."""


@dataclass(frozen=True, slots=True)
class Node:
    """A bar: its column from 0, words, fen, and the box it fills."""

    column: int
    name: str
    fen: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A link as a closed path, with its ends' words for who points at it."""

    source: str
    target: str
    fen: int
    path: str
    column: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template draws."""

    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    width: int = WIDTH
    height: int = HEIGHT


def layout(links: Sequence[Link]) -> Drawing:
    """Lay out links between neighbouring columns. Nothing to draw gives an empty drawing.

    Widths are proportional to fen within rounding to 0.1; the smallest are drawn :data:`LEAST` high so that they are seen.
    """
    sums = _sums(links)
    if not sums:
        return Drawing((), ())
    columns: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for key in sorted(sums, key=lambda one: (one[0], -sums[one], one[1])):
        columns[key[0]].append(key)
    scale = _scale(sums, columns)
    last = max(columns)
    step = (WIDTH - LABEL - BAR) / max(1, last)
    nodes: dict[tuple[int, str], Node] = {}
    for column, keys in columns.items():
        y = float(TOP)
        for key in keys:
            high = max(LEAST, sums[key] * scale)
            nodes[key] = Node(column, key[1], sums[key], round(column * step, 1), round(y, 1), round(high, 1))
            y += high + GAP
    height = round(max(node.y + node.height for node in nodes.values())) + 8
    return Drawing(tuple(nodes.values()), tuple(_ribbons(links, nodes, scale)), WIDTH, height)


def _sums(links: Sequence[Link]) -> dict[tuple[int, str], int]:
    """Fen through each node: the larger of what enters and what leaves."""
    entering: dict[tuple[int, str], int] = defaultdict(int)
    leaving: dict[tuple[int, str], int] = defaultdict(int)
    for link in links:
        leaving[link.source] += link.fen
        entering[link.target] += link.fen
    return {key: max(entering[key], leaving[key]) for key in [*leaving, *entering]}


def _scale(sums: dict[tuple[int, str], int], columns: dict[int, list[tuple[int, str]]]) -> float:
    """Pixels a fen, so that the fullest column fits."""
    room = [
        (HEIGHT - TOP - GAP * len(keys)) / total
        for keys in columns.values()
        if (total := sum(sums[key] for key in keys))
    ]
    return max(0.0, min(room))


def _ribbons(links: Sequence[Link], nodes: dict[tuple[int, str], Node], scale: float) -> list[Ribbon]:
    """Ribbons leave and arrive in the order of what lies at their other end, so that they cross as little as may be."""
    out = {key: node.y for key, node in nodes.items()}
    into = dict(out)
    starts: dict[Link, float] = {}
    for link in sorted(links, key=lambda one: (nodes[one.source].y, nodes[one.target].y)):
        starts[link] = out[link.source]
        out[link.source] += link.fen * scale
    drawn = []
    for link in sorted(links, key=lambda one: (nodes[one.target].y, nodes[one.source].y)):
        wide, a, b = max(1.0, link.fen * scale), starts[link], into[link.target]
        into[link.target] += link.fen * scale
        source, target = nodes[link.source], nodes[link.target]
        path = _curve(source.x + BAR, a, target.x, b, wide)
        drawn.append(Ribbon(source.name, target.name, link.fen, path, source.column))
    return drawn


def _curve(x1: float, y1: float, x2: float, y2: float, wide: float) -> str:
    middle = (x1 + x2) / 2
    return (
        f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        f"V{y2 + wide:.1f}C{middle:.1f} {y2 + wide:.1f} {middle:.1f} {y1 + wide:.1f} {x1:.1f} {y1 + wide:.1f}Z"
    )
