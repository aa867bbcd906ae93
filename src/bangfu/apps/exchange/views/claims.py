"""Taking on a need, one's claims, and the village's choice among them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.exchange.actions import claims as actions
from bangfu.apps.exchange.forms_claims import ClaimForm, OfferForm
from bangfu.apps.exchange.models import Claim
from bangfu.apps.exchange.queries import claims as queries
from bangfu.apps.exchange.rules.claims import CLAIM_LIFE
from bangfu.apps.needs.api import need_for
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import Refusal, opaque_id


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_http_methods(["GET", "POST"])
@login_required
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take on a part of a need: hold units for the hours that the pack gives, or hand in the whole offer at once."""
    actor = _actor(request)
    need = need_for(actor, number)
    organisations = queries.organisations_of(actor)
    if not organisations:
        raise Denied("exchange.claim")
    lines, refusal = list(need.lines.all()), None
    form = ClaimForm(request.POST or None, lines=lines, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        made = _taken(request, number, form)
        if isinstance(made, Claim):
            return redirect("exchange:claim", claim_id=made.pk)
        refusal = made
    context = {"heading": _("我要接单"), "need": need, "form": form, "refusal": refusal, "key": opaque_id()}
    context |= {
        "hours": queries.time_to_offer(today()) // timedelta(hours=1),
        "errors_on_page": bool(refusal or form.errors),
    }
    return render(request, "exchange/take.html", context, status=422 if refusal or form.errors else 200)


def _taken(request: HttpRequest, number: str, form: ClaimForm) -> Claim | Refusal:
    """Hold the units and, when asked to, hand in the offer: both or neither."""
    said, key = form.cleaned_data, request.POST.get("key", "")
    try:
        with transaction.atomic():
            claim: Claim = actions.start_claim(  # type: ignore[call-arg]
                by=_actor(request), key=key, number=number, organisation=said["organisation"], wanted=form.wanted()
            )
            if request.POST.get("step") == "offer":
                claim = _offered(request, claim.pk, form, key=f"{key}-o" if key else "")
    except Refused as refused:
        return refused.refusal
    return claim


def _offered(request: HttpRequest, claim_id: str, form: OfferForm, key: str) -> Claim:
    said = form.cleaned_data
    return actions.complete_offer(  # type: ignore[call-arg,no-any-return]
        by=_actor(request),
        key=key,
        claim_id=claim_id,
        plan=said["plan"],
        contact=said["contact"],
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
    )


@require_GET
@login_required
def claims(request: HttpRequest) -> HttpResponse:
    """Every claim of my organisations, the newest first."""
    rows = [
        {"claim": claim, "state": CLAIM_LIFE.states[claim.state], "ended": queries.how_it_ended(claim)}
        for claim in queries.claims_of(_actor(request))
    ]
    return render(request, "exchange/claims.html", {"heading": _("我的接单"), "rows": rows})


def _seen(request: HttpRequest, claim: Claim, **more: Any) -> dict[str, Any]:
    actor = _actor(request)
    counter = queries.counter_of(need_for(actor, claim.need.number))
    initial = {"plan": claim.plan, "starts_on": claim.starts_on, "ends_on": claim.ends_on, "contact": claim.contact}
    return {
        "heading": claim.need.title,
        "claim": claim,
        "need": counter.need,
        "items": counter.items[claim.pk],
        "state": CLAIM_LIFE.states[claim.state],
        "ended": queries.how_it_ended(claim),
        "answers": queries.office_of(claim).words,
        "live": claim.state in queries.LIVE,
        "form": OfferForm(initial=initial) if claim.state == "started" else None,
        "key": opaque_id(),
    } | more


@require_http_methods(["GET", "POST"])
@login_required
def claim(request: HttpRequest, claim_id: str) -> HttpResponse:
    """One claim; posting hands in the offer."""
    found = queries.claim_for(_actor(request), claim_id)
    if request.method == "GET":
        return render(request, "exchange/claim.html", _seen(request, found))
    form, refusal = OfferForm(request.POST), None
    if form.is_valid():
        try:
            _offered(request, found.pk, form, key=request.POST.get("key", ""))
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("方案已交给村里，等他们答复。"))
            return redirect("exchange:claim", claim_id=found.pk)
    more = {"form": form, "refusal": refusal, "errors_on_page": True}
    return render(request, "exchange/claim.html", _seen(request, found, **more), status=409 if refusal else 422)


@require_POST
@login_required
def withdraw(request: HttpRequest, claim_id: str) -> HttpResponse:
    """Step back, with a word why."""
    found = queries.claim_for(_actor(request), claim_id)
    said, key = request.POST.get("reason", ""), request.POST.get("key", "")
    try:
        actions.withdraw_claim(by=_actor(request), key=key, claim_id=found.pk, reason=said)  # type: ignore[call-arg]
    except Refused as refused:
        context = _seen(request, found, refusal=refused.refusal, errors_on_page=True)
        return render(request, "exchange/claim.html", context, status=409)
    messages.success(request, _("已退出，数量已退回。"))
    return redirect("exchange:claim", claim_id=found.pk)


@require_http_methods(["GET", "POST"])
@login_required
def offers(request: HttpRequest, number: str) -> HttpResponse:
    """The village's page: who offers what, and the choice (选定承接方)."""
    counter, refusal = queries.counter_for(_actor(request), number), None
    may_choose = queries.may_choose(_actor(request), counter.need)
    if request.method == "POST":
        if not may_choose:
            raise Denied("exchange.choose")
        refusal = _chosen(request, number)
        if refusal is None:
            messages.success(request, _("已选定，接单的组织都会收到通知。"))
            return redirect("exchange:offers", number=number)
    context = {
        "heading": _("选定承接方"),
        "need": counter.need,
        "complete": _cards(counter, "offered", picked=request.POST.getlist("chosen")),
        "unfinished": _cards(counter, "started"),
        "over": _cards(counter, "chosen", "released"),
        "may_choose": may_choose,
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "exchange/offers.html", context, status=409 if refusal else 200)


def _cards(counter: queries.Counter, *states: str, picked: Sequence[str] = ()) -> list[dict[str, Any]]:
    return [
        {
            "claim": claim,
            "items": counter.items[claim.pk],
            "state": CLAIM_LIFE.states[claim.state],
            "ended": queries.how_it_ended(claim),
            "picked": claim.pk in picked,
        }
        for claim in counter.claims
        if claim.state in states
    ]


def _chosen(request: HttpRequest, number: str) -> Refusal | None:
    try:
        actions.choose_claims(  # type: ignore[call-arg]
            by=_actor(request),
            key=request.POST.get("key", ""),
            number=number,
            chosen=request.POST.getlist("chosen"),
            keep_others=request.POST.get("others") == "keep",
            reason=request.POST.get("reason", ""),
        )
    except Refused as refused:
        return refused.refusal
    return None
