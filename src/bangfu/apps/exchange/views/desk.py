"""What the planner looks at: the page of a scenario in one of its views, and the page of one pair."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.exchange.boards import Board, board_of
from bangfu.apps.exchange.desk.opened import VIEWS, Opened
from bangfu.apps.exchange.desk.page import opened, page_parts
from bangfu.apps.exchange.desk.pairs import reasons_shown, why_not
from bangfu.apps.exchange.forms import WEIGHT_PREFIX, SettingsForm
from bangfu.apps.exchange.models import Scenario
from bangfu.apps.exchange.queries.judging import judged_pair
from bangfu.apps.exchange.queries.nextbest import can_plan_again, next_best
from bangfu.apps.exchange.queries.scenarios import scenario_for
from bangfu.apps.exchange.views.lists import actor_of, home_of
from bangfu.plumbing.ui.formats import number
from bangfu.values import Refusal, opaque_id


def page(
    request: HttpRequest,
    scenario: Scenario,
    *,
    form: SettingsForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a scenario; after a refusal with the form as it was typed."""
    board = board_of(scenario)
    form = form or SettingsForm(initial=initial_settings(scenario))
    context = {
        "heading": scenario.title,
        "subheading": _subheading(board),
        "crumbs": [home_of(scenario.kind), {"label": scenario.title}],
        "board": board,
        "scenario": scenario,
        "form": form,
        "refusal": refusal,
        "key": opaque_id(),
        "stamp": {"version": scenario.version, "view": _view(request)},
        "undo": _undo(request, board),
        "errors_on_page": bool(refusal or form.errors),
        "copy_title": _("%(title)s 另存") % {"title": scenario.title[:50]},
        **page_parts(board, {**request.GET.dict(), "view": _view(request)}, form),
    }
    return render(request, "exchange/planner.html", context, status=status)


def back_to(request: HttpRequest, scenario: Scenario, **query: str) -> HttpResponse:
    """After a form: the view that it was sent from. ``query``: what else the address says; "" is left out."""
    asked = {"view": _view(request), **query}
    return redirect(
        f"{reverse('exchange:scenario', args=[scenario.pk])}?{urlencode({k: v for k, v in asked.items() if v})}"
    )


def initial_settings(scenario: Scenario) -> dict[str, Any]:
    """A scenario's settings as its form shows them."""
    return {
        "key": opaque_id(),
        "version": scenario.version,
        "objective": scenario.objective,
        "priorities": scenario.priorities,
        "max_changes": scenario.max_changes,
        **{WEIGHT_PREFIX + part: value for part, value in scenario.weights.items()},
    }


def _view(request: HttpRequest) -> str:
    asked = request.POST.get("view") or request.GET.get("view", "")
    return asked if asked in VIEWS else VIEWS[0]


def _subheading(board: Board) -> str:
    one, outcome = board.scenario, board.outcome
    lists = _("%(names)s 家组织 × %(places)s 项") % {"names": number(one.organisations), "places": number(one.places)}
    parts = [str(one.get_kind_display()), lists, str(one.get_source_display())]
    if outcome:
        parts.append(
            _("%(served)s 项有人，匹配总分 %(score)s，平均 %(km)s 公里")
            % {"served": number(outcome.served), "score": number(outcome.score_total), "km": number(outcome.km_mean)}
        )
    return " · ".join(parts)


def _undo(request: HttpRequest, board: Board) -> Any:
    """The decision that was just taken, so that it can be taken back at once."""
    just = (request.GET.get("organisation", ""), request.GET.get("need", ""))
    return next((each for each in board.decisions if (each.organisation, each.need) == just), None)


@require_GET
def pair(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """One pair, planned or not: its reasons, why not, and with ``?next=1`` the next best. ``?organisation=…&need=…``."""
    found = scenario_for(actor_of(request), scenario_id)
    name, need = request.GET.get("organisation", ""), request.GET.get("need", "")
    board = board_of(found)
    known = name in board.lists.organisations and need in board.lists.needs
    if not known or found.solution is None:
        return redirect("exchange:scenario", scenario_id=found.pk)
    desk = opened(board, {"view": _view(request)})
    own = f"{desk.pair_link(name, need)}&view={_view(request)}"
    crumbs = [
        home_of(found.kind),
        {"label": found.title, "path": reverse("exchange:scenario", args=[found.pk])},
        {"label": _("这一对")},
    ]
    context = {
        "heading": _("这一对：为什么，换一家会怎样"),
        "crumbs": crumbs,
        "board": board,
        "scenario": found,
        "key": opaque_id(),
        "stamp": {"version": found.version, "view": _view(request)},
        "organisation_id": name,
        "need_id": need,
        "organisation": desk.organisation(name),
        "need": desk.need(need),
        "km": desk.kilometres(name, need),
        "need_limits": desk.need_limits(need),
        "capacity": desk.capacity(name),
        "decision": desk.decided.get((name, need), ""),
        "next_path": f"{own}&next=1",
        "back": desk.link(view=_view(request)),
        **_told(desk, name, need),
        **_next(request, desk, name, need),
    }
    return render(request, "exchange/planner_pair.html", context)


def _told(desk: Opened, name: str, need: str) -> dict[str, Any]:
    """Reasons of a planned pair as the plan kept them; of another, computed now, with what stands in its way."""
    row, scenario = desk.planned.get((name, need)), desk.board.scenario
    if row is not None:
        return {"planned": True, "reasons": reasons_shown(row.score, row.points, row.against), "rules": ()}
    found = judged_pair(scenario.solution, name, need) if scenario.solution and can_plan_again(scenario) else None
    if found is None:
        return {
            "planned": False,
            "reasons": None,
            "rules": (),
            "why_not": _("名单太长，这里不逐对计算；可以锁定它再排一次。"),
        }
    points = [(one.code, one.text, one.points) for one in found.row.reasons]
    shown = reasons_shown(found.row.score, points, [one.text for one in found.row.against])
    return {
        "planned": False,
        "reasons": shown,
        "rules": found.rules,
        "why_not": why_not(desk, name, need, found.row.score),
    }


def _next(request: HttpRequest, desk: Opened, name: str, need: str) -> dict[str, Any]:
    scenario = desk.board.scenario
    small = can_plan_again(scenario)
    asked = bool(request.GET.get("next")) and small and scenario.solution is not None and (name, need) in desk.planned
    found = next_best(scenario.solution, desk.board.lists, name, need) if asked and scenario.solution else None
    others = [{"seen": one, "href": desk.pair_link(one.organisation, need)} for one in found.others] if found else []
    return {"small": small, "next_best": found, "others": others}
