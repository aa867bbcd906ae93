"""Ordering from an offer, one's orders, the organisation's answer."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.offers import actions, policy, rules
from bangfu.apps.offers.actions.orders import time_to_answer
from bangfu.apps.offers.forms import OrderForm
from bangfu.apps.offers.models import Order
from bangfu.apps.offers.queries import offers as queries
from bangfu.apps.offers.queries import orders as order_queries
from bangfu.apps.offers.views import looks
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.said import said
from bangfu.values import Refusal

FIELD_OF = {"purpose_words": "purpose", "nothing_wanted": "units_1"}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a part of an offer, for one's place. Errors: ``Denied``, ``Hidden``."""
    actor = _actor(request)
    if not actor.has(policy.ORDER):
        raise Denied(policy.ORDER)
    offer = queries.offer_for(actor, number)
    places = order_queries.places_to_order_for(actor)
    if not places:
        raise Denied(policy.ORDER)
    lines, refusal = list(offer.lines.all()), None
    form = OrderForm(request.POST or None, lines=lines, places=places)
    if request.method == "POST" and form.is_valid():
        made = _ordered(request, number, form)
        if isinstance(made, Order):
            messages.success(request, _("已点单，等组织答复。"))
            return redirect("offers:order-page", order_id=made.pk)
        refusal = made
        if FIELD_OF.get(made.code) in form.fields:
            form.add_error(FIELD_OF[made.code], said(made.sentence))
            refusal = None
    bad = request.method == "POST"
    context = {
        "heading": _("点单"),
        "offer": offer,
        "form": form,
        "units": [
            {"bound": bound, "unit": line.unit, "bar": looks.line_bar(line)}
            for bound, line in zip(form.units(), lines, strict=True)
        ],
        "place": places[0] if len(places) == 1 else None,
        "hours": int(time_to_answer(today()).total_seconds() // 3600),
        "refusal": refusal,
        "errors_on_page": bad,
        "key": secrets.token_urlsafe(12),
    }
    return render(request, "offers/order_form.html", context, status=422 if bad else 200)


def _ordered(request: HttpRequest, number: str, form: OrderForm) -> Order | Refusal:
    typed = form.cleaned_data
    try:
        return actions.place_order(  # type: ignore[call-arg,no-any-return]
            by=_actor(request),
            key=request.POST.get("key", ""),
            number=number,
            region=form.places[typed["region"]],
            wanted=form.wanted(),
            purpose=typed["purpose"],
            wanted_by=typed["wanted_by"],
            contact=typed["contact"],
        )
    except Refused as refused:
        return refused.refusal


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """What my places have ordered. Errors: ``Denied``."""
    actor = _actor(request)
    if not actor.has(policy.ORDER):
        raise Denied(policy.ORDER)
    cards = [looks.order_card(each) for each in order_queries.orders_asked_by(actor)]
    return render(request, "offers/orders.html", {"heading": _("我的点单"), "cards": cards})


@require_GET
def order_page(request: HttpRequest, order_id: str) -> HttpResponse:
    """One order, for the place that asks and the organisation that answers."""
    return _page(request, order_queries.order_for(_actor(request), order_id))


def _page(request: HttpRequest, found: Order, refusal: Refusal | None = None) -> HttpResponse:
    actor = _actor(request)
    offer = queries.offer_for(actor, found.offer.number)
    items = order_queries.counted(offer, order_queries.orders_of(offer))[found.pk]
    answers, asks = policy.answers(actor, found), policy.asks(actor, found)
    context: dict[str, Any] = {
        "heading": offer.title,
        "offer": offer,
        "card": looks.order_card(found, items),
        "events": looks.events_of(found),
        "answers": answers and found.state == "asked",
        "asks": asks and found.state == "asked",
        "blocked": rules.own_order_refusal(asked_by=found.person, answers=actor.person) if answers else None,
        "shows_contact": found.contact and (asks or (answers and found.state == "accepted")),
        "org_contact": offer.contact if asks and found.state == "accepted" else "",
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "errors_on_page": bool(refusal),
        "key": secrets.token_urlsafe(12),
    }
    return render(request, "offers/order.html", context, status=409 if refusal else 200)


_STEPS = {
    "accept": lambda reason, common: actions.accept_order(**common),
    "decline": lambda reason, common: actions.decline_order(reason=reason, **common),
    "withdraw": lambda reason, common: actions.withdraw_order(reason=reason, **common),
}
_SAID = {"accept": "已接受，村里会收到通知。", "decline": "已婉拒，数量退回。", "withdraw": "已撤回，数量退回。"}


@require_POST
def order_step(request: HttpRequest, order_id: str, name: str) -> HttpResponse:
    """Accept, decline or withdraw. Errors: ``Hidden`` for any other word, ``Denied`` for the other side."""
    found = order_queries.order_for(_actor(request), order_id)
    if name not in _STEPS:
        raise Hidden
    common = {"by": _actor(request), "key": request.POST.get("key", ""), "order_id": order_id}
    try:
        _STEPS[name](request.POST.get("reason", ""), common)
    except Refused as refused:
        return _page(request, found, refused.refusal)
    messages.success(request, said(_SAID[name]))
    return redirect("offers:order-page", order_id=order_id)
