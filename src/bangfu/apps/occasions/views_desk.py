"""Holding an occasion, checking people in, and the village's word on visits."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.occasions import actions, policy, queries, rules
from bangfu.apps.occasions.forms import OccasionForm
from bangfu.apps.occasions.models import Occasion
from bangfu.apps.occasions.views import actor_of
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.documents.qr import qr_path
from bangfu.values import opaque_id


def _holders(actor: Actor) -> list[tuple[str, str]]:
    """In whose name this person may hold something: offices first, then organisations by name."""
    grants = actor.scopes_of(policy.RUN)
    offices = [(f"office:{grant.scope_id}", _("当地办公室")) for grant in grants if grant.scope_kind == "region"]
    numbers = [grant.scope_id for grant in grants if grant.scope_kind == "organisation"]
    found = organisations_by_number(numbers) if numbers else {}
    return offices + sorted(((f"org:{one.number}", one.name) for one in found.values()), key=lambda pair: pair[1])


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Announce an occasion or a visit. Errors: ``Denied`` for who holds nothing."""
    actor = actor_of(request)
    holders = _holders(actor)
    if not holders:
        raise Denied(policy.RUN)
    form, refusal = OccasionForm(request.POST or None, holders=holders), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.announce(  # type: ignore[call-arg]
                by=actor,
                key=request.POST.get("key", ""),
                values=form.values(),
                ask_the_village=form.cleaned_data["ask_the_village"],
            )
            messages.success(
                request, _("已发布。") if made.state == "open" else _("已请村里决定，答复会在消息里告诉您。")
            )
            return redirect("occasions:roster", occasion=made.pk)
        except Refused as refused:
            refusal = refused.refusal
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("新活动或来访"),
        "form": form,
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
    }
    return render(request, "occasions/new.html", context, status=422 if bad else 200)


def _roster(request: HttpRequest, found: Occasion, status: int = 200, **more: Any) -> HttpResponse:
    guests = queries.roster_of(found)
    context: dict[str, Any] = {
        "heading": found.title,
        "row": queries.rows_of([found])[0],
        "occasion": found,
        "state": rules.CYCLE.states[found.state],
        "seated": [guest for guest in guests if guest.seat.state == "seated"],
        "waiting": [guest for guest in guests if guest.seat.state == "waiting"],
        "came": sum(guest.seat.checked_in_at is not None for guest in guests),
        "is_visit": found.kind in rules.VISITS,
        "key": opaque_id(),
    }
    return render(request, "occasions/roster.html", context | more, status=status)


@require_GET
@login_required
def roster(request: HttpRequest, occasion: str) -> HttpResponse:
    """Who comes; for who holds it alone."""
    return _roster(request, queries.occasion_for(actor_of(request), occasion, policy.RUN))


@require_GET
@login_required
def poster(request: HttpRequest, occasion: str) -> HttpResponse:
    """The code that is shown or printed at the door; it opens checking in for a day."""
    found = queries.occasion_for(actor_of(request), occasion, policy.RUN)
    address = request.build_absolute_uri(reverse("occasions:in", args=[queries.token_of(found)]))
    side, path = qr_path(address)
    context = {
        "heading": found.title,
        "row": queries.rows_of([found])[0],
        "occasion": found,
        "side": side,
        "path": path,
    }
    return render(request, "occasions/poster.html", context)


def _act(request: HttpRequest, occasion: str, act: Callable[..., Any], done: str, **given: str) -> HttpResponse:
    """Do one thing as the holder; a refusal comes back on the roster."""
    found = queries.occasion_for(actor_of(request), occasion, policy.RUN)
    try:
        act(by=actor_of(request), key=request.POST.get("key", ""), occasion=found.pk, **given)
    except Refused as refused:
        return _roster(request, found, status=409, refusal=refused.refusal, errors_on_page=True)
    messages.success(request, done)
    return redirect("occasions:roster", occasion=found.pk)


@require_POST
@login_required
def check_in(request: HttpRequest, occasion: str) -> HttpResponse:
    """Check somebody in by hand."""
    return _act(request, occasion, actions.check_in, _("已签到。"), person=request.POST.get("person", ""))


@require_POST
@login_required
def cancel(request: HttpRequest, occasion: str) -> HttpResponse:
    """Call it off."""
    done = _("已取消，报了名的人都会收到消息。")
    return _act(request, occasion, actions.cancel, done, reason=request.POST.get("reason", ""))


def _visits(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    if not actor.has(policy.READ):
        raise Denied(policy.READ)
    at = now()
    rows = queries.rows_of(queries.visits_to(actor, at))
    context = {
        "heading": _("来访日历"),
        "subheading": _("谁哪天来、为什么来；超过这个月上限的，由村里决定。"),
        "asked": [row for row in rows if row.occasion.state == "asked"],
        "fixed": [row for row in rows if row.occasion.state == "open"],
        "cap": queries.cap_on(at.date()),
        "agrees": actor.has(policy.AGREE),
        "key": opaque_id(),
    }
    return render(request, "occasions/visits.html", context | more, status=status)


@require_GET
@login_required
def visits(request: HttpRequest) -> HttpResponse:
    """Who comes to one's places. Errors: ``Denied``."""
    return _visits(request)


def _answered(request: HttpRequest, occasion: str, act: Callable[..., Any], done: str, **given: str) -> HttpResponse:
    found = queries.occasion_for(actor_of(request), occasion, policy.AGREE)
    try:
        act(by=actor_of(request), key=request.POST.get("key", ""), occasion=found.pk, **given)
    except Refused as refused:
        return _visits(request, status=409, refusal=refused.refusal, errors_on_page=True)
    messages.success(request, done)
    return redirect("occasions:visits")


@require_POST
@login_required
def agree(request: HttpRequest, occasion: str) -> HttpResponse:
    """The village lets them come."""
    return _answered(request, occasion, actions.agree, _("已同意，来访的一方会收到消息。"))


@require_POST
@login_required
def decline(request: HttpRequest, occasion: str) -> HttpResponse:
    """The village does not."""
    done = _("已谢绝，原因会告诉来访的一方。")
    return _answered(request, occasion, actions.decline, done, reason=request.POST.get("reason", ""))
