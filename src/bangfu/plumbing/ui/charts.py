"""Charts as numbers for server-rendered SVG. Bars start at zero; every chart has a table twin in its template.

Each function takes plain data and gives what the template of the same name draws. Widths are percent, so that the
browser scales them without inline styles.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from bangfu.plumbing.ui.bars import share
from bangfu.plumbing.ui.formats import MISSING, percent

WIDTH, HEIGHT = 384, 196
LEFT, RIGHT, TOP, FOOT = 30, 78, 12, 24
LABEL_GAP = 17


@dataclass(frozen=True)
class Series:
    """One line: name and a value per label (None: no data, the line breaks there)."""

    name: str
    values: Sequence[float | None]


def line_chart(labels: Sequence[str], series: Sequence[Series], fill_between: bool = False) -> dict[str, Any]:
    """Up to four lines over the same labels, labelled at their ends. `fill_between` shades between the first two."""
    values = [v for one in series for v in one.values if v is not None]
    ticks = nice_ticks(max(values, default=1))
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - FOOT
    step = (right - left) / max(1, len(labels) - 1)

    def at(index: int, value: float) -> tuple[float, float]:
        return round(left + step * index, 1), round(bottom - (bottom - TOP) * value / ticks[-1], 1)

    lines = [_line(number + 1, one, at) for number, one in enumerate(series)]
    _part_labels(lines)
    marks = sorted({0, (len(labels) - 1) // 2, len(labels) - 1})
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": left,
        "right": right,
        "ticks": [{"y": at(0, tick)[1], "text": f"{tick:g}", "axis": tick == 0} for tick in ticks],
        "marks": [
            {"x": at(i, 0)[0], "text": labels[i], "anchor": "start" if i == 0 else "middle"} for i in marks if labels
        ],
        "lines": lines,
        "between": _area(series, at) if fill_between and len(series) > 1 else "",
        "labels": list(labels),
        "rows": [{"label": label, "values": [one.values[i] for one in series]} for i, label in enumerate(labels)],
        "names": [one.name for one in series],
    }


def _line(number: int, one: Series, at: Any) -> dict[str, Any]:
    runs: list[list[str]] = [[]]
    last: tuple[float, float] | None = None
    shown: float | None = None
    for index, value in enumerate(one.values):
        if value is None:
            runs.append([])
            continue
        last, shown = at(index, value), value
        runs[-1].append(f"{last[0]},{last[1]}")
    end = {"x": last[0], "y": last[1]} if last else None
    text = f"{one.name} {shown:g}" if shown is not None else one.name
    return {
        "style": f"s{number}",
        "runs": [" ".join(run) for run in runs if run],
        "end": end,
        "text": text,
        "text_y": last[1] + 4 if last else 0,
    }


def _part_labels(lines: list[dict[str, Any]]) -> None:
    """Push end labels apart so that none covers another."""
    ended = sorted((line for line in lines if line["end"]), key=lambda line: line["text_y"])
    for above, below in zip(ended, ended[1:], strict=False):
        below["text_y"] = max(below["text_y"], above["text_y"] + LABEL_GAP)


def _area(series: Sequence[Series], at: Any) -> str:
    first, second = series[0].values, series[1].values
    both = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a is not None and b is not None]
    there = [at(i, first[i]) for i in both]
    back = [at(i, second[i]) for i in reversed(both)]
    return " ".join(f"{x},{y}" for x, y in there + back)


def nice_ticks(largest: float, wanted: int = 3) -> list[float]:
    """Round numbers from 0 to at least `largest`, about `wanted` steps."""
    largest = max(largest, 1)
    raw = largest / wanted
    scale = 10 ** floor(log10(raw))
    step = next(unit * scale for unit in (1, 2, 2.5, 5, 10) if unit * scale >= raw and (unit * scale >= 1))
    if step != int(step):
        step = ceil(step)
    return [step * number for number in range(ceil(largest / step) + 1)]


def bar_chart(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows {label, value, text, tone?: t1…t5, href?} with their widths; the largest fills the track."""
    largest = max((row["value"] for row in rows), default=0)
    return [{"tone": "t1", **row, "width": share(row["value"], largest)} for row in rows]


def funnel(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps {name, count, median?, stuck?, href?} with width and the share that passed from the step before."""
    largest = max((step["count"] for step in steps), default=0)
    drawn = []
    for index, step in enumerate(steps):
        before = steps[index - 1]["count"] if index else None
        rate = percent(step["count"], before, 0) if before else (MISSING if index else "")
        drawn.append({**step, "width": share(step["count"], largest), "rate": rate, "late": index >= len(steps) - 2})
    return drawn


def heat_shade(value: float | None, steps: Sequence[float] = (2, 4, 6, 9)) -> str:
    """Colour class of a cell: 'g0' for zero, '' for no data, shades 1 to 5 above."""
    if value is None:
        return ""
    return "g0" if value == 0 else f"g{1 + bisect_right(list(steps), value)}"


def heat_map(
    columns: Sequence[str], rows: Sequence[dict[str, Any]], steps: Sequence[int] = (2, 4, 6, 9)
) -> dict[str, Any]:
    """Rows {label, cells: [{value, href, label}], total, last, late} with shades and a legend of the steps."""
    bounds = [1, *steps]
    legend = [
        {"shade": f"g{number + 1}", "text": _span(low, bounds[number + 1] - 1 if number + 1 < len(bounds) else None)}
        for number, low in enumerate(bounds)
    ]
    drawn = [
        {**row, "cells": [{**cell, "shade": heat_shade(cell["value"], steps)} for cell in row["cells"]]} for row in rows
    ]
    sums = [sum(row["cells"][i]["value"] or 0 for row in rows) for i in range(len(columns))]
    return {"columns": list(columns), "rows": drawn, "legend": legend, "sums": sums, "total": sum(sums)}


def _span(low: int, high: int | None) -> str:
    if high is None:
        return f"≥ {low}"
    return str(low) if low == high else f"{low}–{high}"
