"""A team from its invitations to its end: the form, and the one page for all its members."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.partnerships import forms_formed as forms
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.actions import teams as actions
from bangfu.apps.partnerships.models import Team, TeamDraft
from bangfu.apps.partnerships.queries import drafts, formed
from bangfu.apps.partnerships.rules import teams as rules
from bangfu.apps.partnerships.rules.drafts import QUESTIONS
from bangfu.apps.partnerships.rules.teams import Part
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:60]


def _parts(rows: list[dict[str, Any]]) -> list[Part]:
    """Errors: ``Refused`` beside a share that is none."""
    numbers = drafts.numbers_of([row["organisation"] for row in rows if row["organisation"]])
    try:
        return forms.parts_of(rows, numbers)
    except ValueError as wrong:
        raise Refused(
            Refusal("share_typed", f"{wrong} 的份额没有写对。", "请写百分数，最多一位小数，例如 33.3。")
        ) from wrong


@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, number: str) -> HttpResponse:
    """Send the invitations of a solved draft: who does what, for which shares, and the questions answered; one submit."""
    draft = drafts.draft_for(_actor(request), number)
    if request.method == "GET" and Team.objects.filter(draft=draft).exists():
        return redirect("partnerships:formed", number=number)
    lead, members = formed.proposed_members(draft)
    if request.method == "GET":
        rows = forms.rows_to_fill(members)
        return _form_page(request, draft, lead, rows, forms.FormingForm(initial=_initial(draft)))
    rows = forms.rows_typed(request.POST)
    filled, lead = forms.FormingForm(request.POST), request.POST.get("lead", lead)[:16]
    if not filled.is_valid():
        return _form_page(request, draft, lead, rows, filled)
    answers = {code: request.POST.get(f"q-{code}", "") for code in QUESTIONS}
    try:
        actions.form_team(
            by=_actor(request), key=filled.cleaned_data["key"], number=number, terms=filled.terms(lead),
            parts=_parts(rows), answers=answers,
        )  # type: ignore[call-arg]  # fmt: skip
    except Refused as refused:
        return _form_page(request, draft, lead, rows, filled, refused.refusal)
    messages.success(request, _("邀请已发出，等各家答复。"))
    return redirect("partnerships:formed", number=number)


def _initial(draft: TeamDraft) -> dict[str, Any]:
    return {"budget": draft.budget_fen / forms.FEN_PER_WAN if draft.budget_fen else None}


def _form_page(
    request: HttpRequest,
    draft: TeamDraft,
    lead: str,
    rows: list[dict[str, Any]],
    filled: forms.FormingForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    try:
        parts = _parts(rows)
    except Refused:
        parts = []
    questions = formed.questions_of(draft, lead, parts)
    for one in questions:
        one["answer"] = request.POST.get(f"q-{one['code']}", one["answer"])
    bad = bool(refusal or filled.errors)
    context = {
        "heading": _("发出组团邀请"), "draft": draft, "form": filled, "rows": rows, "lead": lead, "questions": questions,
        "refusal": refusal, "errors_on_page": bad, "sums": _sums(parts),
        "crumbs": [
            {"label": _("组团"), "path": "/desk/teams/"},
            {"label": draft.number, "path": f"/desk/teams/{draft.number}/"},
            {"label": _("邀请")},
        ],
    }  # fmt: skip
    return render(request, "partnerships/team_form.html", context, status=422 if bad else 200)


def _sums(parts: list[Part]) -> dict[str, str]:
    return {
        "budget": rules.percent(sum(part.budget_permille for part in parts)),
        "credit": rules.percent(sum(part.credit_permille for part in parts)),
    }


# --- one team --------------------------------------------------------------------------------------------------------------


@require_GET
def team(request: HttpRequest, number: str) -> HttpResponse:
    """One formed team for its members, its planner and the offices above its place."""
    return _team(request, formed.team_for(_actor(request), number))


def _team(request: HttpRequest, one: Team, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    context = {
        "heading": one.title,
        "team": one,
        "page": formed.formed_page(_actor(request), one),
        "state": rules.TEAM_STATES[one.state],
        "tone": formed.TONES[one.state],
        "in_hand": one.state in rules.IN_HAND,
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "typed": request.POST if refusal else {},
        "key": secrets.token_urlsafe(12),
        "crumbs": [{"label": _("结对和组团"), "path": "/my/pairs/"}, {"label": one.number}],
    }
    return render(request, "partnerships/team_own.html", context, status=status)


def _act(
    request: HttpRequest, number: str, carry_out: Callable[[], Any], done: str, *, leads: bool = False
) -> HttpResponse:
    one = formed.team_for(_actor(request), number)
    if leads and not policy.may_lead_team(_actor(request), one):
        raise Denied(policy.LEAD)
    if not leads and not formed.own_members(_actor(request), one):
        raise Denied(policy.ANSWER)
    try:
        carry_out()
    except Refused as refused:
        return _team(request, formed.team_for(_actor(request), number), refused.refusal, status=409)
    messages.success(request, done)
    return redirect("partnerships:formed", number=number)


def _given(request: HttpRequest, name: str, most: int = 300) -> str:
    return request.POST.get(name, "")[:most]


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """A member's yes or no, or that it leaves midway."""

    def carry_out() -> Any:
        common: dict[str, Any] = {"by": _actor(request), "key": _key(request), "number": number}
        common |= {"organisation": _given(request, "organisation", 16), "reason": _given(request, "reason")}
        if request.POST.get("act") == "leave":
            return actions.leave_team(**common)
        return actions.answer_team(answer=_given(request, "answer", 10), **common)

    return _act(request, number, carry_out, _("答复已记下，牵头单位会收到通知。"))


