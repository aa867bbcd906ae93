"""One scenario: its settings, its outcome, its plan; every button is a form that works without a script."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bangfu.apps.exchange import actions
from bangfu.apps.exchange.forms import DecisionForm, LimitForm, SettingsForm, VersionForm
from bangfu.apps.exchange.models import Scenario
from bangfu.apps.exchange.queries.scenarios import running, scenario_for
from bangfu.apps.exchange.views.desk import back_to, page
from bangfu.apps.exchange.views.lists import actor_of
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal

# A small plan is there before the page is; a large one shows its progress instead.
WAIT_SECONDS, LOOK_SECONDS = 1.6, 0.03


@require_GET
def show(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """The planner's page. ``?wait=1`` waits a moment for a plan that is being made."""
    found = scenario_for(actor_of(request), scenario_id)
    if request.GET.get("wait") and _wait(found):
        found = scenario_for(actor_of(request), scenario_id)
    return page(request, found)


def _wait(scenario: Scenario) -> bool:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        if running(scenario) is None:
            return True
        time.sleep(LOOK_SECONDS)
    return False


def _carried_out(
    request: HttpRequest, scenario: Scenario, act: Callable[[], Any], said: str, **query: str
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return page(request, scenario_for(actor_of(request), scenario.pk), refusal=refused.refusal, status=409)
    if said:
        messages.success(request, said)
    return back_to(request, scenario, **query)


def _unreadable(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    refusal = Refusal("form_incomplete", _("提交的内容不完整，请刷新页面再试。"))
    return page(request, scenario, refusal=refusal, status=422)


@require_POST
def settings(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Save settings; with the button 保存并求解 also plan at once."""
    actor = actor_of(request)
    found = scenario_for(actor, scenario_id)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return page(request, found, form=form, status=422)
    data = form.cleaned_data
    solve_too = "solve" in request.POST
    try:
        saved = actions.change_settings(
            by=actor, key=data["key"], scenario_id=found.pk, version=data["version"], settings=form.settings()
        )  # type: ignore[call-arg]
        if solve_too:
            actions.solve_scenario(by=actor, scenario_id=found.pk, version=saved.version)  # type: ignore[call-arg]
    except Refused as refused:
        now = scenario_for(actor, scenario_id)
        return page(request, now, form=form, refusal=refused.refusal, status=409)
    if not solve_too:
        messages.success(request, _("设置已保存。"))
    return back_to(request, found, wait="1" if solve_too else "")


@require_POST
def solve(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Plan the scenario as it is set."""
    found = scenario_for(actor_of(request), scenario_id)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _unreadable(request, found)
    data = form.cleaned_data
    return _carried_out(
        request,
        found,
        lambda: actions.solve_scenario(
            by=actor_of(request), key=data["key"], scenario_id=found.pk, version=data["version"]
        ),  # type: ignore[call-arg]
        "",
        wait="1",
    )


@require_POST
def decide(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Lock or ban a pair, or take it back; the page then offers to undo it."""
    found = scenario_for(actor_of(request), scenario_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _unreadable(request, found)
    data = dict(form.cleaned_data)
    decision, reason = data.pop("decision"), data.pop("reason")
    common = {"by": actor_of(request), "scenario_id": found.pk, **data}
    if decision == "release":
        return _carried_out(request, found, lambda: actions.release_pair(**common), _("已取消。重新求解后生效。"))
    return _carried_out(
        request,
        found,
        lambda: actions.decide_pair(**common, decision=decision, reason=reason),
        "",
        organisation=data["organisation"],
        need=data["need"],
    )


@require_POST
def limit(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Set or clear the limits of one need, village or organisation."""
    found = scenario_for(actor_of(request), scenario_id)
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _unreadable(request, found)
    common = {"by": actor_of(request), "scenario_id": found.pk, **form.cleaned_data}
    return _carried_out(request, found, lambda: actions.set_limit(**common), _("名额已改。重新求解后生效。"))


@require_POST
def copy(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Save a copy under a name and go there."""
    found = scenario_for(actor_of(request), scenario_id)
    try:
        made = actions.copy_scenario(
            by=actor_of(request),
            key=request.POST.get("key", ""),
            scenario_id=found.pk,
            title=request.POST.get("title", ""),
        )  # type: ignore[call-arg]
    except Refused as refused:
        return page(request, found, refusal=refused.refusal, status=409)
    messages.success(request, _("已另存为“%(title)s”。") % {"title": made.title})
    return redirect("exchange:scenario", scenario_id=made.pk)


@require_POST
def archive(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Put the scenario away, or take it out again."""
    found = scenario_for(actor_of(request), scenario_id)
    put_away = request.POST.get("archive", "1") == "1"
    said = _("已归档。") if put_away else _("已取消归档。")
    return _carried_out(
        request,
        found,
        lambda: actions.archive_scenario(
            by=actor_of(request), key=request.POST.get("key", ""), scenario_id=found.pk, archive=put_away
        ),  # type: ignore[call-arg]
        said,
    )
