"""The inbox, what one wants to get, and how to end it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.notices import actions, queries, rules
from bangfu.apps.notices.leaving import leaving_of
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.channels import all_channels, channel_named
from bangfu.plumbing.clock import now
from bangfu.values import Refusal

PAGE_SIZE = 30


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """My messages, newest first."""
    unread = request.GET.get("unread") == "1"
    page = Paginator(queries.inbox(_actor(request), unread=unread), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"heading": _("消息"), "page": page, "only_unread": unread})


@require_POST
@login_required
def open_message(request: HttpRequest, message: int) -> HttpResponse:
    """Mark as read and go where the message leads."""
    found = queries.message_for(_actor(request), message)
    actions.read_messages(by=_actor(request), messages=(found.pk,))
    target = found.notice.url
    inside = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if inside else reverse("notices:inbox"))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    actions.read_messages(by=_actor(request))
    return HttpResponseRedirect(reverse("notices:inbox"))


@require_http_methods(["GET", "POST"])
@login_required
def wishes(request: HttpRequest) -> HttpResponse:
    """What to get, and how."""
    if request.method == "POST":
        pairs = {
            (row["kind"], cell["channel"]): cell["name"] in request.POST for row in _grid({}) for cell in row["cells"]
        }
        actions.choose_kinds(by=_actor(request), wanted=pairs)
        return HttpResponseRedirect(reverse("notices:wishes"))
    return _wishes(request)


def _wishes(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    actor = _actor(request)
    own = queries.addresses_of([actor.person]).get(actor.person, {})
    page = {
        "heading": _("收什么通知"),
        "channels": [channel for channel in all_channels() if channel.NAME != "console"],
        "rows": _grid(queries.choices_of(actor.person)),
        "wecom": own.get("wecom", ""),
        "has_wecom": not channel_named("wecom").missing(),
        "late": [queue for queue in queries.queues(now()) if queue.is_resting and not queue.missing],
        "refusal": refusal,
    }
    return render(request, "notices/wishes.html", page, status=409 if refusal else 200)


def _grid(chosen: dict[tuple[str, str], bool]) -> list[dict[str, Any]]:
    """A row for each kind with a cell for each channel."""
    return [
        {"kind": kind, "words": words, "cells": [
            {"channel": each.NAME, "title": each.TITLE, "name": f"{kind}-{each.NAME}", "is_missing": bool(each.missing()),
             "on": rules.is_wanted(kind, each.NAME, chosen.get((kind, each.NAME))),
             "is_fixed": (kind, each.NAME) == ("must_know", "insite")}
            for each in all_channels() if each.NAME != "console"
        ]}
        for kind, words in rules.KINDS.items()
    ]  # fmt: skip


@require_POST
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """My own account with a messenger."""
    told = request.POST.get("wecom", "")
    try:
        actions.bind_address(by=_actor(request), key=request.POST.get("key", ""), channel="wecom", address=told)
    except Refused as refused:
        return _wishes(request, refused.refusal)
    return HttpResponseRedirect(reverse("notices:wishes"))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End one kind of letter without signing in: the page shows what, its button acts.

    A mailbox posts ``List-Unsubscribe=One-Click`` (RFC 8058): it has neither cookie nor token of a form, and needs none,
    because nothing but the signed address counts. Every other post needs the token of the form.
    """
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        return _left(request, token)
    return _leave_by_hand(request, token)


@csrf_protect
def _leave_by_hand(request: HttpRequest, token: str) -> HttpResponse:
    return _left(request, token)


def _left(request: HttpRequest, token: str) -> HttpResponse:
    leaving = leaving_of(token)
    if leaving is None:
        raise Hidden
    done = request.method == "POST"
    if done:
        actions.leave(by=_actor(request), leaving=leaving)
    page = {
        "heading": _("退订"),
        "kind": rules.KINDS[leaving.kind],
        "channel": channel_named(leaving.channel).TITLE,
        "done": done,
    }
    return render(request, "notices/leave.html", page)


@require_GET
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The short address of a text message."""
    target = queries.path_of_code(code)
    if target is None:
        raise Hidden
    inside = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if inside else reverse("notices:inbox"))
