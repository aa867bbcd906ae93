"""Changing a claim's units, the village's proposal and the answer to it, a choice taken back. Each posts and leads back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bangfu.apps.exchange.actions import negotiating as actions
from bangfu.apps.exchange.models import Claim
from bangfu.apps.exchange.queries import claims as queries
from bangfu.apps.exchange.views.claims import claim_page, offers_page
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal


class DaysForm(forms.Form):
    """The days and words of a proposal."""

    starts_on = forms.DateField(label=gettext_lazy("什么时候开始"), required=False)
    ends_on = forms.DateField(label=gettext_lazy("什么时候做完"), required=False)
    words = forms.CharField(max_length=300, required=False)


def _units(request: HttpRequest, claim: Claim) -> dict[int, int] | Refusal:
    """Units by the line's position as the form's fields ``units_1`` … say; what is no whole number is refused."""
    found = {}
    for line in claim.need.lines.all():
        text = request.POST.get(f"units_{line.position}", "").strip() or "0"
        if not text.isdecimal() or len(text) > 12:
            return Refusal("units", "数量要是 1 以上的整数。")
        found[line.position] = int(text)
    return found


def _done(act: Callable[..., Any], **arguments: Any) -> Refusal | None:
    try:
        act(**arguments)
    except Refused as refused:
        return refused.refusal
    return None


@require_POST
@login_required
def change(request: HttpRequest, claim_id: str) -> HttpResponse:
    """The claimant takes other units."""
    found = queries.claim_for(request.actor, claim_id)  # type: ignore[attr-defined]
    units = _units(request, found)
    if isinstance(units, Refusal):
        return claim_page(request, found, units)
    refusal = _done(
        actions.change_units,
        by=request.actor,  # type: ignore[attr-defined]
        key=request.POST.get("key", ""),
        claim_id=claim_id,
        wanted=units,
    )
    if refusal:
        return claim_page(request, found, refusal)
    messages.success(request, _("数量已改，村里会看到。"))
    return redirect("exchange:claim", claim_id=claim_id)


@require_POST
@login_required
def answer(request: HttpRequest, claim_id: str) -> HttpResponse:
    """The claimant answers the village's proposal."""
    found = queries.claim_for(request.actor, claim_id)  # type: ignore[attr-defined]
    refusal = _done(
        actions.answer_proposal,
        by=request.actor,  # type: ignore[attr-defined]
        key=request.POST.get("key", ""),
        claim_id=claim_id,
        accept=request.POST.get("answer") == "yes",
    )
    if refusal:
        return claim_page(request, found, refusal)
    messages.success(request, _("已答复村里。"))
    return redirect("exchange:claim", claim_id=claim_id)


def _at_counter(request: HttpRequest, number: str, claim_id: str) -> Claim:
    """A claim of a need, for the village that chooses. Errors: ``Hidden``, ``Denied``."""
    counter = queries.counter_for(request.actor, number)  # type: ignore[attr-defined]
    found = next((each for each in counter.claims if each.pk == claim_id), None)
    if found is None:
        raise Hidden
    if not queries.may_choose(request.actor, counter.need):  # type: ignore[attr-defined]
        raise Denied("exchange.choose")
    return found


@require_POST
@login_required
def propose(request: HttpRequest, number: str, claim_id: str) -> HttpResponse:
    """The village says what it would rather have."""
    found = _at_counter(request, number, claim_id)
    units, days = _units(request, found), DaysForm(request.POST)
    refusal = units if isinstance(units, Refusal) else None
    if refusal is None and not days.is_valid():
        refusal = Refusal("date", "日期看不懂，请写成 2026-12-01 这样。")
    if refusal is None:
        typed = days.cleaned_data
        refusal = _done(
            actions.propose,
            by=request.actor,  # type: ignore[attr-defined]
            key=request.POST.get("key", ""),
            claim_id=claim_id,
            units=units,
            **typed,
        )
    if refusal:
        return offers_page(request, number, refusal)
    messages.success(request, _("建议已发给组织，对方同意才算数。"))
    return redirect("exchange:offers", number=number)


@require_POST
@login_required
def undo(request: HttpRequest, number: str, claim_id: str) -> HttpResponse:
    """The village takes a choice back."""
    _at_counter(request, number, claim_id)
    refusal = _done(
        actions.undo_choice,
        by=request.actor,  # type: ignore[attr-defined]
        key=request.POST.get("key", ""),
        claim_id=claim_id,
        reason=request.POST.get("reason", ""),
    )
    if refusal:
        return offers_page(request, number, refusal)
    messages.success(request, _("已撤销选定，数量退回，组织会收到通知。"))
    return redirect("exchange:offers", number=number)
