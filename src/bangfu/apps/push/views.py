"""Composing, looking over, agreeing to, sending and following a push."""

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.push import actions, policy, queries, queries_pages, rules
from bangfu.apps.push.forms import EDITED, PushForm
from bangfu.apps.push.models import Push
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal

PAGE_SIZE, LEFT_SHOWN = 50, 30
STEPS = {
    "test": actions.test_push,
    "ask": actions.ask_push,
    "agree": actions.agree_push,
    "send": actions.send_push,
    "cancel": actions.cancel_push,
}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
def pushes(request: HttpRequest) -> HttpResponse:
    """Pushes of one's office, newest first. Errors: ``Denied``."""
    page = Paginator(queries_pages.pushes_of(_actor(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "push/list.html", {"heading": _("推送"), "page": page})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a push, of a published need (``?need=``) or of organisations' projects. Errors: ``Denied``."""
    policy.office_of(_actor(request))
    if request.method == "POST":
        return _save(request)
    number = request.GET.get("need", "")[:16]
    initial: dict[str, Any] = {"direction": request.GET.get("direction", "need"), "need": number}
    refusal = None
    if number:
        try:
            initial["title"] = actions.published_need(number).title
        except Refused as refused:
            refusal = refused.refusal
    return _form(request, PushForm(initial=initial), refusal)


def _form(request: HttpRequest, form: PushForm, refusal: Refusal | None = None) -> HttpResponse:
    chosen = form["need"].value()
    search = request.GET.get("q", "")
    page = {
        "heading": _("新的推送"),
        "form": form,
        "key": request.POST.get("key") or secrets.token_urlsafe(12),
        "needs": [] if chosen or form.is_bound else queries_pages.needs_to_push(search),
        "q": search[:60],
        "refusal": refusal,
        "crumbs": [{"label": _("推送"), "path": "/desk/push/"}, {"label": _("新的推送")}],
    }
    return render(request, "push/new.html", page, status=422 if form.is_bound or refusal else 200)


def _save(request: HttpRequest) -> HttpResponse:
    form = PushForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    values = {name: form.cleaned_data[name] for name in EDITED}
    try:
        push = actions.draft_push(by=_actor(request), key=request.POST.get("key", ""), values=values)  # type: ignore[call-arg]
    except Refused as refused:
        return _form(request, form, refused.refusal)
    return HttpResponseRedirect(reverse("push:detail", args=[push.pk]))


@require_GET
def detail(request: HttpRequest, push: str) -> HttpResponse:
    """Before sending: whom it reaches, whom not and why, and how it reads. After: what became of it."""
    return _detail(request, queries_pages.push_for(_actor(request), push))


def _detail(request: HttpRequest, push: Push, refusal: Refusal | None = None) -> HttpResponse:
    page: dict[str, Any] = {
        "heading": push.title,
        "push": push,
        "state": rules.CYCLE.states[push.state],
        "key": secrets.token_urlsafe(12),
        "refusal": refusal,
        "crumbs": [{"label": _("推送"), "path": "/desk/push/"}, {"label": push.title}],
    }
    if push.state == "sent":
        rows = queries_pages.rows_of(push)
        page["figures"] = queries_pages.figures_of(push, rows, reverse("push:rows", args=[push.pk]))
    elif push.state != "cancelled":
        page |= _preview(request, push)
    return render(request, "push/push.html", page, status=409 if refusal else 200)


def _preview(request: HttpRequest, push: Push) -> dict[str, Any]:
    try:
        audience = queries.audience_of(push)
    except Refused as refused:
        return {"waiting": refused.refusal}
    mine = _actor(request).person == push.created_by
    many = len(audience.reached) > rules.ALONE
    return {
        "audience": audience,
        "sample": audience.reached[0] if audience.reached else None,
        "shown": audience.reached[:LEFT_SHOWN],
        "left_reasons": audience.left_by_reason(),
        "left_shown": audience.left[:LEFT_SHOWN],
        "text_messages": audience.by_channel.get("sms", 0),
        "offers": queries.collected(push) if push.direction == "offers" else [],
        "may_ask": many and push.state == "draft",
        "may_agree": push.state == "waiting" and not mine,
        "may_send": (push.state == "agreed") or (push.state == "draft" and not many) or push.state == "sending",
    }


@require_POST
def step(request: HttpRequest, push: str) -> HttpResponse:
    """One step of its life: ``do`` names it."""
    found = queries_pages.push_for(_actor(request), push)
    act = STEPS.get(request.POST.get("do", ""))
    if act is None:
        return _detail(request, found, Refusal("push.step", "没有这一步，请刷新页面。"))
    try:
        more = {"reach": len(queries.audience_of(found).reached)} if act is actions.send_push else {}
        made = act(by=_actor(request), key=request.POST.get("key", ""), push=found.pk, **more)  # type: ignore[operator]
    except Refused as refused:
        return _detail(request, found, refused.refusal)
    if request.POST.get("do") == "send":
        return HttpResponseRedirect(reverse("runs:detail", args=[made.pk]))
    done = "?tested=1" if request.POST.get("do") == "test" else ""
    return HttpResponseRedirect(reverse("push:detail", args=[found.pk]) + done)


@require_GET
def rows(request: HttpRequest, push: str) -> HttpResponse:
    """The rows behind a figure: ``?stage=``."""
    found = queries_pages.push_for(_actor(request), push)
    stage = request.GET.get("stage", "")
    everybody = queries_pages.rows_of(found)
    inside = [row for row in everybody if stage in row.stages] if stage in queries_pages.STAGES else everybody
    page = {
        "heading": queries_pages.STAGES.get(stage, _("名单")),
        "push": found,
        "page": Paginator(inside, PAGE_SIZE).get_page(request.GET.get("page")),
        "total": len(inside),
        "stages": queries_pages.STAGES,
        "crumbs": [
            {"label": _("推送"), "path": "/desk/push/"},
            {"label": found.title, "path": f"/desk/push/{found.pk}/"},
            {"label": queries_pages.STAGES.get(stage, _("名单"))},
        ],
    }
    return render(request, "push/rows.html", page)
