"""What is done on the pages of a lot and of a trip; a refusal comes back on the same page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangfu.apps.goods import actions, actions_books, actions_disposals, policy, queries
from bangfu.apps.goods.forms import whole_number
from bangfu.apps.goods.models import Booking, Disposal, GoodsLot, TripLine
from bangfu.apps.goods.views import actor_of, lot_page, trip_page
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.actions import Refused


def _on_lot(
    request: HttpRequest, lot: GoodsLot, act: Callable[..., Any], done: Callable[[Any], str], **given: Any
) -> HttpResponse:
    """Do one thing with a lot and come back to its page."""
    try:
        made = act(by=actor_of(request), key=request.POST.get("key", ""), **given)
    except Refused as refused:
        typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        typed.pop("request", None)
        return lot_page(request, lot, refused.refusal, **{f"typed_{name}": value for name, value in typed.items()})
    messages.success(request, done(made))
    return redirect("goods:lot", number=lot.number)


def _disposed(made: Disposal) -> str:
    return _("已提出，等另一位同事批准。") if made.state == "asked" else _("已办，写入公开记录。")


@require_POST
@login_required
def dispose(request: HttpRequest, number: str) -> HttpResponse:
    """Write units off, or give them back to the donor."""
    lot = queries.lot_for(actor_of(request), number, policy.KEEP)
    given = {
        "number": lot.number,
        "kind": request.POST.get("kind", ""),
        "units": whole_number(request.POST.get("units", "")) or 0,
        "reason": request.POST.get("reason", ""),
    }
    return _on_lot(request, lot, actions_disposals.dispose, _disposed, **given)


@require_POST
@login_required
def show_donor(request: HttpRequest, number: str) -> HttpResponse:
    """Whether the donor's name stands on the public page."""
    lot, shown = queries.lot_for(actor_of(request), number, policy.KEEP), request.POST.get("shown") == "1"
    words = _("公开页会写捐赠人名称。") if shown else _("公开页不再写捐赠人名称。")
    return _on_lot(request, lot, actions.show_donor, lambda _made: words, number=lot.number, shown=shown)


@require_POST
@login_required
def settle(request: HttpRequest, line: int) -> HttpResponse:
    """Clear up what was not accepted: it came back, or it is lost."""
    found = TripLine.objects.select_related("lot").filter(pk=line).first()
    if found is None:
        raise Hidden
    trip = queries.trip_for(actor_of(request), found.trip_id)
    policy.require(actor_of(request), trip, policy.KEEP)
    try:
        made = actions_disposals.dispose(  # type: ignore[call-arg]
            by=actor_of(request),
            key=request.POST.get("key", ""),
            number=found.lot.number,
            kind=request.POST.get("kind", ""),
            units=whole_number(request.POST.get("units", "")) or 0,
            reason=request.POST.get("reason", ""),
            line=found.pk,
        )
    except Refused as refused:
        return trip_page(request, trip, refused.refusal)
    messages.success(request, _disposed(made))
    return redirect("goods:trip", trip=trip.pk)


@require_POST
@login_required
def decide(request: HttpRequest, disposal: str) -> HttpResponse:
    """Agree to a disposal of another, or do not."""
    number = Disposal.objects.filter(pk=disposal).values_list("lot__number", flat=True).first()
    if number is None:
        raise Hidden
    lot = queries.lot_for(actor_of(request), number, policy.CHECK)
    if request.POST.get("step") == "decline":
        given, act = {"answer": request.POST.get("answer", "")}, actions_disposals.decline_disposal
        return _on_lot(request, lot, act, lambda _made: _("没有批准，数量不动。"), disposal=disposal, **given)
    return _on_lot(
        request, lot, actions_disposals.approve_disposal, lambda _made: _("已批准，写入公开记录。"), disposal=disposal
    )


@require_POST
@login_required
def book(request: HttpRequest, number: str) -> HttpResponse:
    """Book a lot into the goods of a fund."""
    lot, fund = queries.lot_for(actor_of(request), number, policy.BOOK), whole_number(request.POST.get("fund", "")) or 0
    return _on_lot(request, lot, actions_books.book_receipt, lambda _made: _("已入账。"), number=lot.number, fund=fund)


@require_POST
@login_required
def book_use(request: HttpRequest, number: str) -> HttpResponse:
    """Ask to book what was used, or what is gone."""
    lot = queries.lot_for(actor_of(request), number, policy.BOOK)
    return _on_lot(
        request,
        lot,
        actions_books.ask_booking,
        lambda _made: _("已提出，等另一位财务记账。"),
        number=lot.number,
        kind=request.POST.get("kind", ""),
    )


@require_POST
@login_required
def approve_use(request: HttpRequest, booking: str) -> HttpResponse:
    """Book what another treasurer asked for."""
    number = Booking.objects.filter(pk=booking).values_list("lot__number", flat=True).first()
    if number is None:
        raise Hidden
    lot = queries.lot_for(actor_of(request), number, policy.APPROVE)
    return _on_lot(request, lot, actions_books.approve_booking, lambda _made: _("已记账。"), booking=booking)
