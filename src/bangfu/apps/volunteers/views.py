"""Reporting one's hours, and the served side's word on them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bangfu.apps.volunteers import actions, policy, queries, rules
from bangfu.apps.volunteers.forms import HoursForm, ProfileForm
from bangfu.apps.volunteers.questions import taken_part
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.values import Refusal, opaque_id

READING = ["GET", "POST"]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _first_values(request: HttpRequest, actor: Actor, organisation_region: str) -> dict[str, Any]:
    """What the form begins with: the row to correct, or what an activity's page handed over, else one's own place."""
    if request.GET.get("corrects"):
        old = queries.own_row(actor.person, request.GET["corrects"])
        begins, ends = localtime(old.starts), localtime(old.ends)
        return {
            "region": old.region,
            "day": old.day,
            "begins": f"{begins:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "what": old.what,
            "subject": old.subject,
            "subject_kind": old.subject_kind,
        }
    names = ("subject", "subject_kind", "day", "begins", "ends")
    handed = {name: request.GET.get(name, "")[:40] for name in names}
    return {"region": request.GET.get("region", "")[:12] or organisation_region} | handed


def _taken_part(actor: Actor, at: datetime) -> list[dict[str, str]]:
    """What the actor took part in lately, with the address of the form that says so already."""
    found = [dict(each) for answer in taken_part.ask(actor.person, at) for each in answer]
    for each in found:
        each["url"] = "?" + urlencode({name: value for name, value in each.items() if name != "title"})
    return found


@require_http_methods(READING)
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Report hours in one submit; below, what was said of earlier ones, and one's own sum by year."""
    actor = actor_of(request)
    policy.require_somewhere(actor, policy.REPORT)
    profile, refusal = queries.profile_of(actor.person), None
    form = HoursForm(request.POST or None, initial=_first_values(request, actor, profile.region if profile else ""))
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(  # type: ignore[call-arg]
                by=actor,
                key=request.POST.get("key", ""),
                values=form.values(profile.organisation if profile else ""),
                corrects=request.GET.get("corrects", ""),
            )
            messages.success(request, _("已报。村里确认以后才算数。"))
            return redirect("volunteers:mine")
        except Refused as refused:
            refusal = refused.refusal
    bad = request.method == "POST"
    context = {
        "heading": _("我的志愿时长"),
        "form": form,
        "correcting": request.GET.get("corrects", ""),
        "years": queries.years_of(actor.person),
        "rows": queries.rows_of(queries.own_hours(actor.person)),
        "taken_part": _taken_part(actor, now()),
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
    }
    return render(request, "volunteers/mine.html", context, status=422 if bad else 200)


@require_http_methods(READING)
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What I can do, where and when."""
    actor = actor_of(request)
    policy.require_somewhere(actor, policy.REPORT)
    found = queries.profile_of(actor.person)
    first = (
        {
            "helps_with": found.helps_with.split(),
            "region": found.region,
            "free": found.free.split(),
            "organisation": found.organisation,
        }
        if found
        else {}
    )
    form = ProfileForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.save_profile(by=actor, key=request.POST.get("key", ""), values=form.values())  # type: ignore[call-arg]
        messages.success(request, _("已保存。"))
        return redirect("volunteers:mine")
    context = {
        "heading": _("我能帮什么"),
        "form": form,
        "errors_on_page": bool(form.errors),
        "key": opaque_id(),
    }
    return render(request, "volunteers/profile.html", context, status=422 if form.errors else 200)


@require_http_methods(READING)
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """What volunteers reported for one's place: confirm one or several at once, or say why not."""
    actor = actor_of(request)
    policy.require_somewhere(actor, policy.CONFIRM)
    refusal: Refusal | None = None
    if request.method == "POST":
        asked: dict[str, Any] = {
            "by": actor,
            "key": request.POST.get("key", ""),
            "hours": request.POST.getlist("hours"),
        }
        try:
            if request.POST.get("decision") == "refuse":
                actions.refuse_hours(**asked, reason=request.POST.get("reason", "").replace("\x00", ""))
            else:
                actions.confirm(**asked)
            messages.success(request, _("已答复，志愿者会收到消息。"))
            return redirect("volunteers:confirm")
        except Refused as refused:
            refusal = refused.refusal
    waiting = list(queries.waiting_for(actor).select_related("answer", "correction")[: queries.LIST_MAX])
    context = {
        "heading": _("确认志愿时长"),
        "rows": queries.rows_of(waiting, queries.flags_for(waiting)),
        "many": rules.BULK_MANY,
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "volunteers/confirm.html", context, status=409 if refusal else 200)
