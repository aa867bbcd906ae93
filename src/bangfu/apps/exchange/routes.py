"""REST under /api/v1/exchange."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from bangfu.apps.exchange.actions.declines import decline, withdraw_decline
from bangfu.apps.exchange.models import Decline
from bangfu.apps.exchange.queries.panels import need_list_for, organisation_list_for
from bangfu.apps.exchange.queries.recommend import Candidate, Recommended
from bangfu.plumbing.rest.keys import key_of

router = Router(tags=["exchange"])


class DeclineIn(Schema):
    """One reason of the list; ``words`` only with ``other``."""

    reason: str
    words: str = ""


def _listed(found: Recommended) -> dict[str, Any]:
    return {
        "items": [_item(one) for one in found.candidates],
        "declined": [
            {
                "number": one.number,
                "decline": one.said.id,
                "reason": one.said.reason,
                "until": one.said.until.isoformat(),
            }
            for one in found.declined
        ],
        "data_at": found.made_at.isoformat(),
        "rules": found.version,
    }


def _item(one: Candidate) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "number": one.number,
        "name": one.name,
        "score": one.score,
        "value": one.value,
        "for": [asdict(reason) for reason in one.favour],
        "against": [asdict(reason) for reason in one.against],
        "suits": list(one.suits),
        "newcomer": one.is_newcomer,
    }


def _said(row: Decline) -> dict[str, Any]:
    return {
        "id": row.pk,
        "need": row.need,
        "organisation": row.organisation,
        "side": row.side,
        "reason": row.reason,
        "until": row.counts_until.isoformat(),
        "withdrawn": row.ended_at is not None,
    }


@router.get("/needs/{number}/organisations", summary="The best organisations for a published need")
def recommended_for_need(request: HttpRequest, number: str) -> dict[str, Any]:
    """For the village's side and the bureau; needs ``exchange.decline`` where the need lies."""
    return _listed(need_list_for(request.actor, number)[1])  # type: ignore[attr-defined]


@router.get("/organisations/{number}/needs", summary="The best needs for an organisation")
def recommended_for_organisation(request: HttpRequest, number: str) -> dict[str, Any]:
    """For its own people and the offices over its place; needs ``exchange.decline`` there."""
    return _listed(organisation_list_for(request.actor, number)[1])  # type: ignore[attr-defined]


@router.post("/needs/{number}/declines/{organisation}", summary="Say that an organisation does not suit a need")
def say_unsuitable(request: HttpRequest, number: str, organisation: str, body: DeclineIn) -> dict[str, Any]:
    """One reason; saying the same twice has one effect."""
    row = decline(
        by=request.actor,  # type: ignore[attr-defined]
        key=key_of(request),
        need=number,
        organisation=organisation,
        reason=body.reason,
        words=body.words,
    )
    return _said(row)


@router.post("/declines/{decline_id}/withdraw", summary="Take a decline back")
def take_back(request: HttpRequest, decline_id: str) -> dict[str, Any]:
    """By the side that said it."""
    return _said(withdraw_decline(by=request.actor, key=key_of(request), decline_id=decline_id))  # type: ignore[attr-defined]
