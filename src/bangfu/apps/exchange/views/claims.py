"""Taking on a need, one's claims, and the village's choice among them."""

from collections.abc import Sequence
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
from bangfu.apps.exchange.queries import claim_views as looks
from bangfu.apps.exchange.queries import claims as queries
from bangfu.apps.needs.api import need_for
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.said import said
from bangfu.values import Refusal, opaque_id


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


# Beside which field the sentence of a refusal belongs.
FIELD_OF = {"plan_words": "plan", "dates_order": "ends_on", "nothing_wanted": "units_1"}


def _beside(form: OfferForm, refusal: Refusal | None) -> Refusal | None:
    """Put a refusal at the field that it is about; what is about no field stays for the top of the page."""
    name = FIELD_OF.get(refusal.code) if refusal else None
    if refusal is None or name not in form.fields:
        return refusal
    form.add_error(name, said(refusal.sentence))
    return None


@require_http_methods(["GET", "POST"])
@login_required
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take on a part of a need: hold units for the hours that the pack gives, or hand in the whole offer at once."""
    actor = _actor(request)
    need = need_for(actor, number)
    organisations = queries.organisations_of(actor)
    if not organisations:
        raise Denied("exchange.claim")
    if request.method == "GET":
        there = looks.live_claims_of(need, [number for number, _name in organisations])
        organisations = [each for each in organisations if each[0] not in there]
        if not organisations:
            messages.info(request, _("您的组织已经在接这条需求，这里是进度。"))
            return redirect("exchange:claim", claim_id=next(iter(there.values())))
    lines, refusal = list(need.lines.all()), None
    form = ClaimForm(request.POST or None, lines=lines, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        made = _taken(request, number, form)
        if isinstance(made, Claim):
            messages.success(request, _said_when_taken(made))
            return redirect("exchange:claim", claim_id=made.pk)
        refusal = _beside(form, made)
    bad = bool(refusal or form.errors)
    context = {"heading": _("我要接单"), "need": need, "form": form, "refusal": refusal, "key": opaque_id()}
    context |= {"hours": looks.hours(queries.time_to_offer(today())), "errors_on_page": bad, "events": _to_come()}
    context["one_organisation"] = organisations[0][1] if len(organisations) == 1 else ""
    context["units"] = [
        {"bound": bound, "unit": line.unit, "bar": looks.line_bar(line)}
        for bound, line in zip(form.units(), lines, strict=True)
    ]
    return render(request, "exchange/take.html", context, status=422 if bad else 200)


def _said_when_taken(claim: Claim) -> str:
    return _("方案已交给村里，等他们答复。") if claim.state == "offered" else _("已占住，请在期限前写完方案。")


def _to_come() -> list[dict[str, str]]:
    """What follows after the button, before anything is pressed."""
    told = (
        (
            _("数量为您留着"),
            _("占住后 %(n)d 小时内写完方案；一次写完，马上交给村里")
            % {"n": looks.hours(queries.time_to_offer(today()))},
            "now",
        ),
        (looks.answer_words(), _("没有答复会逐级上报，数量一直为您留着"), "next"),
        (_("选定以后"), _("双方看得到联系方式，约定开工的日子"), "next"),
    )
    return [{"title": title, "when": "", "text": text, "state": state} for title, text, state in told]


def _taken(request: HttpRequest, number: str, form: ClaimForm) -> Claim | Refusal:
    """Hold the units and, when asked to, hand in the offer: both or neither."""
    typed, key = form.cleaned_data, request.POST.get("key", "")
    try:
        with transaction.atomic():
            claim: Claim = actions.start_claim(  # type: ignore[call-arg]
                by=_actor(request), key=key, number=number, organisation=typed["organisation"], wanted=form.wanted()
            )
            if request.POST.get("step") == "offer":
                claim = _offered(request, claim.pk, form, key=f"{key}-o" if key else "")
    except Refused as refused:
        return refused.refusal
    return claim


def _offered(request: HttpRequest, claim_id: str, form: OfferForm, key: str) -> Claim:
    typed = form.cleaned_data
    return actions.complete_offer(  # type: ignore[call-arg,no-any-return]
        by=_actor(request),
        key=key,
        claim_id=claim_id,
        plan=typed["plan"],
        contact=typed["contact"],
        starts_on=typed["starts_on"],
        ends_on=typed["ends_on"],
    )


@require_GET
@login_required
def claims(request: HttpRequest) -> HttpResponse:
    """Every claim of my organisations: those that live by what is due first, then those with an outcome."""
    cards = looks.claim_cards(queries.claims_of(_actor(request)))
    live = [card for card in cards if card["live"]]
    live.sort(key=lambda card: (card["claim"].state != "started", looks.limit_of(card["claim"]) or now()))
    over = [card for card in cards if not card["live"]]
    return render(request, "exchange/claims.html", {"heading": _("我的接单"), "live": live, "over": over})


def _seen(request: HttpRequest, claim: Claim, **more: Any) -> dict[str, Any]:
    actor = _actor(request)
    counter = queries.counter_of(need_for(actor, claim.need.number))
    claim = next(each for each in counter.claims if each.pk == claim.pk)
    initial = {"plan": claim.plan, "starts_on": claim.starts_on, "ends_on": claim.ends_on, "contact": claim.contact}
    return {
        "heading": claim.need.title,
        "claim": claim,
        "need": counter.need,
        "bars": [looks.bar_of(each) for each in counter.items[claim.pk]],
        "steps": looks.steps_of(claim),
        "events": looks.events_of(claim),
        "left": looks.time_left(looks.limit_of(claim), now()),
        "state": looks.word_of(claim),
        "tone": looks.LOOKS[claim.state][0],
        "icon": looks.LOOKS[claim.state][1],
        "ended": queries.how_it_ended(claim),
        "again": counter.need.state == "published" and any(line.balance.missing for line in counter.need.lines.all()),
        "answers": queries.office_of(claim).words,
        "live": claim.state in queries.LIVE,
        "form": OfferForm(initial=initial) if claim.state == "started" else None,
        "key": opaque_id(),
        "units": queries.units_to_change(counter, claim),
        "proposal": queries.proposal_of(claim),
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
            refusal = _beside(form, refused.refusal)
        else:
            messages.success(request, _("方案已交给村里，等他们答复。"))
            return redirect("exchange:claim", claim_id=found.pk)
    more = {"form": form if found.state == "started" else None, "refusal": refusal, "errors_on_page": True}
    return render(request, "exchange/claim.html", _seen(request, found, **more), status=409 if refusal else 422)


def claim_page(request: HttpRequest, found: Claim, refusal: Refusal) -> HttpResponse:
    """The claim's page with what could not be done."""
    return render(
        request, "exchange/claim.html", _seen(request, found, refusal=refusal, errors_on_page=True), status=409
    )


