"""What a hub passes on, what reached somebody, and what they asked to hear of."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.needs.api import Filters
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.push import actions, actions_subscribing, policy, queries, queries_pages
from bangfu.apps.push.models import Push
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.said import said
from bangfu.values import Refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_http_methods(["GET", "POST"])
def relay(request: HttpRequest, number: str) -> HttpResponse:
    """Pass a published need on to member units: those it suits are ticked already, one press sends.

    Errors: ``Denied`` without a hub; ``Hidden`` for a need that is not public.
    """
    hubs = policy.hubs_of(_actor(request))
    if not hubs:
        raise Denied(policy.RELAY)
    hub = str(request.POST.get("hub", hubs[0]))
    hub = hub if hub in hubs else hubs[0]
    if request.method == "POST":
        try:
            audience = queries.audience_of_relay(hub, number, set(request.POST.getlist("member")))
            push = actions.relay_need(  # type: ignore[call-arg]
                by=_actor(request), key=request.POST.get("key", ""), hub=hub, need=number,
                audience=audience, body=request.POST.get("body", ""),
            )  # fmt: skip
        except Refused as refused:
            return _relay(request, number, hub, refused.refusal)
        return _relay(request, number, hub, done=push)
    return _relay(request, number, hub)


def _relay(
    request: HttpRequest, number: str, hub: str, refusal: Refusal | None = None, done: Push | None = None
) -> HttpResponse:
    page: dict[str, Any] = {
        "heading": _("转给会员单位"),
        "hub": hub,
        "key": secrets.token_urlsafe(12),
        "refusal": refusal,
        "done": done,
    }
    try:
        page["need"] = need = actions.published_need(number)
        audience = queries.audience_of_relay(hub, need.number)
    except Refused as refused:
        page["refusal"] = refusal or refused.refusal
        return render(request, "push/relay.html", page, status=409)
    members: dict[str, dict[str, Any]] = {}
    for one in audience.reached:
        members.setdefault(one.number, {"number": one.number, "name": one.name, "line": one.line, "people": 0})
        members[one.number]["people"] += 1
    page |= {
        "members": list(members.values()),
        "left": audience.left,
        "ticked": set(request.POST.getlist("member")) if refusal else set(members),
        "hub_name": getattr(organisations_by_number([hub]).get(hub), "name", hub),
    }
    return render(request, "push/relay.html", page, status=409 if refusal else 200)


@require_GET
@login_required
def received(request: HttpRequest, push: str) -> HttpResponse:
    """What organisations can do, collected by district and field, as it reached me."""
    found = queries_pages.received_for(_actor(request), push)
    page = {"heading": found.title, "push": found, "offers": queries.collected(found)}
    return render(request, "push/received.html", page)


@require_http_methods(["GET", "POST"])
@login_required
def subscribe(request: HttpRequest) -> HttpResponse:
    """Hear of new needs under the filters of the explorer, at once or once a week."""
    filters = Filters.read(request.GET)
    words = queries_pages.words_of(filters)
    refusal = None
    if request.method == "POST":
        try:
            actions_subscribing.subscribe(  # type: ignore[call-arg]
                by=_actor(request), key=request.POST.get("key", ""), filters=filters, words=words,
                weekly=request.POST.get("when") == "weekly",
            )  # fmt: skip
        except Refused as refused:
            refusal = refused.refusal
        else:
            return HttpResponseRedirect(reverse("push:subscribe"))
    page = {
        "heading": _("订阅需求信息"),
        "words": words,
        "is_new": bool(filters.set_ones()) or not queries_pages.subscriptions_of(_actor(request)),
        "subscriptions": queries_pages.subscriptions_of(_actor(request)),
        "key": secrets.token_urlsafe(12),
        "refusal": refusal,
    }
    return render(request, "push/subscribe.html", page, status=409 if refusal else 200)


@require_POST
@login_required
def unsubscribe(request: HttpRequest, subscription: str) -> HttpResponse:
    """End one of my subscriptions."""
    try:
        actions_subscribing.unsubscribe(  # type: ignore[call-arg]
            by=_actor(request), key=request.POST.get("key", ""), subscription=subscription
        )
    except Refused as refused:
        messages.error(request, said(str(refused.refusal)))
    return HttpResponseRedirect(reverse("push:subscribe"))
