"""Pages of invitations, rounds and unserved needs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.exchange.api import DECLINE_REASONS, publishable_scenarios
from bangfu.apps.needs.api import need_for
from bangfu.apps.rounds import actions, policy, queries
from bangfu.apps.rounds.models import Invitation
from bangfu.apps.rounds.queries_reasons import act_href
from bangfu.apps.rounds.rules import ACT_OF, ACTS, LIFE, OFFICE_WORDS
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.said import said
from bangfu.values import Refusal, opaque_id

LOOKS = {
    "sent": ("info", "clock"),
    "accepted": ("ok", "check"),
    "declined": ("plain", "undo"),
    "silent": ("warn", "clock"),
    "withdrawn": ("plain", "undo"),
}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _require(request: HttpRequest, permission: str) -> None:
    if not _actor(request).has(permission):
        raise Denied(permission)


def _refused(act: Callable[..., Any], **arguments: Any) -> Refusal | None:
    try:
        act(**arguments)
    except Refused as refused:
        return refused.refusal
    return None


def _row(found: Invitation) -> dict[str, Any]:
    tone, icon = LOOKS[found.state]
    return {"row": found, "state": LIFE.states[found.state], "tone": tone, "icon": icon}


@require_POST
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """Invite one organisation from the list on the need's page. Errors: ``Denied``."""
    _require(request, policy.INVITE)
    refusal = _refused(
        actions.invite,
        by=_actor(request),
        key=request.POST.get("key", ""),
        need=number,
        organisation=request.POST.get("organisation", "")[:14],
        reason=request.POST.get("reason", ""),
    )
    if refusal:
        messages.error(request, said(refusal.sentence))
    else:
        messages.success(request, _("邀请已发出。"))
    return redirect("rounds:hub-need" if request.POST.get("from") == "hub" else "needs:work", number=number)


@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """Invitations to my organisations. Errors: ``Denied``."""
    _require(request, policy.ANSWER)
    rows = [_row(each) for each in queries.invitations_of(_actor(request))]
    return render(request, "rounds/invitations.html", {"heading": _("收到的邀请"), "rows": rows})


class AcceptForm(forms.Form):
    """Units of each item, named ``units_1`` …; what is open stands in them already."""

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.positions = [line.position for line in lines]
        for line in lines:
            self.fields[f"units_{line.position}"] = forms.IntegerField(
                label=f"{line.item}（{line.unit}）",
                min_value=0,
                max_value=line.balance.missing,
                required=False,
                initial=line.balance.open or None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def wanted(self) -> dict[int, int]:
        """Units by the line's position; items left empty are not wanted."""
        return {place: self.cleaned_data.get(f"units_{place}") or 0 for place in self.positions}


@require_http_methods(["GET", "POST"])
@login_required
def invitation(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """One invitation, and the answer to it."""
    actor = _actor(request)
    found = queries.invitation_for(actor, invitation_id)
    lines = list(need_for(actor, found.need.number).lines.all())
    accepts = request.POST.get("answer") == "yes"
    form = AcceptForm(request.POST if accepts else None, lines=lines)
    refusal = None
    if request.method == "POST":
        refusal = _answered(request, found, form if accepts else None)
        if refusal is None and not form.errors:
            found = queries.invitation_for(actor, invitation_id)
            if found.claim:
                messages.success(request, _("已接受，数量为您留着。请写方案，由村里选定。"))
                return redirect("exchange:claim", claim_id=found.claim)
            messages.success(request, _("已婉拒，原因会用来改进以后的推荐。"))
            return redirect("rounds:invitation", invitation_id=invitation_id)
    bad = bool(refusal or form.errors)
    context = {
        "heading": found.need.title,
        "invitation": found,
        "look": _row(found),
        "form": form,
        "reasons": [(code, why.words) for code, why in DECLINE_REASONS.items()],
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
    }
    return render(request, "rounds/invitation.html", context, status=409 if refusal else 422 if bad else 200)


def _answered(request: HttpRequest, found: Invitation, form: AcceptForm | None) -> Refusal | None:
    common = {"by": _actor(request), "key": request.POST.get("key", ""), "invitation_id": found.pk}
    if form is not None:
        return _refused(actions.accept_invitation, wanted=form.wanted(), **common) if form.is_valid() else None
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "")
    return _refused(actions.decline_invitation, reason=reason, words=words, **common)


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of my places, and the plans that may become one. Errors: ``Denied``."""
    return _rounds(request)


def _rounds(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    _require(request, policy.PUBLISH)
    found = queries.rounds_of(_actor(request))
    known = {each.solution for each in found}
    plans = [each for each in publishable_scenarios(_actor(request)) if each.solution_id not in known]
    context: dict[str, Any] = {
        "heading": _("邀请轮次"),
        "rounds": found,
        "plans": plans,
        "refusal": refusal,
        "key": opaque_id(),
    }
    context["errors_on_page"] = bool(refusal)
    return render(request, "rounds/rounds.html", context, status=409 if refusal else 200)


@require_POST
@login_required
def publish(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """A solved plan becomes invitations."""
    try:
        made = actions.publish_round(by=_actor(request), key=request.POST.get("key", ""), scenario_id=scenario_id)  # type: ignore[call-arg]
    except Refused as refused:
        return _rounds(request, refused.refusal)
    messages.success(request, _("邀请已发出，双方都同意的才生效。"))
    return redirect("rounds:round", round_id=made.pk)


@require_GET
@login_required
def round_page(request: HttpRequest, round_id: str) -> HttpResponse:
    """A round with its figures."""
    found = queries.round_for(_actor(request), round_id)
    standing = queries.standing_of(found)
    told = {"chosen": _("村里已选定"), "offered": _("等村里选定"), "started": _("写方案中"), "released": _("已退出")}
    context = {
        "heading": found.title,
        "round": found,
        "rows": [_row(each) | {"claim": told.get(standing.claims.get(each.pk, ""), "")} for each in standing.rows],
        "figures": [
            (_("邀请"), len(standing.rows)),
            (_("接受"), standing.counts.get("accepted", 0)),
            (_("婉拒"), standing.counts.get("declined", 0)),
            (_("没有答复"), standing.counts.get("silent", 0)),
            (_("双方都同意"), standing.effect),
        ],
        "waiting": standing.counts.get("sent", 0),
        "skipped": queries.skipped_of(found),
        "key": opaque_id(),
    }
    return render(request, "rounds/round.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, round_id: str) -> HttpResponse:
    """Take back what nobody has answered."""
    queries.round_for(_actor(request), round_id)
    try:
        actions.withdraw_round(by=_actor(request), key=request.POST.get("key", ""), round_id=round_id)  # type: ignore[call-arg]
    except Refused as refused:
        messages.error(request, said(str(refused.refusal)))
        return redirect("rounds:round", round_id=round_id)
    messages.success(request, _("没有答复的邀请已收回，组织会收到通知。"))
    return redirect("rounds:round", round_id=round_id)


@require_GET
def unserved(request: HttpRequest) -> HttpResponse:
    """Needs that nobody came for, with the reason and one thing to do. Errors: ``Denied``."""
    _require(request, policy.WATCH)
    rows = [
        {"climb": each, "office": OFFICE_WORDS[each.office], "act": ACTS[act], "href": act_href(act, each.need.number)}
        for each in queries.unserved_of(_actor(request))
        for act in [ACT_OF.get(each.code, "invite")]
    ]
    return render(request, "rounds/unserved.html", {"heading": _("没人接的需求"), "rows": rows})
