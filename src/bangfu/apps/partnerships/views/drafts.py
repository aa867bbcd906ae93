"""The desk's pages of teams: the list, the form, one team with its matrix."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.needs.api import Filters, explore, need_for
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.actions import drafts as actions
from bangfu.apps.partnerships.forms import (
    AnswerForm,
    ChoiceForm,
    TaskFormSet,
    TeamForm,
    initial_of,
    initial_tasks,
    read_tasks,
)
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.apps.partnerships.queries import drafts as queries
from bangfu.apps.partnerships.rules import drafts as rules
from bangfu.apps.partnerships.wording import asked_of_need, word_choices
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import Refusal

NEEDS_SHOWN = 8
REFRESH_SECONDS = 2


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _require_planner(actor: Actor) -> None:
    if not actor.has(policy.PLAN):
        raise Denied(policy.PLAN)


@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """The drafts of one's office or hub. Errors: ``Denied``."""
    actor = _actor(request)
    _require_planner(actor)
    context = {
        "heading": _("组团"),
        "subheading": _("一家枢纽型社会组织或行业协会商会牵头，几家互补的组织一起做"),
        "rows": queries.listed(actor),
    }
    return render(request, "partnerships/teams.html", context)


@require_GET
def team(request: HttpRequest, number: str) -> HttpResponse:
    """One team: who does what, what is missing, why these."""
    return _team(request, queries.draft_for(_actor(request), number))


