"""Files of a solved scenario: the plan as workbook and JSON, and its inputs as `bangfu plan` reads them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bangfu.apps.exchange.models import Scenario, Solution
from bangfu.apps.exchange.queries.exports import document_of, inputs_archive, workbook_of
from bangfu.apps.exchange.queries.kept import unpacked
from bangfu.apps.exchange.queries.scenarios import scenario_for
from bangfu.apps.exchange.views.lists import actor_of
from bangfu.plumbing.access import Hidden

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _solved(request: HttpRequest, scenario_id: str) -> tuple[Scenario, Solution]:
    found = scenario_for(actor_of(request), scenario_id)
    if found.solution is None:
        raise Hidden
    return found, found.solution


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@require_GET
def plan_json(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """The plan as `bangfu plan --json` writes it. Errors: ``Hidden`` before the first plan."""
    found, solution = _solved(request, scenario_id)
    return _file(unpacked(solution.result), "application/json", f"plan-{found.pk}-{solution.serial}.json")


@require_GET
def plan_xlsx(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """The plan as a workbook. Errors: ``Hidden`` before the first plan."""
    found, solution = _solved(request, scenario_id)
    return _file(workbook_of(solution), SHEET_TYPE, f"plan-{found.pk}-{solution.serial}.xlsx")


@require_GET
def plan_docx(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """The plan as a Word file. Errors: ``Hidden`` before the first plan."""
    found, solution = _solved(request, scenario_id)
    return _file(document_of(solution), WORD_TYPE, f"plan-{found.pk}-{solution.serial}.docx")


@require_GET
def inputs_zip(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Everything that the plan was computed from, with the command that computes it again. Errors: ``Hidden``."""
    found, solution = _solved(request, scenario_id)
    return _file(inputs_archive(solution), "application/zip", f"inputs-{found.pk}-{solution.serial}.zip")
