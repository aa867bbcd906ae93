"""Pairings over the interface: those in effect or over, with public fields only."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bangfu.apps.partnerships.queries import pairs
from bangfu.plumbing.kept import kept_for_public
from bangfu.plumbing.rest.paging import LIMIT_DEFAULT, page_of

router = Router(tags=["pairings"])


@router.get("", summary="Pairings in effect, by cursor")
def list_pairings(
    request: HttpRequest,
    cursor: str = "",
    limit: int = LIMIT_DEFAULT,
    place: str = "",
    organisation: str = "",
    over: bool = False,
) -> dict[str, Any]:
    """``place``: the leading digits of a region's code; ``organisation``: its number; ``over``: ended ones as well."""
    prefix = place[:12] if place.isascii() and place.isdecimal() else ""
    number = organisation[:16].replace("\x00", "")
    return kept_for_public(request, lambda: _page(cursor, limit, prefix, number, over))


def _page(cursor: str, limit: int, place: str, organisation: str, over: bool) -> dict[str, Any]:
    rows = pairs.public_pairings(place=place, organisation=organisation, over=over)
    found, following = page_of(rows, cursor=cursor, limit=limit)
    names = pairs.named(found)
    return {"items": [pairs.as_data(row, names) for row in found], "next_cursor": following}


@router.get("/{number}", summary="One pairing")
def pairing_detail(request: HttpRequest, number: str) -> dict[str, Any]:
    found = pairs.public_pairing(number)
    return pairs.as_data(found, pairs.named([found]))
