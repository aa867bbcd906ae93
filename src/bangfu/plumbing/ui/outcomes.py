"""A plan's figures against a baseline, and several plans beside each other: better and worse are words, not only colours.

Which direction is better belongs to the figure: more needs served is better, more kilometres is worse, and some figures
(pairs changed) are neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any, Literal

from django.utils.translation import gettext as _

from bangfu.plumbing.ui.bars import share
from bangfu.plumbing.ui.formats import MISSING, number

Better = Literal["more", "less", ""]
Amount = int | float | Decimal


@dataclass(frozen=True)
class Measure:
    """One figure of several plans.

    `values`: one per plan, None where there is none. `places`: decimals shown. `href`: rows behind the figure, one per plan
    ("" where there are none). `note`: what is counted (口径).
    """

    label: str
    values: tuple[Amount | None, ...]
    unit: str = ""
    better: Better = ""
    places: int | None = None
    note: str = ""
    hrefs: tuple[str, ...] = ()


def delta(value: Amount | None, baseline: Amount | None, measure: Measure) -> dict[str, str] | None:
    """How `value` stands to `baseline`: {"text", "tone": better|worse|same|other, "icon"}; None when one is missing."""
    if value is None or baseline is None:
        return None
    shown, before = _rounded(value, measure.places), _rounded(baseline, measure.places)
    if shown == before:
        return {"text": _("与基准相同"), "tone": "same", "icon": "minus"}
    amount = " ".join(part for part in (number(abs(shown - before), measure.places), measure.unit) if part)
    more = shown > before
    tone = "other" if not measure.better else ("better" if more == (measure.better == "more") else "worse")
    sentences = {
        ("better", True): _("多 %(amount)s，更好"),
        ("better", False): _("少 %(amount)s，更好"),
        ("worse", True): _("多 %(amount)s，更差"),
        ("worse", False): _("少 %(amount)s，更差"),
        ("other", True): _("多 %(amount)s"),
        ("other", False): _("少 %(amount)s"),
    }
    return {"text": sentences[tone, more] % {"amount": amount}, "tone": tone, "icon": "up" if more else "down"}


def outcome(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """Figures of a plan (first value) against the baseline (second value) for `components/outcome.html`."""
    return [
        {
            "label": measure.label,
            "value": number(measure.values[0], measure.places),
            "unit": measure.unit,
            "note": measure.note,
            "href": measure.hrefs[0] if measure.hrefs else "",
            "baseline": number(measure.values[1], measure.places) if len(measure.values) > 1 else MISSING,
            "delta": delta(measure.values[0], measure.values[1], measure) if len(measure.values) > 1 else None,
        }
        for measure in measures
    ]


def compared(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """Rows of `components/compare.html`: a cell per plan, the best of each row marked unless all are alike."""
    return [
        {
            "label": measure.label,
            "note": measure.note,
            "unit": measure.unit,
            "cells": [
                {
                    "text": number(value, measure.places),
                    "best": value is not None and _rounded(value, measure.places) == best,
                    "delta": delta(value, measure.values[0], measure) if index else None,
                    "href": measure.hrefs[index] if measure.hrefs else "",
                }
                for index, value in enumerate(measure.values)
            ],
        }
        for measure in measures
        for best in [_best(measure)]
    ]


def load_spread(loads: Sequence[int], limits: Sequence[int] = ()) -> dict[str, Any] | None:
    """How work spreads: columns (load, how many organisations), least, middle, most; None when nobody takes part.

    `limits`: the capacity of each, for the share that is used up.
    """
    if not loads:
        return None
    counts = {load: list(loads).count(load) for load in range(min(loads), max(loads) + 1)}
    largest = max(counts.values())
    full = sum(load >= limit for load, limit in zip(loads, limits, strict=True)) if limits else None
    middle = median(loads)
    return {
        "columns": [{"load": load, "count": count, "height": share(count, largest)} for load, count in counts.items()],
        "least": min(loads),
        "middle": number(middle if middle != int(middle) else int(middle)),
        "most": max(loads),
        "full": full,
        "total": len(loads),
    }


def stacked(points: Sequence[int], whole: int = 0) -> list[dict[str, Any]]:
    """Parts of one bar in percent of `whole` (their sum when 0): where each begins, how wide it is, its class p1 to p8."""
    largest = whole or sum(points)
    parts, begin = [], 0
    for index, value in enumerate(points):
        parts.append({"x": share(begin, largest), "width": share(value, largest), "style": f"p{index % 8 + 1}"})
        begin += value
    return parts


def _best(measure: Measure) -> Decimal | None:
    known = {_rounded(value, measure.places) for value in measure.values if value is not None}
    if not measure.better or len(known) < 2:
        return None
    return max(known) if measure.better == "more" else min(known)


def _rounded(value: Amount, places: int | None) -> Decimal:
    exact = Decimal(str(value))
    return exact if places is None else round(exact, places)
