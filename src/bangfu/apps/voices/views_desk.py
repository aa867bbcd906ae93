"""What was said to a place, and what one's organisation proposed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.voices import actions, queries
from bangfu.apps.voices.forms import IdeaForm
from bangfu.apps.voices.models import Suggestion
from bangfu.apps.voices.policy import DECIDE
from bangfu.apps.voices.rules import KINDS
from bangfu.apps.voices.views import LOOKS
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.values import opaque_id


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Suggestions and ideas for my places."""
    actor, at = _actor(request), now()
    kinds = [kind for kind, permission in DECIDE.items() if actor.has(permission)]
    kind = request.GET.get("kind", "")
    if kind not in kinds:
        kind = kinds[0] if kinds else "resident"
    context = {
        "heading": _("村民建议和献计"),
        "tabs": [{"kind": each, "label": KINDS[each], "current": each == kind} for each in kinds],
        "kind": kind,
        "waiting": queries.rows_of(queries.inbox_of(actor, kind, is_open=True), at),
        "over": queries.rows_of(queries.inbox_of(actor, kind, is_open=False), at),
    }
    return render(request, "voices/inbox.html", context)


def _render(request: HttpRequest, found: Suggestion, status: int = 200, **more: Any) -> HttpResponse:
    row = queries.rows_of([found], now())[0]
    context = {
        "heading": found.title or KINDS[found.kind],
        "row": row,
        "suggestion": found,
        "look": LOOKS[found.state],
        "alike": queries.alike_to(found) if found.state == "open" else [],
        "who_decided": queries.who_decided(found),
        "may_draft": _actor(request).has("needs.draft"),
        "key": opaque_id(),
    }
    return render(request, "voices/suggestion.html", context | more, status=status)


@require_GET
@login_required
def suggestion(request: HttpRequest, suggestion: str) -> HttpResponse:
    """One suggestion with the three ways to go on."""
    return _render(request, queries.suggestion_for(_actor(request), suggestion))


def _act(request: HttpRequest, suggestion: str, act: Callable[..., Any], **given: Any) -> Suggestion | HttpResponse:
    found = queries.suggestion_for(_actor(request), suggestion)
    try:
        done: Suggestion = act(by=_actor(request), key=request.POST.get("key", ""), suggestion=found.pk, **given)
    except Refused as refused:
        more = {"refusal": refused.refusal, "typed": given, "errors_on_page": True}
        return _render(request, found, status=409, **more)
    return done


@require_POST
@login_required
def draft(request: HttpRequest, suggestion: str) -> HttpResponse:
    """Begin a need from it, and go on writing there."""
    done = _act(request, suggestion, actions.draft, title=request.POST.get("title", ""))
    if not isinstance(done, Suggestion):
        return done
    messages.success(request, _("已转为需求草稿，请接着填完。"))
    return redirect("needs:edit", number=done.need)


@require_POST
@login_required
def merge(request: HttpRequest, suggestion: str) -> HttpResponse:
    """Say which need already speaks of it."""
    done = _act(request, suggestion, actions.merge, number=request.POST.get("number", ""))
    if not isinstance(done, Suggestion):
        return done
    messages.success(request, _("已并入，提建议的人查得到。"))
    return redirect("voices:suggestion", suggestion=done.pk)


@require_POST
@login_required
def answer(request: HttpRequest, suggestion: str) -> HttpResponse:
    """End it with an answer."""
    done = _act(request, suggestion, actions.answer, words=request.POST.get("words", ""))
    if not isinstance(done, Suggestion):
        return done
    messages.success(request, _("已答复，提建议的人看得到。"))
    return redirect("voices:suggestion", suggestion=done.pk)


def _proposes(request: HttpRequest) -> Actor:
    actor = _actor(request)
    if not actor.has("voices.propose"):
        raise Denied("voices.propose")
    return actor


@require_GET
@login_required
def ideas(request: HttpRequest) -> HttpResponse:
    """What my organisations proposed."""
    rows = queries.rows_of(queries.ideas_of(_proposes(request)), now())
    return render(request, "voices/ideas.html", {"heading": _("我们献的计"), "rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def propose(request: HttpRequest) -> HttpResponse:
    """Propose something for a place."""
    organisations = queries.own_organisations(_proposes(request))
    form, refusal = IdeaForm(request.POST or None, organisations=organisations), None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.propose(  # type: ignore[call-arg]
                by=_actor(request),
                key=request.POST.get("key", ""),
                region=typed["place"],
                organisation=typed["organisation"],
                title=typed["title"],
                words=typed["words"],
                kind_of_help=typed["kind_of_help"],
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("已交给当地，答复会在消息里告诉您。"))
            return redirect("voices:idea", suggestion=made.pk)
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("为一个地方献计"),
        "form": form,
        "refusal": refusal,
        "key": opaque_id(),
        "errors_on_page": bad,
    }
    context["one_organisation"] = organisations[0][1] if len(organisations) == 1 else ""
    return render(request, "voices/propose.html", context, status=422 if bad else 200)


@require_GET
@login_required
def idea(request: HttpRequest, suggestion: str) -> HttpResponse:
    """One of my organisation's ideas and what became of it."""
    found = queries.idea_for(_actor(request), suggestion)
    context = {
        "heading": found.title,
        "suggestion": found,
        "row": queries.rows_of([found], now())[0],
        "look": LOOKS[found.state],
        "need": queries.public_need(found.need),
    }
    return render(request, "voices/idea.html", context)
