"""Places over REST."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from bangfu.apps.regions import queries
from bangfu.apps.regions.actions import state_fact
from bangfu.apps.regions.opendata import place_document, place_row
from bangfu.plumbing.rest.keys import key_of
from bangfu.plumbing.rest.paging import LIMIT_DEFAULT, page_of

router = Router(tags=["places"])


class Place(Schema):
    """A place in a list."""

    code: str
    name: str
    path: str
    level: str
    kind: str
    is_example: bool


class Places(Schema):
    """One page of places; ``next`` is empty on the last."""

    items: list[Place]
    next: str = ""


class FactIn(Schema):
    """A fact with its source and day."""

    name: str
    value: str
    unit: str = ""
    source: str
    as_of: date


class FactOut(FactIn):
    """A fact as it is stated now."""

    region: str


@router.get("", response=Places, summary="Search or list places")
def places(
    request: HttpRequest, q: str = "", within: str = "", cursor: str = "", limit: int = LIMIT_DEFAULT
) -> dict[str, Any]:
    """With ``q`` the best matches (characters, pinyin, initials or digits); else all open places by page."""
    if q:
        found = queries.search_regions(q, limit=max(1, min(limit, LIMIT_DEFAULT)), within=within, offered_only=False)
        return {"items": [place_row(region) for region in found]}
    rows, following = page_of(queries.open_places(within), cursor=cursor, limit=limit)
    return {"items": [place_row(region) for region in rows], "next": following}


@router.get("/{code}", response=dict, summary="One place")
def place(request: HttpRequest, code: str) -> dict[str, Any]:
    """A place with its path, children, facts and panels; a closed or civil-affairs code answers with its successor."""
    found = queries.place_for(code)
    region = found.region if isinstance(found, queries.Redirected) else found
    return place_document(region)


@router.post("/{code}/facts", response={201: FactOut}, summary="State a fact")
def add_fact(request: HttpRequest, code: str, payload: FactIn) -> tuple[int, dict[str, Any]]:
    """State or correct a fact; needs ``regions.change`` there."""
    actor = request.actor  # type: ignore[attr-defined]
    region = queries.region_to_change(actor, code)
    fact = state_fact(by=actor, key=key_of(request), region=region, **payload.dict())
    return 201, {**payload.dict(), "value": fact.value, "region": region.code}
