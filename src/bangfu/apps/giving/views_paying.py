"""Where providers deliver their notices; and the demo's example payee, two taps from a code to a confirmation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bangfu.apps.disclosure.api import publish_when_grown
from bangfu.apps.giving import actions_gifts, queries
from bangfu.apps.giving.forms import SandboxForm
from bangfu.apps.giving.models import Gift, Order
from bangfu.apps.giving.views import public_campaign
from bangfu.plumbing.access import PUBLIC_ACTOR, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.openforms import answer_status, sending_refusal
from bangfu.plumbing.payments import actions as payments
from bangfu.plumbing.payments.configured import provider_named
from bangfu.plumbing.payments.sandbox import paid
from bangfu.values import Money, opaque_id


@csrf_exempt
@require_POST
def notify(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's delivery. It has no cookie and no token of a form: its signature over the raw bytes is what counts."""
    found = provider_named(provider)
    if found is None:
        raise Hidden
    answer = payments.deliver(
        provider=found, headers=request.headers, raw=request.body, at=now(), book=actions_gifts.book_event
    )
    return HttpResponse(answer.body, status=answer.status, content_type="text/plain; charset=utf-8")


def _demo_only() -> None:
    if not settings.DEMO:
        raise Hidden


def _log_now() -> None:
    """A demo does not let anybody wait for the minute in which the worker publishes; what hinders is the worker's to tell."""
    try:
        publish_when_grown(at=now())
    except Refused:
        return


@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest, number: str) -> HttpResponse:
    """The first tap, in a demo: how much."""
    _demo_only()
    row = queries.rows_of([public_campaign(number)])[0]
    form, refusal = SandboxForm(request.POST or None, initial={"amount": "100"}), None
    if request.method == "POST" and form.is_valid():
        refusal = sending_refusal(request)
        if refusal is None:
            try:
                order: Order = actions_gifts.open_order(  # type: ignore[call-arg]
                    by=PUBLIC_ACTOR,
                    key=request.POST.get("key", ""),
                    campaign=number,
                    amount=form.cleaned_data["fen"],
                    channel="sandbox",
                    name=form.cleaned_data["name"],
                )
                return redirect("giving:demo-pay", order=order.number)
            except Refused as refused:
                refusal = refused.refusal
    bad = bool(refusal or form.errors)
    context = {
        "title": _("演示：捐一元"),
        "row": row,
        "campaign": row.campaign,
        "form": form,
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
    }
    return render(request, "giving/demo.html", context, status=answer_status(refusal) if bad else 200)


@require_http_methods(["GET", "POST"])
def demo_pay(request: HttpRequest, order: str) -> HttpResponse:
    """The second tap: the example payee, which takes nothing, tells the site as a provider would."""
    _demo_only()
    found = Order.objects.select_related("campaign").filter(number=order, channel="sandbox").first()
    if found is None:
        raise Hidden
    refusal: Any = None
    if request.method == "POST":
        headers, raw = paid(found.number, found.amount)
        provider = provider_named("sandbox")
        assert provider is not None
        payments.deliver(provider=provider, headers=headers, raw=raw, at=now(), book=actions_gifts.book_event)
        _log_now()
    gift = Gift.objects.filter(order=found).first()
    if gift is not None:
        return redirect("giving:gift", number=gift.number)
    context = {
        "title": _("示例付款页"),
        "order": found,
        "payee": queries.rows_of([found.campaign])[0].payee,
        "amount": str(Money(found.amount)),
        "waiting": request.method == "POST",
        "refusal": refusal,
    }
    return render(request, "giving/demo_pay.html", context)
