"""Needs over the interface: reads as the public may, writes as the token's person may."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from bangfu.apps.needs import actions, queries, queries_explorer
from bangfu.apps.needs.queries_explorer import Filters
from bangfu.apps.needs.rules import Line
from bangfu.apps.needs.sheets_written import as_data
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.api import Region, resolve
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.kept import kept_for_public
from bangfu.plumbing.rest.keys import key_of
from bangfu.plumbing.rest.paging import page_of
from bangfu.values import Refusal

router = Router(tags=["needs"])


class LineIn(Schema):
    item: str = Field(max_length=60)
    quantity: int = Field(ge=1)
    unit: str = Field(max_length=10)
    must: bool = True


class NeedIn(Schema):
    """A need to be drafted. ``region`` is a 12-digit code; ``themes`` are vocabulary ids, the main one first."""

    title: str = Field(min_length=4, max_length=60)
    region: str
    themes: list[str] = Field(min_length=1, max_length=10)
    lines: list[LineIn] = Field(min_length=1, max_length=20)
    words: str = Field("", max_length=1000)
    description: str = Field("", max_length=2000)
    nature: str = Field("relief", pattern="^(relief|capacity|both)$")
    groups: list[str] = []
    beneficiaries: int = Field(0, ge=0, le=10_000_000)
    urgency: int = Field(1, ge=1, le=3)
    claim_by: date | None = None
    needed_by: date | None = None


class ReasonIn(Schema):
    reason: str = Field("", max_length=300)


@router.get("", summary="Published needs, by cursor")
def listed(request: HttpRequest, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """Takes the explorer's filters as well (q, region, help, theme, nature, resource, urgency, due)."""
    return kept_for_public(request, lambda: _page(request, cursor, limit))


def _page(request: HttpRequest, cursor: str, limit: int) -> dict[str, Any]:
    rows = queries_explorer.with_lines(
        queries_explorer.filtered(queries_explorer.published(), Filters.read(request.GET), today())
    )
    found, next_cursor = page_of(rows, cursor=cursor, limit=limit)
    return {"items": [as_data(need) for need in found], "next_cursor": next_cursor}


@router.get("/{number}", summary="One need")
def detail(request: HttpRequest, number: str) -> dict[str, Any]:
    return as_data(queries.need_for(request.actor, number))  # type: ignore[attr-defined]


def _region(text: str) -> Region:
    found = resolve(text)
    if isinstance(found, Region):
        return found
    raise Refused(found)


def _values(body: NeedIn) -> dict[str, Any]:
    unknown = [theme for theme in body.themes if vocabulary().get("themes", theme) is None]
    if unknown:
        raise Refused(Refusal("unknown_theme", f"没有这个领域：{'、'.join(unknown)}。"))
    entry = vocabulary().get("themes", body.themes[0])
    assert entry is not None
    data = body.dict(exclude={"lines", "region"})
    return data | {"region": _region(body.region), "kind_of_help": entry.link("kind_of_help")}


@router.post("", summary="Draft a need", response={201: dict[str, Any]})
def draft(request: HttpRequest, body: NeedIn) -> tuple[int, dict[str, Any]]:
    lines = [Line(line.item, line.quantity, line.unit, line.must) for line in body.lines]
    need = actions.draft_need(by=request.actor, at=now(), key=key_of(request), values=_values(body), lines=lines)  # type: ignore[attr-defined,call-arg]
    return 201, as_data(need)


_STEPS = {
    "submit": lambda by, key, number, reason: actions.submit_need(by=by, at=now(), key=key, number=number),
    "verify": lambda by, key, number, reason: actions.verify_need(by=by, at=now(), key=key, number=number, note=reason),
    "publish": lambda by, key, number, reason: actions.publish_need(by=by, at=now(), key=key, number=number),
    "return": lambda by, key, number, reason: actions.return_need(
        by=by, at=now(), key=key, number=number, reason=reason
    ),
    "withdraw": lambda by, key, number, reason: actions.withdraw_need(
        by=by, at=now(), key=key, number=number, reason=reason
    ),
}


@router.post("/{number}/{step}", summary="One step: submit, verify, publish, return, withdraw")
def take_step(request: HttpRequest, number: str, step: str, body: ReasonIn) -> dict[str, Any]:
    if step not in _STEPS:
        raise Refused(Refusal("unknown_step", f"没有“{step}”这一步。可用：{'、'.join(_STEPS)}。"))
    return as_data(_STEPS[step](request.actor, key_of(request), number, body.reason))  # type: ignore[attr-defined]
