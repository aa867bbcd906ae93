"""The JSON documents of `plan` and `recommend`, key by key as documented."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bangfu.engines import matching
from bangfu.engines.matching import Conflict, Plan, Reason, Recommendations
from bangfu.engines.matching import Row as PlanRow

from .inputs import Inputs


def plan_document(plan: Plan, inputs: Inputs, seconds: float) -> dict[str, Any]:
    """The documented plan; everything beyond the documented keys is an addition."""
    summary = plan.summary
    names = {one.id: one.name for one in inputs.organisations}
    return {
        "rows": [
            {
                "organisation": row.organisation,
                "need": row.need,
                "score": row.score,
                "reasons": _reasons(row.reasons),
                "against": _told(row.against),
                "locked": row.locked,
                "next": _next(plan, row, names),
            }
            for row in plan.rows
        ],
        "unmatched": [{"need": one.need, "why": _told(one.why), "help": _told(one.help)} for one in plan.unmatched],
        "summary": {
            "objective": summary.objective,
            "score_total": summary.score_total,
            "upper_bound": summary.upper_bound,
            "gap": summary.gap,
            "pairs": summary.pairs,
            "needs_served": summary.needs_served,
            "shortfall": summary.shortfall,
            "min_partners": summary.min_partners,
            "price_of_fairness": summary.price_of_fairness,
            "seconds": round(seconds, 3),
            "engine": summary.engine,
            "weights": dict(summary.weights),
            "input_sha256": inputs.sha256(),
            "priorities": summary.priorities,
            "priority_total": summary.priority_total,
            "price_of_priorities": summary.price_of_priorities,
            "organisations": summary.organisations,
            "needs": summary.needs,
            "eligible_pairs": summary.eligible_pairs,
            "considered_pairs": summary.considered_pairs,
            "shortfall_by_need": {one.need: one.shortfall for one in plan.coverage if one.shortfall},
            "blocking_pairs": summary.blocking_pairs,
            "blocking_share": _share(summary.blocking_pairs, summary.eligible_pairs),
            "changes": summary.changes,
            "conflicts": [_conflict(one) for one in plan.conflicts],
            "congestion_prices": dict(plan.prices),
            "warnings": _told(plan.warnings),
            **_about(inputs),
        },
    }


def _next(plan: Plan, row: PlanRow, names: dict[str, str]) -> dict[str, Any]:
    """The runner-up of a pair's need, and what would bring it in; the keys of an organisation are None when there is none."""
    best = plan.next_best.get(row.need)
    change = matching.what_would_change(row, best, names)
    return {
        "organisation": best.organisation if best else None,
        "score": best.score if best else None,
        "serves": list(best.serves) if best else [],
        "code": change.code,
        "text": change.text,
    }


def _conflict(one: Conflict) -> dict[str, Any]:
    pairs = {"locks": one.locks, "bans": one.bans}
    return {
        "needs": list(one.needs),
        "organisations": list(one.organisations),
        **{name: [{"organisation": p.organisation, "need": p.need} for p in some] for name, some in pairs.items()},
        "asked": one.asked,
        "possible": one.possible,
        "text": one.sentence,
        "relax": _told(one.relax),
    }


def _share(part: int | None, whole: int) -> float | None:
    return None if part is None else round(part / whole, 6) if whole else 0.0


def recommendation_document(found: Recommendations, inputs: Inputs, top: int) -> dict[str, Any]:
    """The documented recommendations."""
    return {
        "organisations_for_needs": [_ranked(row) for row in found.organisations_for_needs],
        "needs_for_organisations": [_ranked(row) for row in found.needs_for_organisations],
        "excluded": [
            {"need": one.need, "organisation": one.organisation, "rules": _told(one.rules)} for one in found.excluded
        ],
        "summary": {
            "top": top,
            "organisations": len(inputs.organisations),
            "needs": len(inputs.needs),
            "weights": dict(found.weights),
            "input_sha256": inputs.sha256(),
            **_about(inputs),
        },
    }


def _about(inputs: Inputs) -> dict[str, Any]:
    return {
        "inputs": {role: digest for role, (_, digest) in inputs.files.items()},
        "as_of": inputs.as_of.isoformat() if inputs.as_of else None,
        "unknown_columns": inputs.unknown_columns,
        "notices": inputs.notices,
    }


def _ranked(row: PlanRow) -> dict[str, Any]:
    return {
        "need": row.need,
        "organisation": row.organisation,
        "rank": row.rank,
        "score": row.score,
        "reasons": _reasons(row.reasons),
        "against": _told(row.against),
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "text": reason.text, "points": reason.points} for reason in reasons]


def _told(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"code": reason.code, "text": reason.text} for reason in reasons]
