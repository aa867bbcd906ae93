"""Projects over the interface: the public list and the whole story of one."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bangfu.apps.projects.queries.explorer import Filters, as_data, filtered
from bangfu.apps.projects.queries.projects import public_project, with_parties
from bangfu.apps.projects.queries.story import story_data
from bangfu.plumbing.kept import kept_for_public
from bangfu.plumbing.rest.paging import LIMIT_DEFAULT, page_of

router = Router(tags=["projects"])


@router.get("", summary="Projects, by cursor")
def list_projects(request: HttpRequest, cursor: str = "", limit: int = LIMIT_DEFAULT) -> dict[str, Any]:
    """Takes the explorer's filters as well (q, state, kind, region, help)."""
    return kept_for_public(request, lambda: _page(request, cursor, limit))


def _page(request: HttpRequest, cursor: str, limit: int) -> dict[str, Any]:
    found, following = page_of(with_parties(filtered(Filters.read(request.GET))), cursor=cursor, limit=limit)
    return {"items": [as_data(row) for row in found], "next_cursor": following}


@router.get("/{number}", summary="One project: plan, deliveries, acceptance, evaluation")
def project_story(request: HttpRequest, number: str) -> dict[str, Any]:
    return kept_for_public(request, lambda: story_data(public_project(number)))
