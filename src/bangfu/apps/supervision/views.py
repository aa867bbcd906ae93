"""Asking, answering, and what is published of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.supervision import actions, policy, queries
from bangfu.apps.supervision.forms import AskForm, CodeForm
from bangfu.apps.supervision.models import Inquiry
from bangfu.apps.supervision.queries_complaints import complaint_of_code
from bangfu.apps.supervision.questions import Subject
from bangfu.apps.supervision.rules import CYCLE, KINDS
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.openforms import TRAP, answer_status, read_code, sending_refusal, shown_code, tracking_code
from bangfu.values import Refusal, opaque_id

LOOKS = {"open": ("warn", "clock"), "answered": ("ok", "check"), "closed": ("plain", "lock")}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Ask about something public: in the name of one's organisation, or as a visitor without an account."""
    subject = queries.find_subject(kind, number)
    organisations = queries.own_organisations(_actor(request))
    form, refusal = AskForm(request.POST or None, organisations=organisations), None
    if request.method == "POST" and form.is_valid():
        try:
            return _asked_by_organisation(request, subject, form) if organisations else _asked(request, subject, form)
        except Refused as refused:
            refusal = refused.refusal
    context = {
        "title": _("问一句"),
        "subject": subject,
        "form": form,
        "refusal": refusal,
        "one_organisation": organisations[0][1] if len(organisations) == 1 else "",
        "as_visitor": not organisations,
        "published": queries.published_about(kind, number, queries.SHOWN),
        "trap": TRAP,
        "key": opaque_id(),
        "errors_on_page": bool(refusal or form.errors),
    }
    status = answer_status(refusal) if context["errors_on_page"] else 200
    return render(request, "supervision/ask.html", context, status=status)


def _asked_by_organisation(request: HttpRequest, subject: Subject, form: AskForm) -> HttpResponse:
    typed = form.cleaned_data
    made: Inquiry = actions.ask(  # type: ignore[call-arg]
        by=_actor(request),
        key=request.POST.get("key", ""),
        subject=subject,
        organisation=typed["organisation"],
        words=typed["words"],
    )
    messages.success(request, _("已转给当地，答复会在消息里告诉您。"))
    return redirect("supervision:inquiry", inquiry=made.pk)


def _asked(request: HttpRequest, subject: Subject, form: AskForm) -> HttpResponse:
    """A visitor's question, by nobody in particular."""
    refusal = sending_refusal(request)
    if refusal:
        raise Refused(refusal)
    made: Inquiry = actions.ask_as_visitor(  # type: ignore[call-arg]
        by=PUBLIC_ACTOR, key=request.POST.get("key", ""), subject=subject, words=form.cleaned_data["words"]
    )
    return redirect("supervision:followed", code=tracking_code(actions.TRACKED, made.pk))


@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest) -> HttpResponse:
    """Type a tracking code to find the answer."""
    form, refusal = CodeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        try:
            return redirect(_page_of_code(code), code=code)
        except Hidden:
            refusal = Refusal("supervision.no_code", "没有这个查询码，请对照提交时的页面核对。", "字母不分大小写。")
    bad = bool(refusal or form.errors)
    context = {"title": _("查回答"), "form": form, "refusal": refusal, "errors_on_page": bad}
    return render(request, "supervision/asked.html", context, status=422 if bad else 200)


def _page_of_code(code: str) -> str:
    """Which page a code opens. Errors: ``Hidden`` for a code of nothing."""
    try:
        queries.inquiry_of_code(code)
    except Hidden:
        complaint_of_code(code)
        return "supervision:complained"
    return "supervision:followed"


