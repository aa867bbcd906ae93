"""The lists of scenarios, how one begins, and several side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bangfu.apps.exchange import actions
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.exchange.boards import comparison_of
from bangfu.apps.exchange.desk.page import compared_plans
from bangfu.apps.exchange.forms import ROLES, BeginningForm, UploadForm
from bangfu.apps.exchange.queries import scenarios as queries
from bangfu.apps.exchange.rules import scenarios as rules
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.plansheets.inputs import SheetsRefused
from bangfu.plumbing.sheets import FileRefused
from bangfu.values import Quarter, opaque_id

SHOWN = 100
SHOWN_PROBLEMS = 200
FILE_MAX_BYTES = 80_000_000


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def home_of(kind: str) -> dict[str, Any]:
    """Where a kind's list stands, for breadcrumbs."""
    name, label = ("exchange:match", _("供需对接")) if kind == "needs" else ("exchange:pairing", _("结对与组团"))
    return {"label": label, "path": reverse(name)}


@require_GET
def overview(request: HttpRequest, kind: str) -> HttpResponse:
    """Scenarios of one kind with their outcome. Errors: ``Denied``."""
    actor = actor_of(request)
    queries.require_planner(actor)
    archived = request.GET.get("archived") == "1"
    rows = [
        {"scenario": each, "outcome": queries.outcome_of(each.solution) if each.solution else None}
        for each in queries.scenarios_of(actor, kind, archived=archived)[:SHOWN]
    ]
    matching = kind == "needs"
    page = {
        "heading": _("供需对接方案") if matching else _("结对方案（千社扶百村）"),
        "subheading": _("算出谁帮谁更合适，再由人来定；任何一方没有同意之前都不算数。"),
        "kind": kind,
        "rows": rows,
        "archived": archived,
    }
    return render(request, "exchange/list.html", page)


def _first(request: HttpRequest) -> dict[str, Any]:
    kind = "villages" if request.GET.get("kind") == "villages" else "needs"
    title = _("对接方案") if kind == "needs" else _("结对方案")
    day = today()
    return {
        "key": opaque_id(),
        "kind": kind,
        "objective": "fair" if kind == "villages" else "score",
        "quarter": Quarter.of(day).text,
        "title": f"{title} {day.month} 月 {day.day} 日",
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin from the registry and the published needs; it is planned at once."""
    actor = actor_of(request)
    region = queries.widest_region(actor)
    form = BeginningForm(request.POST) if request.method == "POST" else BeginningForm(initial=_first(request))
    if not form.is_bound or not form.is_valid():
        return _form(request, form, upload=False)
    data = form.cleaned_data
    beginning = Beginning(data["title"], data["kind"], data["place"] or region, data["quarter"], data["objective"])
    try:
        made = actions.start_from_registry(by=actor, key=data["key"], beginning=beginning)  # type: ignore[call-arg]
    except SheetsRefused as refused:
        return _refused_cells(request, form, refused, upload=False)
    except Refused as refused:
        return _form(request, form, upload=False, refusal=refused.refusal)
    return _solved_at_once(request, made)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Begin from two sheets; a bad cell anywhere refuses them all, by name, and nothing is written."""
    actor = actor_of(request)
    region = queries.widest_region(actor)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(initial=_first(request))
    if not form.is_bound or not form.is_valid():
        return _form(request, form, upload=True)
    data = form.cleaned_data
    sent = {role: data[role] for role in ROLES if data.get(role)}
    if any((each.size or 0) > FILE_MAX_BYTES for each in sent.values()):
        return _form(request, form, upload=True, refusal=_("文件太大，请删去图片或分成几个文件。"), status=413)
    beginning = Beginning(data["title"], data["kind"], region, Quarter.of(today()).text, data["objective"])
    files = {role: (each.name, each.read()) for role, each in sent.items()}
    try:
        made = actions.start_from_sheets(by=actor, key=data["key"], beginning=beginning, files=files)  # type: ignore[call-arg]
    except SheetsRefused as refused:
        return _refused_cells(request, form, refused, upload=True)
    except FileRefused as refused:
        return _form(request, form, upload=True, refusal=refused.problem.sentence())
    except Refused as refused:
        return _form(request, form, upload=True, refusal=refused.refusal)
    return _solved_at_once(request, made)


def _refused_cells(request: HttpRequest, form: BeginningForm, refused: SheetsRefused, *, upload: bool) -> HttpResponse:
    found = refused.problems
    return _form(request, form, upload=upload, problems=found[:SHOWN_PROBLEMS], problem_count=len(found))


def _form(request: HttpRequest, form: BeginningForm, *, upload: bool, status: int = 422, **more: Any) -> HttpResponse:
    kind = "villages" if "villages" in (request.GET.get("kind"), request.POST.get("kind")) else "needs"
    page = {
        "form": form,
        "upload": upload,
        "kind": kind,
        "heading": _("从两张表新建方案") if upload else _("新建方案"),
        "crumbs": [home_of(kind), {"label": _("新建")}],
    }
    return render(request, "exchange/new.html", page | more, status=status if form.is_bound else 200)


def _solved_at_once(request: HttpRequest, made: Any) -> HttpResponse:
    """A new scenario's first plan is asked for at once; a refusal then stands on its page."""
    try:
        made = actions.solve_scenario(by=actor_of(request), scenario_id=made.pk, version=made.version)  # type: ignore[call-arg]
    except Refused:
        return redirect("exchange:scenario", scenario_id=made.pk)
    return redirect(f"{reverse('exchange:scenario', args=[made.pk])}?wait=1")


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four scenarios side by side: ``?id=…&id=…``."""
    actor = actor_of(request)
    queries.require_planner(actor)
    ids = list(dict.fromkeys(request.GET.getlist("id")))[: rules.COMPARED_MAX + 1]
    found = [queries.scenario_for(actor, each) for each in ids]
    comparison = comparison_of(found)
    refusal = rules.compare_refusal(len(comparison.columns) if len(ids) <= rules.COMPARED_MAX else len(ids))
    kind = found[0].kind if found else "needs"
    page = {
        "heading": _("方案比较"),
        "comparison": comparison,
        **compared_plans(comparison.columns),
        "refusal": refusal if ids else None,
        "crumbs": [home_of(kind), {"label": _("比较")}],
        "choices": [each for each in queries.scenarios_of(actor, kind)[:SHOWN] if each.solution_id],
        "chosen": [each.pk for each in found],
    }
    return render(request, "exchange/compare.html", page)
