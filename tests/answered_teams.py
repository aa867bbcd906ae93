"""An answer to a team draft without a search: what the samples keep."""

from typing import Any

from bangfu.apps.partnerships.actions import drafts as partnerships
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.plumbing.access import SYSTEM_ACTOR


def keep_answer(draft: TeamDraft, organisation: Any) -> None:
    """An answer of the search, as the runner would keep it."""
    partnerships.record_solution(
        by=SYSTEM_ACTOR,
        number=draft.number,
        run="",
        values={
            "asked_version": draft.asked_version,
            "lead": organisation.number,
            "value": 25,
            "lower_bound": 25,
            "gap": 0.0,
            "complete": True,
            "stopped_by": "proof",
            "cost_fen": 0,
            "covers": {"果树栽培技术": 1},
            "missing": {"果树栽培技术": 2},
            "closing": {"by_wish": {}, "smallest": [], "remains": {"果树栽培技术": 2}, "unheld": [], "related": []},
            "candidates": 1,
            "leads": 1,
            "nodes": 1,
            "engine": "试验",
            "input_sha256": "0" * 64,
            "project": {"required_capabilities": {"果树栽培技术": 3}, "required_resources": {}, "max_members": 3},
            "roster": [],
        },
        seats=[
            {
                "organisation": organisation.number,
                "name": organisation.name,
                "is_lead": True,
                "may_lead": True,
                "brings": {"果树栽培技术": 1},
                "adds": 25,
                "parts": [{"code": "member", "text": "多一家成员，多一份协调", "points": "25"}],
            }
        ],
    )