@require_POST
@login_required
def withdraw(request: HttpRequest, claim_id: str) -> HttpResponse:
    """Step back, with a word why."""
    found = queries.claim_for(_actor(request), claim_id)
    reason, key = request.POST.get("reason", ""), request.POST.get("key", "")
    try:
        actions.withdraw_claim(by=_actor(request), key=key, claim_id=found.pk, reason=reason)  # type: ignore[call-arg]
    except Refused as refused:
        more = {"refusal": refused.refusal, "reason": reason, "reason_bad": refused.refusal.code == "reason"}
        context = _seen(request, found, errors_on_page=True, **more)
        return render(request, "exchange/claim.html", context, status=409)
    messages.success(request, _("已退出，数量已退回。"))
    return redirect("exchange:claim", claim_id=found.pk)


@require_http_methods(["GET", "POST"])
@login_required
def offers(request: HttpRequest, number: str) -> HttpResponse:
    """The village's page: who offers what, and the choice (选定承接方)."""
    refusal = None
    if request.method == "POST":
        if not queries.may_choose(_actor(request), queries.counter_for(_actor(request), number).need):
            raise Denied("exchange.choose")
        refusal = _chosen(request, number)
        if refusal is None:
            messages.success(request, _("已选定，接单的组织都会收到通知。"))
            return redirect("exchange:offers", number=number)
    return offers_page(request, number, refusal)


def offers_page(request: HttpRequest, number: str, refusal: Refusal | None) -> HttpResponse:
    """The village's page, with what could not be done when there is something."""
    counter = queries.counter_for(_actor(request), number)
    may_choose = queries.may_choose(_actor(request), counter.need)
    picked = request.POST.getlist("chosen")
    complete = _cards(counter, "offered", picked=picked)
    limits = [card["claim"].answer_by for card in complete if card["claim"].answer_by]
    context = {
        "heading": _("选定承接方"),
        "need": counter.need,
        "lines": [looks.line_bar(line) for line in counter.need.lines.all()],
        "complete": complete,
        "unfinished": _cards(counter, "started"),
        "over": _cards(counter, "chosen", "released"),
        "left": looks.time_left(min(limits), now()) if limits else None,
        "may_choose": may_choose,
        "refusal": refusal,
        "first": f"c-{complete[0]['claim'].pk}" if complete else "",
        "tiles": _others_tiles(keep=request.POST.get("others") == "keep"),
        "reason": request.POST.get("reason", ""),
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "exchange/offers.html", context, status=409 if refusal else 200)


def _others_tiles(*, keep: bool) -> list[dict[str, Any]]:
    told = (
        ("go", _("婉拒"), _("数量退回，组织会收到通知"), "undo", not keep),
        ("keep", _("先留着"), _("以后再定，数量继续占着"), "clock", keep),
    )
    return [
        {"value": value, "label": label, "note": note, "icon": icon, "checked": checked}
        for value, label, note, icon, checked in told
    ]


def _cards(counter: queries.Counter, *states: str, picked: Sequence[str] = ()) -> list[dict[str, Any]]:
    at = now()
    return [
        {
            "claim": claim,
            "bars": [looks.bar_of(each) for each in counter.items[claim.pk]],
            "left": looks.time_left(looks.limit_of(claim), at),
            "state": looks.word_of(claim),
            "tone": looks.LOOKS[claim.state][0],
            "icon": looks.LOOKS[claim.state][1],
            "ended": claim.reason if claim.state == "released" else "",
            "picked": claim.pk in picked,
            "units": queries.units_to_change(counter, claim),
            "proposal": queries.proposal_of(claim),
        }
        for claim in counter.claims
        if claim.state in states
    ]


def _seen_versions(request: HttpRequest) -> dict[str, int]:
    """Which version of each offer the page showed, by id of the claim."""
    seen = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("v-")}
    return {claim: int(text) for claim, text in seen.items() if text.isdecimal() and len(text) < 9}


def _chosen(request: HttpRequest, number: str) -> Refusal | None:
    try:
        actions.choose_claims(  # type: ignore[call-arg]
            by=_actor(request),
            key=request.POST.get("key", ""),
            number=number,
            chosen=request.POST.getlist("chosen"),
            keep_others=request.POST.get("others") == "keep",
            reason=request.POST.get("reason", ""),
            versions=_seen_versions(request),
        )
    except Refused as refused:
        return refused.refusal
    return None
