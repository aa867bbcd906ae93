"""The workspaces: my projects, one project at work, the office's list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bangfu.apps.projects import policy
from bangfu.apps.projects.actions import deliveries as actions
from bangfu.apps.projects.models import Project
from bangfu.apps.projects.queries.deliveries import photos_of, waiting_for
from bangfu.apps.projects.queries.projects import project_for, projects_of, units_left
from bangfu.apps.projects.queries.story import Story, own_photos, story_of
from bangfu.apps.projects.rules.diary import ACTIVITY_KINDS, CHANGEABLE
from bangfu.apps.projects.rules.evaluation import SIDES, outliers
from bangfu.apps.projects.rules.photos import IN_PICTURE, TAKERS
from bangfu.apps.projects.views import seen
from bangfu.apps.projects.views.deliveries import actor_of, key_of
from bangfu.apps.projects.views.public import card
from bangfu.apps.projects.views.story import items_seen, on_time
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import Refusal, opaque_id

LOG_SHOWN = 10


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The projects of my organisations or of my place; deliveries that wait for my answer stand above."""
    actor = actor_of(request)
    rows = [card(each) for each in projects_of(actor)]
    context = {
        "heading": _("我的项目"),
        "waiting": list(waiting_for(actor)[:20]),
        "living": [row for row in rows if row["project"].state != "ended"],
        "over": [row for row in rows if row["project"].state == "ended"],
        "may_run": actor.has(policy.RUN),
    }
    return render(request, "projects/mine.html", context)


@require_GET
@login_required
def work(request: HttpRequest, number: str) -> HttpResponse:
    """One project at work: what is next, what is to bring, what was said, the plan."""
    return work_page(request, project_for(actor_of(request), number))


def work_page(
    request: HttpRequest, project: Project, refusal: Refusal | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of work; other views come back to it with a refusal."""
    actor = actor_of(request)
    told = story_of(project)
    batches = told.deliveries
    context = {
        "heading": project.title,
        "project": project,
        "state": seen.state_of(project),
        "warnings": on_time(told),
        "parts": seen.parts_seen(told.parts),
        "units": units_left(told.parts),
        "items": items_seen(told.items, today()),
        "deliveries": seen.deliveries_seen(
            batches, inside=True, photos=photos_of("delivery", [row.pk for row in batches])
        ),
        "activities": [{"row": row, "kind": ACTIVITY_KINDS[row.kind]} for row in told.activities[:LOG_SHOWN]],
        "may_run": policy.may(actor, policy.RUN, project),
        "may_accept": policy.may(actor, policy.ACCEPT, project),
        "may_oversee": policy.may(actor, policy.OVERSEE, project),
        "today": today().isoformat(),
        "refusal": refusal,
        "key": opaque_id(),
    } | more
    context |= _asides(context, told)
    return render(request, "projects/work.html", context, status=status)


def _asides(context: dict[str, Any], told: Story) -> dict[str, Any]:
    """What stands beside the work for those who may: changes, readings, evaluation, pictures."""
    project = told.project
    waiting = [row for row in told.changes if row.state == "asked"]
    readings = sorted(told.readings, key=lambda row: row.pk)
    said = {row.side for row in told.evaluations}
    rights = {"village": context["may_accept"], "lead": context["may_run"], "bureau": context["may_oversee"]}
    to_say = [side for side, may in rights.items() if may and side not in said and project.state == "ended"]
    shown = {row.file for row in told.photos}
    photos = own_photos(told) if context["may_oversee"] else []
    return {
        "changes": [{"row": row, "field": CHANGEABLE[row.field]} for row in waiting],
        "to_check": [row for row in readings if row.state == "submitted" and context["may_accept"]],
        "to_lock": [row for row in readings if row.state == "accepted" and context["may_oversee"]],
        "to_say": [{"side": side, "words": SIDES[side]} for side in to_say],
        "outliers": outliers({row.side: row.marks for row in told.evaluations}) if context["may_oversee"] else [],
        "photos": [{"file": row, "shown": row.pk in shown} for row in photos],
        "takers": list(TAKERS.items()),
        "in_picture": list(IN_PICTURE.items()),
    }


@require_POST
@login_required
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Work begins today."""
    project = project_for(actor_of(request), number, policy.RUN)
    try:
        actions.begin_project(by=actor_of(request), key=key_of(request), number=number, on=today())  # type: ignore[call-arg]
    except Refused as refused:
        return work_page(request, project, refused.refusal, status=409)
    messages.success(request, _("已开工，需求页显示“实施中”。"))
    return redirect("projects:work", number=number)