@require_GET
def followed(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a visitor's question, for whoever holds its code. The question's own words are not repeated."""
    found = queries.inquiry_of_code(read_code(code))
    context = {
        "title": _("您的提问"),
        "inquiry": found,
        "code": shown_code(read_code(code)),
        "state": CYCLE.states[found.state],
        "look": LOOKS[found.state],
        "subject_url": queries.page_of(found),
        "late": found.state == "open" and found.due_at < now(),
    }
    answer = render(request, "supervision/followed.html", context)
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What my organisations asked, and what is asked about my places."""
    rows = queries.rows_of(queries.threads_of(_actor(request)), now())
    context = {
        "heading": _("问一句"),
        "waiting": [row for row in rows if row.inquiry.state == "open"],
        "over": [row for row in rows if row.inquiry.state != "open"],
        "answers": _actor(request).has("supervision.answer"),
    }
    return render(request, "supervision/mine.html", context)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Visitors' questions for the office."""
    actor = _actor(request)
    if not actor.has("supervision.handle"):
        raise Denied("supervision.handle")
    at = now()
    context = {
        "heading": _("社会监督"),
        "subheading": _("访客提问：由办公室答复，需要时用自己的话公开"),
        "waiting": queries.rows_of(queries.inbox_of(actor), at),
        "over": queries.rows_of(queries.inbox_of(actor, "over"), at),
    }
    return render(request, "supervision/desk.html", context)


def _render(request: HttpRequest, found: Inquiry, status: int = 200, **more: Any) -> HttpResponse:
    actor = _actor(request)
    shown = queries.standing_answer(found)
    releases = policy.may_release(actor, found) and found.state == "answered"
    context: dict[str, Any] = {
        "heading": found.title,
        "row": queries.rows_of([found], now())[0],
        "inquiry": found,
        "kind": KINDS[found.kind],
        "look": LOOKS[found.state],
        "subject_url": queries.page_of(found),
        "who_answered": queries.who_answered(found),
        "may_answer": found.state == "open" and policy.may_answer(actor, found) and found.asked_by != actor.person,
        "shown": shown,
        "may_release": releases and shown is None,
        "may_take_back": releases and shown is not None,
        "key": opaque_id(),
    }
    return render(request, "supervision/inquiry.html", context | more, status=status)


@require_GET
@login_required
def inquiry(request: HttpRequest, inquiry: str) -> HttpResponse:
    """One thread: the question, the answer, and what of it is public."""
    return _render(request, queries.inquiry_for(_actor(request), inquiry))


def _act(request: HttpRequest, inquiry: str, act: Callable[..., Any], done: str, **given: str) -> HttpResponse:
    """Do one thing with a question; a refusal comes back on its page with what was typed."""
    found = queries.inquiry_for(_actor(request), inquiry)
    try:
        act(by=_actor(request), key=request.POST.get("key", ""), inquiry=found.pk, **given)
    except Refused as refused:
        more = {"refusal": refused.refusal, "typed": given, "errors_on_page": True}
        return _render(request, found, status=409, **more)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("supervision:inquiry", args=[found.pk]))


@require_POST
@login_required
def answer(request: HttpRequest, inquiry: str) -> HttpResponse:
    """Answer a question."""
    return _act(request, inquiry, actions.answer, _("已答复。"), words=request.POST.get("words", ""))


@require_POST
@login_required
def close(request: HttpRequest, inquiry: str) -> HttpResponse:
    """End a question without an answer, with a reason."""
    return _act(
        request, inquiry, actions.close, _("已结束，原因已告诉提问的一方。"), reason=request.POST.get("reason", "")
    )


@require_POST
@login_required
def release(request: HttpRequest, inquiry: str) -> HttpResponse:
    """Publish a question and its answer in one's own words."""
    given = {name: request.POST.get(name, "") for name in ("question", "answer")}
    return _act(request, inquiry, actions.release, _("已公开。"), **given)


@require_POST
@login_required
def take_back(request: HttpRequest, inquiry: str) -> HttpResponse:
    """Take a published answer off the page."""
    return _act(
        request, inquiry, actions.take_back, _("已撤下，原因写入公开记录。"), reason=request.POST.get("reason", "")
    )
