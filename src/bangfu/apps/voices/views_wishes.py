"""Wishes of single people: written down, counted, opened one by one; each opening leaves a trace."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.regions.api import region_by_code
from bangfu.apps.voices import actions_wishes as actions
from bangfu.apps.voices import queries_wishes as queries
from bangfu.apps.voices.forms import CountyForm, WishForm
from bangfu.apps.voices.models import Wish
from bangfu.apps.voices.rules_wishes import CYCLE
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import Refusal, opaque_id, tidy


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _keeper(request: HttpRequest, permission: str = "voices.wish") -> Actor:
    actor = _actor(request)
    if not actor.has(permission):
        raise Denied(permission)
    return actor


@require_GET
@login_required
def wishes(request: HttpRequest) -> HttpResponse:
    """How many wish what, and the wishes of my places without their words."""
    return _wishes(request, _keeper(request))


def _wishes(request: HttpRequest, actor: Actor, refusal: Refusal | None = None) -> HttpResponse:
    state = request.GET.get("state", "open")
    state = state if state in CYCLE.states else "open"
    rows = queries.wish_list(actor, state)
    context = {
        "heading": _("微心愿"),
        "subheading": _("内容加密，每次查看都记录；对外只有人数"),
        "states": CYCLE.states.items(),
        "state": state,
        "rows": rows,
        "is_cut": len(rows) == queries.LIST_MAX,
        "bundles": queries.bundles(actor, today()),
        "counts": actor.has("voices.count"),
        "key": opaque_id(),
        "refusal": refusal,
        "errors_on_page": bool(refusal),
    }
    return render(request, "voices/wishes.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
@login_required
def enter(request: HttpRequest) -> HttpResponse:
    """Write down one wish."""
    actor = _keeper(request)
    form, refusal = WishForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.enter_wish(  # type: ignore[call-arg]
                by=actor,
                key=request.POST.get("key", ""),
                region=typed["place"],
                group=typed["group"],
                item=typed["item"],
                words=typed["words"],
                person=typed["person"],
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("已登记。"))
            return redirect("voices:wishes")
    bad = bool(refusal or form.errors)
    context = {"heading": _("登记微心愿"), "form": form, "refusal": refusal, "key": opaque_id(), "errors_on_page": bad}
    return render(request, "voices/enter_wish.html", context, status=422 if bad else 200)


def _render(request: HttpRequest, found: Wish, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "heading": _("一条微心愿"),
        "wish": found,
        "row": queries.row_of(found),
        "readers": queries.readers_of(found),
        "may_open": queries.may_open(_actor(request), found),
        "living": found.state in ("open", "grouped"),
        "key": opaque_id(),
    }
    answer = render(request, "voices/wish.html", context | more, status=status)
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_GET
@login_required
def wish(request: HttpRequest, wish: str) -> HttpResponse:
    """One wish without its words, and who has read them."""
    return _render(request, queries.wish_for(_actor(request), wish))


@require_POST
@login_required
def open_wish(request: HttpRequest, wish: str) -> HttpResponse:
    """Read its words: an act of its own, which is recorded."""
    found = actions.open_wish(by=_actor(request), wish=wish)  # type: ignore[call-arg]
    return _render(request, found, opened=True)


@require_POST
@login_required
def end(request: HttpRequest, wish: str) -> HttpResponse:
    """It came true, or is no longer one."""
    found = queries.wish_for(_actor(request), wish)
    step, key = request.POST.get("step", ""), request.POST.get("key", "")
    try:
        actions.end_wish(by=_actor(request), key=key, wish=found.pk, step=step)  # type: ignore[call-arg]
    except Refused as refused:
        return _render(request, found, status=409, refusal=refused.refusal, errors_on_page=True)
    messages.success(request, _("已记下。"))
    return redirect("voices:wish", wish=found.pk)


@require_POST
@login_required
def group_wishes(request: HttpRequest) -> HttpResponse:
    """Draft one need for everybody who wishes the same."""
    actor = _keeper(request)
    region = region_by_code(tidy(request.POST.get("region", "")))
    if region is None:
        return _wishes(request, actor, Refusal("voices.no_place", "没有这个地方，请刷新页面看最新情况。"))
    group, item, key = (tidy(request.POST.get(name, "")) for name in ("group", "item", "key"))
    try:
        done = actions.group_wishes(by=actor, key=key, region=region, group=group, item=item)  # type: ignore[call-arg]
    except Refused as refused:
        return _wishes(request, actor, refused.refusal)
    messages.success(request, _("已合成一条需求草稿，里面只有人数。"))
    return redirect("needs:edit", number=done.need)


@require_http_methods(["GET", "POST"])
@login_required
def figures(request: HttpRequest) -> HttpResponse:
    """What may be said outside: first looked at, then published."""
    actor = _keeper(request, "voices.count")
    form, refusal, table, region = CountyForm(request.POST or None), None, None, None
    if request.method == "POST" and form.is_valid():
        region = form.cleaned_data["place"]
        if request.POST.get("step") == "release":
            try:
                actions.release_figures(by=actor, key=request.POST.get("key", ""), county=region)  # type: ignore[call-arg]
            except Refused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("已公布，在县的页面上看得到。"))
                return redirect("voices:figures")
        table = queries.preview_for(actor, region.code, today())
    bad = bool(refusal or form.errors)
    context = {"heading": _("公布微心愿人数"), "form": form, "table": table, "region": region, "refusal": refusal}
    context |= {"key": opaque_id(), "errors_on_page": bad}
    return render(request, "voices/figures.html", context, status=409 if refusal else 422 if bad else 200)
