"""REST under /api/v1/campaigns."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bangfu.apps.giving import policy, queries
from bangfu.apps.giving.rules import KINDS
from bangfu.plumbing.access import PUBLIC_ACTOR, Hidden

router = Router(tags=["campaigns"])


@router.get("", summary="Public campaigns with their four sums")
def campaigns(request: HttpRequest, kind: str = "", region: str = "") -> dict[str, Any]:
    """What runs first. ``filed_page`` is null where the law does not allow to ask for gifts; ``closed_because`` says why."""
    kind = kind if kind in KINDS else ""
    region = region if region.isdecimal() and len(region) <= 12 else ""
    return {"items": [queries.public_data(row) for row in queries.rows_of(queries.public_ones(kind, region))]}


@router.get("/{number}", summary="One campaign")
def campaign(request: HttpRequest, number: str) -> dict[str, Any]:
    """404 for one that is not public."""
    found = queries.campaign_for(PUBLIC_ACTOR, number)
    if not policy.is_public(found):
        raise Hidden
    return queries.public_data(queries.rows_of([found])[0])
