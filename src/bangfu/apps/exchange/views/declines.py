"""Saying 「不合适」, taking it back, and the lists that recommendations make."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.exchange.actions.declines import decline as say
from bangfu.apps.exchange.actions.declines import withdraw_decline
from bangfu.apps.exchange.policy_declines import PLAN, SAY, scope_of, side_of
from bangfu.apps.exchange.queries import declines as queries
from bangfu.apps.exchange.queries import panels
from bangfu.apps.exchange.queries.ground import Preparing
from bangfu.apps.exchange.rules.declines import REASONS, SIDES, WORDS_MOST
from bangfu.apps.needs.api import Need, need_for
from bangfu.apps.organisations.api import organisations_by_number
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.ui.formats import day
from bangfu.plumbing.ui.nav import localised
from bangfu.values import opaque_id

PAGE_SIZE, COMPARED_LEAST, COMPARED_MOST = 50, 2, 4


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _need_href(number: str, anchor: str = "recommended") -> str:
    return f"{localised(f'/needs/{number}/')}#{anchor}"


def when_ready(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of lists: while they are being read for the first time it says so and asks again by itself."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Preparing as preparing:
            context = {"heading": _("推荐名单"), "refusal": preparing.refusal}
            response = render(request, "exchange/waiting.html", context, status=503)
            response["Refresh"] = response["Retry-After"] = "20"
            return response

    return shown


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, need: str, organisation: str) -> HttpResponse:
    """One reason of a short list; then back to the need, where the list has changed."""
    by = _actor(request)
    asked = need_for(by, need)
    named = organisations_by_number([organisation]).get(organisation)
    if named is None or not named.is_public:
        raise Hidden
    side = side_of(by, scope_of(asked.region_path, organisation))
    if not side:
        raise Denied(SAY)
    refusal = None
    if request.method == "POST":
        try:
            said = say(
                by=by,
                key=request.POST.get("key", ""),
                need=need,
                organisation=organisation,
                reason=request.POST.get("reason", ""),
                words=request.POST.get("words", ""),
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            until = day(said.counts_until)
            told = _("已记住：“%(why)s”。到 %(day)s 前不再推荐这一对。") % {
                "why": REASONS[said.reason].words,
                "day": until,
            }
            messages.success(request, told)
            return HttpResponseRedirect(_need_href(need, "fit" if side == "organisation" else "recommended"))
    context = {
        "heading": _("为什么不合适"),
        "need": asked,
        "organisation": named,
        "side": SIDES[side],
        "reasons": [{"code": code, "why": why} for code, why in REASONS.items()],
        "chosen": request.POST.get("reason", ""),
        "words": request.POST.get("words", "")[:WORDS_MOST],
        "words_most": WORDS_MOST,
        "refusal": refusal,
        "back": _need_href(need),
        "key": opaque_id(),
    }
    return render(request, "exchange/decline.html", context, status=409 if refusal else 200)


@require_POST
def withdraw(request: HttpRequest, decline: str) -> HttpResponse:
    """Take one's own side's word back. Errors: ``Hidden``."""
    by = _actor(request)
    row = queries.decline_for(by, decline)
    try:
        withdraw_decline(by=by, key=request.POST.get("key", ""), decline_id=row.pk)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return HttpResponseRedirect(reverse("exchange:declined", args=[row.pk]))
    messages.success(request, _("已撤回“不合适”，这一对会重新参加推荐。"))
    return HttpResponseRedirect(_need_href(row.need))


@require_GET
@login_required
def declines(request: HttpRequest) -> HttpResponse:
    """What was said in one's places and of one's organisations."""
    by = _actor(request)
    if not by.has(SAY):
        raise Denied(SAY)
    past = request.GET.get("past") == "1"
    page = Paginator(queries.declines_within(by, today(), past=past), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"heading": _("说过的“不合适”"), "page": page, "rows": _told_rows(page, by), "past": past}
    return render(request, "exchange/declines.html", context)


def _told_rows(rows: Any, by: Actor) -> list[dict[str, Any]]:
    rows = list(rows)
    titles = dict(Need.objects.filter(number__in={row.need for row in rows}).values_list("number", "title"))
    names = organisations_by_number({row.organisation for row in rows})
    return [
        {
            "row": row,
            "title": titles.get(row.need, row.need),
            "name": names[row.organisation].name if row.organisation in names else row.organisation,
            "told": queries.said_of(row).told,
            "who": SIDES[row.side],
            "is_over": row.ended_at is not None or row.counts_until < today(),
            "may_withdraw": row.ended_at is None
            and side_of(by, scope_of(row.region_path, row.organisation)) == row.side,
        }
        for row in rows
    ]


@require_GET
@when_ready
def declined(request: HttpRequest, decline: str) -> HttpResponse:
    """One decline, and the lists that it changes: each with it and without it."""
    by = _actor(request)
    row = queries.decline_for(by, decline)
    told = _told_rows([row], by)[0]
    lists = [] if told["is_over"] or not _may_see_lists(by, row) else panels.changed_by(row)
    context = {"heading": _("一句“不合适”改变了什么"), "one": told, "changed": lists, "key": opaque_id(), "at": now()}
    return render(request, "exchange/declined.html", context)


def _may_see_lists(by: Actor, row: Any) -> bool:
    """Lists of a need are for its side and the bureau; an organisation sees its own needs only."""
    return bool(by.may(SAY, scope_of(row.region_path)))


@require_GET
@login_required
@when_ready
def mine(request: HttpRequest) -> HttpResponse:
    """The best needs of one's organisations, ten each."""
    by = _actor(request)
    if not by.has(SAY):
        raise Denied(SAY)
    lists = panels.own_lists(by, top=10)
    context = {"heading": _("适合你们的需求"), "lists": lists, "many": len(lists) > 1}
    return render(request, "exchange/mine.html", context)