@require_POST
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """A member's signature under the mandate."""

    def carry_out() -> Any:
        return actions.sign_team(
            by=_actor(request), key=_key(request), number=number, organisation=_given(request, "organisation", 16),
            seen=_given(request, "seen", 64), intent=_given(request, "intent", 20),
        )  # type: ignore[call-arg]  # fmt: skip

    return _act(request, number, carry_out, _("已签署。"))


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """Settle the shares anew: who joins, who leaves, who does what. By the planner or the lead's people."""
    one = formed.team_for(_actor(request), number)
    if not policy.may_lead_team(_actor(request), one):
        raise Denied(policy.LEAD)
    refusal = None
    if request.method == "POST":
        filled, rows = forms.ResettleForm(request.POST), forms.rows_typed(request.POST)
        if filled.is_valid():
            try:
                actions.resettle_team(
                    by=_actor(request), key=filled.cleaned_data["key"], number=number, parts=_parts(rows),
                    why=filled.cleaned_data["why"], seen=filled.cleaned_data["seen"],
                )  # type: ignore[call-arg]  # fmt: skip
                messages.success(request, _("已提出新的份额，全体愿意并签字后算数。"))
                return redirect("partnerships:formed", number=number)
            except Refused as refused:
                refusal = refused.refusal
    else:
        initial = {"seen": one.settlements.count(), "key": secrets.token_urlsafe(12)}
        filled, rows = forms.ResettleForm(initial=initial), forms.rows_to_fill(formed.settled_members(one))
    bad = bool(refusal or filled.errors)
    context = {
        "heading": _("重新商定分工和份额"), "team": one, "form": filled, "rows": rows, "lead": one.lead, "refusal": refusal,
        "errors_on_page": bad,
        "crumbs": [
            {"label": _("结对和组团"), "path": "/my/pairs/"},
            {"label": one.number, "path": f"/my/teams/{one.number}/"},
            {"label": _("份额")},
        ],
    }  # fmt: skip
    return render(request, "partnerships/team_settle.html", context, status=422 if bad else 200)


@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End a team, or give one up."""

    def carry_out() -> Any:
        return actions.end_team(by=_actor(request), key=_key(request), number=number, reason=_given(request, "reason"))  # type: ignore[call-arg]

    return _act(request, number, carry_out, _("已结束，名额已退回。"), leads=True)
