"""Offers over the interface: published ones, as the public reads them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bangfu.apps.offers.queries import offers as queries
from bangfu.apps.offers.queries.offers import Filters, as_data
from bangfu.plumbing.access import PUBLIC_ACTOR
from bangfu.plumbing.kept import kept_for_public
from bangfu.plumbing.rest.paging import page_of

router = Router(tags=["offers"])


@router.get("", summary="Published offers, by cursor")
def offers_listed(request: HttpRequest, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Takes the library's filters as well (q, way, help, region, left, org)."""
    return kept_for_public(request, lambda: _page(request, cursor, limit))


def _page(request: HttpRequest, cursor: str, limit: int) -> dict[str, Any]:
    rows = queries.with_lines(queries.filtered(queries.published(), Filters.read(request.GET)))
    found, next_cursor = page_of(rows, cursor=cursor, limit=limit)
    return {"items": [as_data(offer) for offer in found], "next_cursor": next_cursor}


@router.get("/{number}", summary="One offer")
def offer_detail(request: HttpRequest, number: str) -> dict[str, Any]:
    return as_data(queries.offer_for(PUBLIC_ACTOR, number))
