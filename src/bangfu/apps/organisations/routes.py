"""The registry over REST: public reads without a token, capacity and credit status with one."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.queries.listing import Search, public_organisations
from bangfu.apps.organisations.queries.profile import Moved, profile_page, public_profile, public_row
from bangfu.apps.organisations.queries.standing import organisation_for
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.kept import kept_for_public
from bangfu.plumbing.rest.keys import key_of
from bangfu.plumbing.rest.paging import LIMIT_DEFAULT, page_of

router = Router(tags=["organisations"])


class Filters(Schema):
    """The filters of the public list."""

    q: str = ""
    kind: str = ""
    field: str = ""
    theme: str = ""
    capability: str = ""
    region: str = ""
    grade: str = ""
    charity: str = ""
    fundraising: str = ""
    hub: str = ""
    free: str = ""


class CapacityIn(Schema):
    """Slots of one quarter such as 2026Q4."""

    quarter: str
    slots: int


class CreditStatusIn(Schema):
    """normal, abnormal, serious or revoked, since when, and where that is written."""

    status: str
    since: date | None = None
    source: str = ""


@router.get("", summary="List public organisations")
def list_organisations(
    request: HttpRequest, filters: Query[Filters], cursor: str = "", limit: int = LIMIT_DEFAULT
) -> dict[str, Any]:
    """Verified organisations in the order of entry; the filters are those of the page."""
    return kept_for_public(request, lambda: _page(filters, cursor, limit))


def _page(filters: Filters, cursor: str, limit: int) -> dict[str, Any]:
    found = public_organisations(Search.of(filters.dict())).select_related("region").prefetch_related("themes")
    rows, following = page_of(found, cursor=cursor, limit=limit)
    return {"items": [public_row(row) for row in rows], "next_cursor": following}


@router.get("/{number}", summary="One organisation by number or credit code")
def read_organisation(request: HttpRequest, number: str) -> dict[str, Any]:
    """Public facts; a credit code or the number of a merged one answers with the organisation that it leads to."""
    for _step in range(3):
        found = profile_page(request.actor, number)  # type: ignore[attr-defined]
        if not isinstance(found, Moved):
            return public_profile(found)
        number = found.number
    raise Hidden


@router.post("/{number}/capacity", summary="Declare the capacity of a quarter")
def declare_capacity(request: HttpRequest, number: str, body: CapacityIn) -> dict[str, Any]:
    """By the organisation's own people; needs ``organisations.propose``."""
    one = organisation_for(request.actor, number, "organisations.propose")  # type: ignore[attr-defined]
    row = actions.record_capacity(
        by=request.actor,  # type: ignore[attr-defined]
        key=key_of(request),
        number=one.number,
        quarter=body.quarter,
        slots=body.slots,
    )
    return {"quarter": row.quarter, "slots": row.slots, "held": row.held, "committed": row.committed}


@router.post("/{number}/credit-status", summary="Record the credit status")
def record_credit_status(request: HttpRequest, number: str, body: CreditStatusIn) -> dict[str, Any]:
    """By the registrar; needs ``organisations.verify``. Any but normal is out of every new proposal at once."""
    one = organisation_for(request.actor, number, "organisations.verify")  # type: ignore[attr-defined]
    row = actions.set_credit_status(
        by=request.actor,  # type: ignore[attr-defined]
        key=key_of(request),
        number=one.number,
        status=body.status,
        since=body.since,
        source=body.source,
    )
    return {"number": row.number, "credit_status": row.credit_status}
