"""The figures of a plan beside those of the engine: kilometres, load, what changed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from bangfu.values import GeoPoint

Point = tuple[float, float] | None
"""(longitude, latitude), WGS-84."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan comes to.

    ``km`` sums straight lines over pairs whose both ends have a point, ``km_known`` counts them. The load is over the
    organisations that the plan engages (``engaged``).
    """

    pairs: int
    served: int
    demand: int
    score_total: int
    gap: float
    shortfall: int
    price_of_fairness: float | None
    km: int
    km_known: int
    engaged: int
    load_min: int
    load_median: int
    load_max: int

    @property
    def km_mean(self) -> int:
        """Kilometres of a pair on average, rounded; 0 when no distance is known."""
        return round(self.km / self.km_known) if self.km_known else 0


def outcome_of(document: Mapping[str, Any], organisations: Mapping[str, Point], needs: Mapping[str, Point]) -> Outcome:
    """The figures of a plan's JSON document. ``organisations``, ``needs``: points by id."""
    summary, rows = document["summary"], document["rows"]
    legs = [km for row in rows if (km := _km(organisations[row["organisation"]], needs[row["need"]])) is not None]
    load = sorted(Counter(row["organisation"] for row in rows).values())
    return Outcome(
        pairs=summary["pairs"],
        served=summary["needs_served"],
        demand=summary["needs"],
        score_total=summary["score_total"],
        gap=summary["gap"],
        shortfall=summary["shortfall"],
        price_of_fairness=summary["price_of_fairness"],
        km=round(sum(legs)),
        km_known=len(legs),
        engaged=len(load),
        load_min=load[0] if load else 0,
        load_median=median_low(load) if load else 0,
        load_max=load[-1] if load else 0,
    )


def _km(one: Point, other: Point) -> float | None:
    if one is None or other is None:
        return None
    return GeoPoint(lon=one[0], lat=one[1]).km_to(GeoPoint(lon=other[0], lat=other[1]))


def pairs_changed(before: Iterable[tuple[str, str]], after: Collection[tuple[str, str]]) -> int:
    """How many pairs of the first plan are not in the second."""
    return len(set(before) - set(after))


def row_faults(row: Mapping[str, Any], banned: Collection[tuple[str, str]]) -> list[str]:
    """What is wrong with one row of a kept plan, in sentences: its reasons must add up, and it must not be banned."""
    found = []
    points = sum(reason["points"] for reason in row["reasons"])
    if points != row["score"]:
        found.append(f"理由合计 {points} 分，与匹配分 {row['score']} 不符。")
    if (row["organisation"], row["need"]) in banned:
        found.append("这一对是禁止的，却在方案里。")
    return found


def capacity_faults(
    rows: Collection[Mapping[str, Any]], capacities: Mapping[str, int], maxima: Mapping[str, int]
) -> list[str]:
    """Organisations beyond their slots, needs beyond their maximum, ids that no list has."""
    found = []
    for key, limits, word in (("organisation", capacities, "可承接数量"), ("need", maxima, "最多承接组织数")):
        for name, count in sorted(Counter(row[key] for row in rows).items()):
            if name not in limits:
                found.append(f"{name} 不在输入表里。")
            elif count > limits[name]:
                found.append(f"{name} 有 {count} 对，超过{word} {limits[name]}。")
    return found
