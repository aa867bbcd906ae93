"""Corrections at the desk: one drafts, another confirms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.accountability import actions, policy, queries_corrections
from bangfu.apps.accountability.models import Correction
from bangfu.apps.accountability.queries_books import voucher_named
from bangfu.apps.accountability.views import actor_of
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal, opaque_id

TYPED = ("no", "said", "now", "reason", "entry")


def _require(request: HttpRequest) -> None:
    if not actor_of(request).has(policy.CORRECT):
        raise Denied(policy.CORRECT)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    _require(request)
    rows = queries_corrections.at_desk(actor_of(request))
    context = {
        "heading": _("更正说明"),
        "subheading": _("公布过的不改写：另写一条，说明哪里错了、应当是什么；一人起草，另一人确认"),
        "waiting": [each for each in rows if not (each.correction.confirmed_at or each.correction.returned_at)],
        "over": [each for each in rows if each.correction.confirmed_at or each.correction.returned_at],
    }
    return render(request, "accountability/desk.html", context)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a correction of a voucher, named by its public number."""
    _require(request)
    typed = {name: (request.POST or request.GET).get(name, "").replace("\x00", "")[:1000] for name in TYPED}
    refusal = None
    if request.method == "POST":
        try:
            made = _drafted(request, typed)
            messages.success(request, _("已起草，等另一人确认后公开。"))
            return redirect("accountability:correction", correction=made.pk)
        except Refused as refused:
            refusal = refused.refusal
    context = {
        "heading": _("写更正说明"),
        "typed": typed,
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "accountability/draft.html", context, status=422 if refusal else 200)


def _drafted(request: HttpRequest, typed: dict[str, str]) -> Correction:
    about = voucher_named(typed["no"])
    if about is None:
        raise Refused(Refusal("correction_about", "没有这张凭证，请照凭证页面上的编号填。"))
    return actions.draft_correction(  # type: ignore[call-arg,no-any-return]
        by=actor_of(request),
        key=request.POST.get("key", ""),
        voucher=about.pk,
        said=typed["said"],
        now=typed["now"],
        reason=typed["reason"],
        entry=typed["entry"],
    )


@require_GET
def correction(request: HttpRequest, correction: str) -> HttpResponse:
    """One correction with its two buttons for another person."""
    return _page(request, correction)


def _page(request: HttpRequest, pk: str, refusal: Refusal | None = None, reason: str = "") -> HttpResponse:
    found = queries_corrections.correction_for(actor_of(request), pk)
    is_open = found.confirmed_at is None and found.returned_at is None
    names = queries_corrections.names_in(found)
    context = {
        "heading": _("更正说明"),
        "row": queries_corrections.shown(found),
        "one": found,
        "drafted_by": names.get(found.drafted_by, ""),
        "decided_by": names.get(found.confirmed_by or found.returned_by, ""),
        "may_judge": is_open and found.drafted_by != actor_of(request).person,
        "is_open": is_open,
        "refusal": refusal,
        "typed_reason": reason,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "accountability/correction.html", context, status=422 if refusal else 200)


def _done(request: HttpRequest, pk: str, act: Callable[..., Any], words: str, **said: str) -> HttpResponse:
    try:
        act(by=actor_of(request), key=request.POST.get("key", ""), correction=pk, **said)
    except Refused as refused:
        return _page(request, pk, refused.refusal, said.get("reason", ""))
    messages.success(request, words)
    return redirect("accountability:correction", correction=pk)


@require_POST
def confirm(request: HttpRequest, correction: str) -> HttpResponse:
    """Put it before everybody."""
    return _done(request, correction, actions.confirm_correction, _("已公开，并写入公开日志。"))


@require_POST
def send_back(request: HttpRequest, correction: str) -> HttpResponse:
    """Send it back with a reason."""
    reason = request.POST.get("reason", "").replace("\x00", "")
    return _done(request, correction, actions.send_correction_back, _("已退回起草人。"), reason=reason)
