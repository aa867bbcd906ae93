"""Pages of followups."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.followups import actions, queries
from bangfu.apps.followups.forms import FollowupForm
from bangfu.apps.followups.models import Followup
from bangfu.apps.followups.rules import CYCLE
from bangfu.apps.people.api import names_of
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.values import opaque_id

PAGE_SIZE = 50


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
@login_required
def followups(request: HttpRequest) -> HttpResponse:
    """What I own and what I may read, the earliest due first."""
    at = now()
    state, late = request.GET.get("state", ""), request.GET.get("late") == "1"
    found = queries.followup_list(_actor(request), at=at, state=state, late=late)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    names = names_of([row.owner for row in page])
    rows = [
        {
            "followup": row,
            "owner": names.get(row.owner, ""),
            "state": CYCLE.states[row.state],
            "late": row.state in ("open", "reported") and row.due_at < at,
        }
        for row in page
    ]
    context = {"heading": _("跟进事项"), "page": page, "rows": rows, "state": state, "late": late}
    context |= {"states": CYCLE.states.items(), "may_assign": _actor(request).has("followups.assign")}
    return render(request, "followups/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give somebody something to do."""
    if not _actor(request).has("followups.assign"):
        raise Denied("followups.assign")
    form, refusal = FollowupForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.assign_followup(by=_actor(request), key=request.POST.get("key", ""), point=form.point())
            return HttpResponseRedirect(reverse("followups:followup", args=[made.pk]))
        except Refused as refused:
            refusal = refused.refusal
    context = {"heading": _("安排跟进"), "form": form, "refusal": refusal, "key": opaque_id()}
    return render(request, "followups/new.html", context | {"errors_on_page": bool(refusal or form.errors)})


def _render(request: HttpRequest, found: Followup, status: int = 200, **more: Any) -> HttpResponse:
    names = names_of([found.owner, found.assigned_by, found.closed_by])
    context = {
        "heading": found.title,
        "followup": found,
        "owner": names.get(found.owner, ""),
        "assigned_by": names.get(found.assigned_by, ""),
        "closed_by": names.get(found.closed_by, ""),
        "state": CYCLE.states[found.state],
        "offered": queries.offered(_actor(request), found),
        "key": opaque_id(),
    }
    return render(request, "followups/followup.html", context | more, status=status)


@require_GET
def followup(request: HttpRequest, followup: str) -> HttpResponse:
    """One action point with what can be done now."""
    return _render(request, queries.followup_for(_actor(request), followup))


def _act(request: HttpRequest, found: Followup, act: Callable[..., Followup], **given: str) -> HttpResponse:
    try:
        act(by=_actor(request), key=request.POST.get("key", ""), followup=found, **given)
    except Refused as refused:
        return _render(request, found, status=409, refusal=refused.refusal, errors_on_page=True)
    return HttpResponseRedirect(reverse("followups:followup", args=[found.pk]))


@require_POST
def report(request: HttpRequest, followup: str) -> HttpResponse:
    found = queries.followup_for(_actor(request), followup)
    return _act(request, found, actions.report_followup, outcome=request.POST.get("outcome", ""))


@require_POST
def close(request: HttpRequest, followup: str) -> HttpResponse:
    return _act(request, queries.followup_for(_actor(request), followup, "followups.close"), actions.close_followup)


@require_POST
def send_back(request: HttpRequest, followup: str) -> HttpResponse:
    found = queries.followup_for(_actor(request), followup, "followups.close")
    return _act(request, found, actions.send_back_followup, reason=request.POST.get("reason", ""))


@require_POST
def drop(request: HttpRequest, followup: str) -> HttpResponse:
    found = queries.followup_for(_actor(request), followup, "followups.assign")
    return _act(request, found, actions.drop_followup, reason=request.POST.get("reason", ""))