def _team(request: HttpRequest, draft: TeamDraft, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    page = queries.team_page(draft)
    solving = page.run is not None and not page.run.is_over
    is_full = page.solution is not None and len(page.seats) >= draft.max_members
    context = {
        "page": page,
        "draft": draft,
        "heading": draft.title,
        "solving": solving,
        "failed": page.run if page.run and not solving else None,
        "covered": sum(1 for task in page.tasks if not task["missing"]),
        "gaps": [task for task in page.tasks if task["missing"]],
        "is_full": is_full,
        "seats_then": min(rules.MEMBERS_MAX, len(page.seats) + 1),
        "smallest_numbers": "、".join(one["number"] for one in page.smallest),
        "choice_form": ChoiceForm(),
        "refusal": refusal,
        "key": secrets.token_urlsafe(12),
        "typed": request.POST if refusal else {},
        "crumbs": [{"label": _("组团"), "path": "/desk/teams/"}, {"label": draft.number}],
    }
    response = render(request, "partnerships/team.html", context, status=status)
    if solving:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


# --- the form ------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a team, from a published need (``?need=``) or from nothing. Errors: ``Denied``."""
    _require_planner(_actor(request))
    if request.method == "POST":
        return _save(request, None)
    initial, tasks, missing = _from_need(request)
    form = TeamForm(initial=initial)
    return _form_page(request, form, TaskFormSet(initial=tasks, prefix="tasks"), None, missing_need=missing)


def _from_need(request: HttpRequest) -> tuple[dict[str, Any], list[dict[str, Any]], bool]:
    """(the form's values, its tasks, whether a need was named that cannot be used)."""
    number = request.GET.get("need", "")[:16]
    if not number:
        return {}, initial_tasks({}, {}), False
    try:
        need = need_for(_actor(request), number)
    except Hidden:
        return {}, initial_tasks({}, {}), True
    if need.state != "published":
        return {}, initial_tasks({}, {}), True
    initial = {
        "need": need.number,
        "title": need.title,
        "place": need.region.full_name,
        "themes": need.themes,
    }
    return initial, initial_tasks(*asked_of_need(need, need.lines.all())), False


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change what is asked."""
    draft = queries.draft_for(_actor(request), number)
    if request.method == "POST":
        return _save(request, draft)
    tasks = initial_tasks(draft.required_capabilities, draft.required_resources)
    return _form_page(request, TeamForm(initial=initial_of(draft)), TaskFormSet(initial=tasks, prefix="tasks"), draft)


def _form_page(request: HttpRequest, form: TeamForm, tasks: Any, draft: TeamDraft | None, **more: Any) -> HttpResponse:
    bad = bool(more.get("refusal") or (form.is_bound and form.errors) or (tasks.is_bound and not tasks.is_valid()))
    search = request.GET.get("q", "").strip()[:60]
    picking = draft is None and request.method == "GET" and not form.initial.get("need")
    found = explore(Filters(q=search), page=1, on=today()).rows[:NEEDS_SHOWN] if picking else []
    context = {
        "form": form,
        "tasks": tasks,
        "draft": draft,
        "words": word_choices(),
        "needs": found,
        "picking": picking,
        "q": search,
        "heading": _("修改任务") if draft else _("新的组团方案"),
        "subheading": _("写清要什么，系统来找能一起做的几家；没有人因此被安排。"),
        "crumbs": [{"label": _("组团"), "path": "/desk/teams/"}, {"label": draft.number if draft else _("新的")}],
    }
    return render(request, "partnerships/form.html", context | more, status=422 if bad else 200)


def _save(request: HttpRequest, draft: TeamDraft | None) -> HttpResponse:
    if "more_rows" in request.POST:
        return _longer(request, draft)
    form, tasks = TeamForm(request.POST), TaskFormSet(request.POST, prefix="tasks")
    if not (form.is_valid() and tasks.is_valid()):
        return _form_page(request, form, tasks, draft)
    try:
        saved = _write(request, form, read_tasks(tasks), draft)
        if "solve" in request.POST:
            actions.solve_team(by=_actor(request), number=saved.number)  # type: ignore[call-arg]
    except Refused as refused:
        return _form_page(request, form, tasks, draft, refusal=refused.refusal)
    messages.success(request, _("已保存，编号 %(number)s。") % {"number": saved.number})
    return redirect("partnerships:team", number=saved.number)


def _write(request: HttpRequest, form: TeamForm, tasks: dict[str, Any], draft: TeamDraft | None) -> TeamDraft:
    common: dict[str, Any] = {"by": _actor(request), "key": form.cleaned_data["key"], "values": form.values() | tasks}
    if draft is None:
        made: TeamDraft = actions.draft_team(**common)
        return made
    changed: TeamDraft = actions.change_team(number=draft.number, version=form.cleaned_data["version"], **common)
    return changed


def _longer(request: HttpRequest, draft: TeamDraft | None) -> HttpResponse:
    """The page as it was, some rows longer: a bound form would scold for what is not written yet."""
    total = request.POST.get("tasks-TOTAL_FORMS", "")
    count = min(int(total) if total.isdecimal() and len(total) < 3 else 0, rules.TASKS_MAX)
    rows = [
        {name: request.POST.get(f"tasks-{place}-{name}", "")[:60] for name in ("kind", "word", "amount")}
        for place in range(count)
    ]
    typed = {name: request.POST.get(name, "") for name in TeamForm.base_fields if name != "themes"}
    form = TeamForm(initial=typed | {"themes": request.POST.getlist("themes")})
    more = [*rows, *({"kind": "capability"} for _ in range(3))][: rules.TASKS_MAX]
    return _form_page(request, form, TaskFormSet(initial=more, prefix="tasks"), draft)


# --- what is done on the page of one team --------------------------------------------------------------------------------


@require_POST
def solve(request: HttpRequest, number: str) -> HttpResponse:
    """Have the team searched for."""
    draft = queries.draft_for(_actor(request), number)
    try:
        actions.solve_team(by=_actor(request), key=request.POST.get("key", "")[:60], number=draft.number)  # type: ignore[call-arg]
    except Refused as refused:
        return _team(request, draft, refused.refusal, status=409)
    return redirect("partnerships:team", number=draft.number)


@require_POST
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Choose, exclude or free organisations by hand; with ``solve`` the search begins again at once."""
    draft, form = queries.draft_for(_actor(request), number), ChoiceForm(request.POST)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return _team(request, draft, Refusal("form", str(first)), status=422)
    data = form.cleaned_data
    try:
        actions.choose_members(
            by=_actor(request),
            key=request.POST.get("key", "")[:60],
            number=draft.number,
            organisations=queries.numbers_of(data["organisations"]),
            treatment=data["treatment"],
            reason=data["reason"],
            cost_fen=form.cost_fen(),
            more_seats=data["more_seats"],
        )  # type: ignore[call-arg]
        if data["solve"]:
            actions.solve_team(by=_actor(request), number=draft.number)  # type: ignore[call-arg]
    except Refused as refused:
        return _team(request, queries.draft_for(_actor(request), number), refused.refusal, status=409)
    messages.success(request, _("已记下。"))
    return redirect("partnerships:team", number=draft.number)


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the answers to the questions."""
    draft, form = queries.draft_for(_actor(request), number), AnswerForm(request.POST)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return _team(request, draft, Refusal("form", str(first)), status=422)
    try:
        actions.answer_questions(
            by=_actor(request),
            key=request.POST.get("key", "")[:60],
            number=draft.number,
            answers=form.answers(),
            version=form.cleaned_data["version"],
        )  # type: ignore[call-arg]
    except Refused as refused:
        return _team(request, draft, refused.refusal, status=409)
    messages.success(request, _("回答已保存。"))
    return redirect("partnerships:team", number=draft.number)
