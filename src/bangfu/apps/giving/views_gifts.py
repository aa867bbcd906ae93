"""A gift's confirmation and its trace for whoever holds its number; the payee's desk of gifts, refunds and doubts."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.giving import actions_gifts, policy, queries, queries_gifts, rules
from bangfu.apps.giving.forms import FindForm, GiftForm
from bangfu.apps.giving.models import Campaign, Gift
from bangfu.apps.giving.views import actor_of
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.documents.qr import qr_path
from bangfu.plumbing.openforms import answer_status, sending_refusal, shown_code
from bangfu.plumbing.payments.actions import settle_doubt
from bangfu.plumbing.payments.models import PaymentDoubt
from bangfu.values import Money, Refusal, opaque_id

NOT_FOUND = Refusal("giving.no_gift", "没有找到这笔捐赠。", "刚捐的要等慈善组织入账；请核对订单号、金额和日期。")


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_GET
def gift(request: HttpRequest, number: str) -> HttpResponse:
    """The confirmation (not a receipt) with its number and code. It names nobody."""
    found = queries_gifts.gift_of(number)
    side, path = qr_path(request.build_absolute_uri(reverse("giving:trace", args=[found.number])))
    context = {
        "title": _("捐赠确认单（不是票据）"),
        "gift": found,
        "code": shown_code(found.number),
        "amount": str(Money(found.amount)),
        "capital": Money(found.amount).capital,
        "row": queries.rows_of([found.campaign])[0],
        "through": rules.THROUGH[found.through],
        "side": side,
        "path": path,
    }
    return _private(render(request, "giving/gift.html", context))


@require_GET
def trace(request: HttpRequest, number: str) -> HttpResponse:
    """Where each fen of a gift is now."""
    found = queries_gifts.trace_of(queries_gifts.gift_of(number))
    sums = {name: str(Money(getattr(found, name))) for name in ("used", "refunded", "left")}
    context = {
        "title": _("跟着这笔钱走"),
        "trace": found,
        "gift": found.gift,
        "amount": str(Money(found.gift.amount)),
        "sums": sums,
        "verify": f"{reverse('disclosure:verify')}?{urlencode({'no': found.logged})}",
    }
    return _private(render(request, "giving/trace.html", context))


@require_GET
def trace_json(request: HttpRequest, number: str) -> HttpResponse:
    """The same as data; it names nobody."""
    found = queries_gifts.trace_of(queries_gifts.gift_of(number))
    data = {
        "campaign": found.gift.campaign.number,
        "amount_fen": found.gift.amount,
        "given_on": found.gift.given_on.isoformat(),
        "voucher": found.logged,
        "used_fen": found.used,
        "refunded_fen": found.refunded,
        "left_fen": found.left,
        "stations": [
            {name: each.get(name, "") for name in ("title", "when", "text", "state")} for each in found.events
        ],
    }
    return _private(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find one's gift by our number, or by the platform's order number with amount and day."""
    form, refusal = FindForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        refusal = sending_refusal(request)
        found = None if refusal else _found(form.cleaned_data)
        if found is not None:
            return redirect("giving:trace", number=found.number)
        refusal = refusal or NOT_FOUND
    bad = bool(refusal or form.errors)
    context = {"title": _("查我的捐赠"), "form": form, "refusal": refusal, "errors_on_page": bad}
    return _private(render(request, "giving/find.html", context, status=answer_status(refusal) if bad else 200))


def _found(typed: dict[str, Any]) -> Gift | None:
    if typed["number"]:
        code = "".join(each for each in typed["number"].lower() if each.isascii() and each.isalnum())
        return Gift.objects.filter(number=code).first()
    return queries_gifts.find_gift(order=typed["order"], amount=typed["amount"], on=typed["on"])


