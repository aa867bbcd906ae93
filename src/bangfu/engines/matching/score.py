"""The score: whole points per part, added up. Every part is worth at most its weight; the weights add up to 1000."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangfu.engines.matching.features import EARTH_KM, NO_POINT, TEXT_FULL, UNIT, Wishes
from bangfu.engines.matching.model import Weights
from bangfu.engines.matching.view import View

Points = NDArray[np.int64]


def parts(view: View, weights: Weights) -> dict[str, NDArray[Any]]:
    """Points by part at each pair of `view`; `weights` are scaled ones."""
    features = view.features
    facts = features.facts
    duty = view.product(features.duty.ask, features.duty.offer) > 0
    half_hub, track_points = rounded(weights.hub * facts.in_hub, 2), rounded_float(facts.track * weights.track)
    return {
        "themes": covered(view, features.themes, weights.themes),
        "capabilities": covered(view, features.capabilities, weights.capabilities),
        "resources": covered(view, features.resources, weights.resources),
        "distance": np.searchsorted(nearness_steps(weights.distance, features.setting.distance_scale_km), cosine(view)),
        "track": view.of_organisation(track_points),
        "hub": np.where(duty, weights.hub, view.of_organisation(half_hub)),
        "text": alike(view, weights.text),
        "existing": view.cells(features.existing) * weights.existing,
    }


def total(points: dict[str, NDArray[Any]]) -> NDArray[np.int16]:
    """The score: the sum of the parts."""
    sums: Any = 0
    for part in points.values():
        sums = sums + part
    return np.asarray(sums).astype(np.int16)


def covered(view: View, wishes: Wishes, weight: int) -> Points:
    """The mean coverage of what a need asks for, in points; nothing asked earns nothing."""
    units = view.product(wishes.ask, wishes.offer)
    asked = view.of_need(np.maximum(wishes.asked, 1))
    return rounded(units * weight, asked * UNIT)


def alike(view: View, weight: int) -> Points:
    """Text likeness in points."""
    dots = view.product(view.features.text_ask, view.features.text_offer)
    return np.clip(rounded(dots.astype(np.int64) * weight, TEXT_FULL), 0, weight)


def cosine(view: View) -> NDArray[np.float64]:
    """Cosine of the angle between both places; unknown ones become NO_POINT."""
    return view.once("cosine", lambda: _cosine(view))


def _cosine(view: View) -> NDArray[np.float64]:
    here, there = view.features.place_need, view.features.place_organisation
    x, y, z = (view.of_need(here[axis]) * view.of_organisation(there[axis]) for axis in range(3))
    return np.nan_to_num(x + y + z, nan=NO_POINT)


def nearness_steps(weight: int, scale_km: float) -> NDArray[np.float64]:
    """Rising cosines: a pair earns as many points as it reaches steps; point p is reached where weight*exp(-d/scale) >= p - 1/2."""
    wanted = np.arange(1, weight + 1)
    kilometres = -scale_km * np.log(np.maximum(wanted - 0.5, 1e-9) / max(weight, 1))
    return np.cos(np.minimum(kilometres / EARTH_KM, np.pi))


def rounded(numerator: Any, denominator: Any) -> Any:
    """Whole-number division, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def rounded_float(values: NDArray[np.float64]) -> Points:
    """Nearest whole numbers, halves up."""
    return np.floor(values + 0.5).astype(np.int64)
