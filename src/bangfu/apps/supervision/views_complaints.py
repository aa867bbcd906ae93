"""Anybody's word about a page, the office's answer, and what of it everybody reads."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.supervision import actions_complaints as actions
from bangfu.apps.supervision import policy
from bangfu.apps.supervision import queries_complaints as queries
from bangfu.apps.supervision.forms import AgainForm, ComplaintForm
from bangfu.apps.supervision.models import Complaint
from bangfu.apps.supervision.rules_complaints import COMPLAINT_CYCLE, COMPLAINT_KINDS
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.openforms import TRAP, answer_status, read_code, sending_refusal, shown_code, tracking_code
from bangfu.values import opaque_id

LOOKS = {"open": ("warn", "clock"), "drafted": ("warn", "eye"), "answered": ("ok", "check")}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Ask or complain about a page of this site, without an account and without a name."""
    place = queries.page_named(request.POST.get("page", "") or request.GET.get("page", ""))
    form, refusal = ComplaintForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        refusal = sending_refusal(request)
        try:
            if refusal is None:
                made: Complaint = actions.send_in(  # type: ignore[call-arg]
                    by=PUBLIC_ACTOR,
                    key=request.POST.get("key", ""),
                    page=place.page,
                    region=place.region,
                    **form.cleaned_data,
                )
                return redirect("supervision:complained", code=tracking_code(actions.TRACKED_COMPLAINT, made.pk))
        except Refused as refused:
            refusal = refused.refusal
    bad = bool(refusal or form.errors)
    context = {
        "title": _("提交监督意见"),
        "form": form,
        "page": place.page,
        "deadline": queries.deadline_said(),
        "refusal": refusal,
        "trap": TRAP,
        "key": opaque_id(),
        "errors_on_page": bad,
    }
    return render(request, "supervision/complain.html", context, status=answer_status(refusal) if bad else 200)


def _complained(request: HttpRequest, code: str, status: int = 200, **more: Any) -> HttpResponse:
    found = queries.complaint_of_code(code)
    context = {
        "title": _("您的监督意见"),
        "complaint": found,
        "kind": COMPLAINT_KINDS[found.kind],
        "code": shown_code(code),
        "bare": code,
        "state": COMPLAINT_CYCLE.states[found.state],
        "look": LOOKS[found.state],
        "late": found.state != "answered" and found.due_at < now(),
        "replies": queries.released_of(found),
        "again": AgainForm(),
        "key": opaque_id(),
    }
    answer = render(request, "supervision/complained.html", context | more, status=status)
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_GET
def complained(request: HttpRequest, code: str) -> HttpResponse:
    """What became of it, for whoever holds its code. The reporter's own words are not repeated."""
    return _complained(request, read_code(code))


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Say what was not dealt with."""
    code = read_code(code)
    queries.complaint_of_code(code)
    form, refusal = AgainForm(request.POST), sending_refusal(request)
    if refusal is None and form.is_valid():
        try:
            words = form.cleaned_data["words"]
            actions.reopen(by=PUBLIC_ACTOR, key=request.POST.get("key", ""), code=code, words=words)  # type: ignore[call-arg]
            return redirect("supervision:complained", code=code)
        except Refused as refused:
            refusal = refused.refusal
    return _complained(request, code, status=answer_status(refusal), again=form, refusal=refusal, errors_on_page=True)


@require_GET
def replies(request: HttpRequest) -> HttpResponse:
    """What was asked and complained about, and what was answered: in the office's own words."""
    shown = [(each, COMPLAINT_KINDS[each.complaint.kind], each.complaint.page) for each in queries.public_replies()]
    context = {"title": _("监督意见的答复"), "rows": shown, "json": reverse("supervision:replies-json")}
    return render(request, "supervision/replies.html", context)


@require_GET
def replies_json(request: HttpRequest) -> JsonResponse:
    """The same as data."""
    items = [
        {
            "id": each.pk,
            "page": each.complaint.page,
            "kind": each.complaint.kind,
            "summary": each.summary,
            "answer": each.answer,
            "released_at": each.released_at.isoformat() if each.released_at else "",
        }
        for each in queries.public_replies()
    ]
    return JsonResponse({"items": items}, json_dumps_params={"ensure_ascii": False})


@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """The desk of those who handle complaints: what climbed first."""
    actor = _actor(request)
    if not actor.has("supervision.handle"):
        raise Denied("supervision.handle")
    waiting, over = queries.rows_for(actor, now())
    subheading = _("拟答复的和复核公开的不是同一个人；来信人是谁，系统不知道")
    context = {"heading": _("监督意见"), "subheading": subheading, "waiting": waiting, "over": over}
    return render(request, "supervision/complaints.html", context)


def _render(request: HttpRequest, found: Complaint, status: int = 200, **more: Any) -> HttpResponse:
    actor, drafts = _actor(request), queries.replies_of(found)
    draft = drafts[0] if found.state == "drafted" and drafts else None
    names = queries.names_in(drafts)
    context: dict[str, Any] = {
        "heading": COMPLAINT_KINDS[found.kind],
        "complaint": found,
        "row": queries.row_of_complaint(found, now()),
        "look": LOOKS[found.state],
        "replies": [(each, names.get(each.drafted_by, ""), names.get(each.released_by, "")) for each in drafts],
        "may_draft": found.state == "open",
        "may_judge": draft is not None and policy.may_judge(actor, found, draft.drafted_by),
        "deadline": queries.deadline_said(),
        "key": opaque_id(),
    }
    return render(request, "supervision/complaint.html", context | more, status=status)


@require_GET
@login_required
def complaint(request: HttpRequest, complaint: str) -> HttpResponse:
    """One complaint with its answers."""
    return _render(request, queries.complaint_for(_actor(request), complaint))


def _act(request: HttpRequest, complaint: str, act: Callable[..., Any], done: str, *names: str) -> HttpResponse:
    found = queries.complaint_for(_actor(request), complaint)
    given = {name: request.POST.get(name, "") for name in names}
    try:
        act(by=_actor(request), key=request.POST.get("key", ""), complaint=found.pk, **given)
    except Refused as refused:
        return _render(request, found, 409, refusal=refused.refusal, typed=given, errors_on_page=True)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("supervision:complaint", args=[found.pk]))


@require_POST
@login_required
def draft(request: HttpRequest, complaint: str) -> HttpResponse:
    """Draft summary and answer."""
    return _act(request, complaint, actions.draft_reply, _("已拟好，等另一位复核。"), "summary", "answer")


@require_POST
@login_required
def release_reply(request: HttpRequest, complaint: str) -> HttpResponse:
    """Put the answer before everybody."""
    return _act(request, complaint, actions.release_reply, _("答复已公开。"))


@require_POST
@login_required
def send_back(request: HttpRequest, complaint: str) -> HttpResponse:
    """Send the draft back."""
    return _act(request, complaint, actions.send_back, _("已退回重办，原因写明了。"), "reason")