def _need(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.has(policy.BOOK):
        raise Denied(policy.BOOK)
    return actor


def _campaigns(actor: Actor) -> list[tuple[str, str]]:
    numbers = [grant.scope_id for grant in actor.scopes_of(policy.BOOK) if grant.scope_kind == "organisation"]
    rows = Campaign.objects.filter(payee__in=numbers, state__in=["public", "ended"], pool__isnull=False).order_by("-pk")
    return list(rows.values_list("number", "title"))


def _desk(request: HttpRequest, actor: Actor, status: int = 200, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "heading": _("捐赠登记"),
        "form": GiftForm(campaigns=_campaigns(actor)),
        "gifts": [
            {"gift": each, "amount": str(Money(each.amount)), "through": rules.THROUGH[each.through]}
            for each in queries_gifts.own_gifts(actor)
        ],
        "refunds": [
            {"refund": each, "amount": str(Money(each.amount)), "own": each.asked_by == actor.person}
            for each in queries_gifts.open_refunds(actor)
        ],
        "key": opaque_id(),
    }
    return render(request, "giving/gifts.html", context | more, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def gifts(request: HttpRequest) -> HttpResponse:
    """Gifts in one's books; one that came in cash or by bank is entered here."""
    actor = _need(request)
    if request.method == "GET":
        return _desk(request, actor)
    form = GiftForm(request.POST, campaigns=_campaigns(actor))
    if not form.is_valid():
        return _desk(request, actor, status=422, form=form, errors_on_page=True)
    try:
        made: Gift = actions_gifts.enter_gift(by=actor, key=request.POST.get("key", ""), **form.cleaned_data)  # type: ignore[call-arg]
    except Refused as refused:
        return _desk(request, actor, status=409, form=form, refusal=refused.refusal, errors_on_page=True)
    messages.success(request, _("已入账，查询码 %(code)s。") % {"code": shown_code(made.number)})
    return redirect("giving:gifts")


@require_POST
@login_required
def ask_refund(request: HttpRequest, number: str) -> HttpResponse:
    """Ask that a gift goes back."""
    found = queries_gifts.gift_of(number)
    if not actor_of(request).may(policy.BOOK, Scope(organisation=found.campaign.payee)):
        raise Denied(policy.BOOK)
    amount = rules.read_amount(request.POST.get("amount", ""))
    try:
        if isinstance(amount, Refusal):
            raise Refused(amount)
        actions_gifts.ask_refund(  # type: ignore[call-arg]
            by=actor_of(request), key=request.POST.get("key", ""), gift=number, amount=amount,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Refused as refused:
        return _desk(request, _need(request), status=409, refusal=refused.refusal, errors_on_page=True)
    messages.success(request, _("已提出退款，等另一位同事批准。"))
    return redirect("giving:gifts")


@require_POST
@login_required
def approve_refund(request: HttpRequest, refund: int) -> HttpResponse:
    """Approve somebody else's refund; it is booked at once."""
    actor = actor_of(request)
    if not any(each.pk == refund for each in queries_gifts.open_refunds(actor)):
        raise Hidden
    try:
        actions_gifts.approve_refund(by=actor, key=request.POST.get("key", ""), refund=refund)  # type: ignore[call-arg]
    except Refused as refused:
        return _desk(request, actor, status=409, refusal=refused.refusal, errors_on_page=True)
    messages.success(request, _("已批准并入账。"))
    return redirect("giving:gifts")


def _handles_doubts(actor: Actor) -> bool:
    return actor.may(policy.BOOK, Scope(organisation=settings.PAYMENTS["PAYEE"]))


def _doubts(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    mine = _handles_doubts(actor_of(request))
    rows = PaymentDoubt.objects.filter(settled_at=None).order_by("-is_verified", "first_at")[:200] if mine else []
    context = {"heading": _("存疑的支付通知"), "doubts": list(rows), "key": opaque_id()}
    return render(request, "giving/doubts.html", context | more, status=status)


@require_GET
@login_required
def doubts(request: HttpRequest) -> HttpResponse:
    """Deliveries that were not booked."""
    _need(request)
    return _doubts(request)


@require_POST
@login_required
def settle(request: HttpRequest, doubt: str) -> HttpResponse:
    """Say what became of a doubt."""
    if not _handles_doubts(actor_of(request)) or not PaymentDoubt.objects.filter(pk=doubt).exists():
        raise Hidden
    try:
        settle_doubt(  # type: ignore[call-arg]
            by=actor_of(request), key=request.POST.get("key", ""), doubt=doubt, note=request.POST.get("note", "")
        )
    except Refused as refused:
        return _doubts(request, status=409, refusal=refused.refusal, errors_on_page=True)
    messages.success(request, _("已处理。"))
    return redirect("giving:doubts")