@require_GET
@when_ready
def side_by_side(request: HttpRequest, need: str) -> HttpResponse:
    """Two to four organisations side by side on one need. Errors: ``Hidden``, ``Denied`` without ``exchange.plan`` there."""
    by = _actor(request)
    asked = need_for(by, need)
    if not by.may(PLAN, scope_of(asked.region_path)):
        raise Denied(PLAN)
    listed = panels.recommended_for_need(need)
    wanted = list(dict.fromkeys(request.GET.getlist("org")))[:COMPARED_MOST]
    chosen = [one for one in listed.candidates if one.number in wanted]
    few = len(chosen) < COMPARED_LEAST
    context = {
        "heading": _("并排比较"),
        "subheading": asked.title,
        "need": asked,
        "listed": listed,
        "chosen": listed.candidates[: COMPARED_LEAST + 1] if few else chosen,
        "too_few": few and bool(wanted),
        "rows": _rows_of(listed.candidates[: COMPARED_LEAST + 1] if few else chosen),
        "picked": {one.number for one in chosen},
        "back": _need_href(need),
    }
    return render(request, "exchange/side_by_side.html", context)


def _rows_of(chosen: Any) -> list[dict[str, Any]]:
    """One row for each part: the points of each organisation and the sentence, in the order of the parts."""
    names = dict(panels.PART_TITLES)
    cells: dict[str, dict[str, Any]] = {}
    for one in chosen:
        for reason in (*one.favour, *(each for each in one.against if each.points)):
            code = reason.code.partition(":")[0]
            words = reason.text.removesuffix(f"，+{reason.points}")
            words = words.partition("：")[2] or words
            cells.setdefault(code, {}).setdefault(one.number, []).append({"points": reason.points, "words": words})
    order = [code for code in names if code in cells]
    return [{"title": names[code], "cells": [cells[code].get(one.number, []) for one in chosen]} for code in order]
