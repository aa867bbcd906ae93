"""Downloads of a team: Word, JSON, and the two files that `bangfu team` reads."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bangfu.apps.partnerships import sheets
from bangfu.apps.partnerships.models import TeamDraft, TeamSolution
from bangfu.apps.partnerships.queries import drafts as queries
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.documents import MEDIA_TYPE


def _solved(request: HttpRequest, number: str) -> tuple[TeamDraft, TeamSolution]:
    """Errors: ``Hidden`` where there is no such draft for this reader, or no answer yet."""
    draft = queries.draft_for(request.actor, number)  # type: ignore[attr-defined]
    solution = draft.solutions.order_by("-serial").first()
    if solution is None:
        raise Hidden
    return draft, solution


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def team_json(request: HttpRequest, number: str) -> HttpResponse:
    """The newest answer as the documented JSON."""
    draft, _solution = _solved(request, number)
    body = json.dumps(sheets.team_json(queries.team_page(draft)), ensure_ascii=False, indent=2)
    return _file(body.encode(), "application/json", f"{draft.number}.json")


@require_GET
def team_word(request: HttpRequest, number: str) -> HttpResponse:
    """The newest answer on paper."""
    draft, _solution = _solved(request, number)
    return _file(sheets.team_word(queries.team_page(draft)), MEDIA_TYPE, f"{draft.number}.docx")


@require_GET
def project(request: HttpRequest, number: str) -> HttpResponse:
    """The project as it was solved."""
    draft, solution = _solved(request, number)
    return _file(sheets.project_json(solution.project), "application/json", f"{draft.number}-project.json")


@require_GET
def organisations(request: HttpRequest, number: str) -> HttpResponse:
    """The candidates as they were when it was solved."""
    draft, solution = _solved(request, number)
    return _file(sheets.roster_csv(solution.roster), "text/csv; charset=utf-8", f"{draft.number}-organisations.csv")
