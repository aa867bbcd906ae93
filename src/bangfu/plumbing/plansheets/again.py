"""A plan that was kept as its JSON document, put together again: the inverse of `plan_document`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bangfu.engines.matching import Conflict, Coverage, Need, Pair, Plan, Reason, Row, Summary, Unmatched

from .inputs import Inputs

_FIGURES = (
    "objective",
    "priorities",
    "score_total",
    "upper_bound",
    "gap",
    "pairs",
    "needs_served",
    "shortfall",
    "min_partners",
    "priority_total",
    "price_of_fairness",
    "price_of_priorities",
    "engine",
    "weights",
    "organisations",
    "needs",
    "eligible_pairs",
    "considered_pairs",
    "blocking_pairs",
    "changes",
)


def plan_again(document: Mapping[str, Any], inputs: Inputs) -> Plan:
    """The plan of a document and of the inputs that it was made from.

    Errors: ``KeyError`` when the document is not one of `plan_document`.
    """
    summary = document["summary"]
    rows = tuple(_row(one) for one in document["rows"])
    return Plan(
        rows=rows,
        unmatched=tuple(Unmatched(one["need"], _told(one["why"]), _told(one["help"])) for one in document["unmatched"]),
        coverage=_coverage(rows, inputs.needs),
        summary=Summary(**{name: summary[name] for name in _FIGURES}),
        warnings=_told(summary["warnings"]),
        conflicts=tuple(_conflict(one) for one in summary["conflicts"]),
        prices=dict(summary["congestion_prices"]),
    )


def _row(one: Mapping[str, Any]) -> Row:
    reasons = tuple(Reason(each["code"], each["text"], each["points"]) for each in one["reasons"])
    return Row(one["organisation"], one["need"], one["score"], reasons, _told(one["against"]), one["locked"])


def _coverage(rows: Iterable[Row], needs: Iterable[Need]) -> tuple[Coverage, ...]:
    partners: Counter[str] = Counter()
    scores: Counter[str] = Counter()
    for row in rows:
        partners[row.need] += 1
        scores[row.need] += row.score
    return tuple(
        Coverage(
            one.id,
            partners[one.id],
            one.min_partners,
            one.max_partners,
            max(0, one.min_partners - partners[one.id]),
            scores[one.id],
        )
        for one in sorted(needs, key=lambda one: one.id)
    )


def _conflict(one: Mapping[str, Any]) -> Conflict:
    return Conflict(
        needs=tuple(one["needs"]),
        organisations=tuple(one["organisations"]),
        locks=_pairs(one["locks"]),
        bans=_pairs(one["bans"]),
        asked=one["asked"],
        possible=one["possible"],
        sentence=one["text"],
        relax=_told(one["relax"]),
    )


def _pairs(some: Iterable[Mapping[str, str]]) -> tuple[Pair, ...]:
    return tuple(Pair(need=one["need"], organisation=one["organisation"]) for one in some)


def _told(some: Iterable[Mapping[str, str]]) -> tuple[Reason, ...]:
    return tuple(Reason(one["code"], one["text"]) for one in some)
