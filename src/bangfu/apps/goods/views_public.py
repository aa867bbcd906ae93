"""What everybody reads of goods given in kind, with twins as data."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.goods import queries, rules
from bangfu.apps.goods.models import GoodsLot, TripLine
from bangfu.plumbing.ui.formats import day

QUERY_LONGEST = 60


def asked_for(request: HttpRequest) -> str:
    """What is searched for."""
    return request.GET.get("q", "").strip()[:QUERY_LONGEST]


@require_GET
def lots(request: HttpRequest) -> HttpResponse:
    """Goods that were given lately; a lot is found by its number."""
    q = asked_for(request)
    context = {"title": _("捐赠物资"), "lots": queries.public_lots(q), "q": q, "most": queries.SHOWN_MAX}
    return render(request, "goods/list.html", context)


@require_GET
def lots_json(request: HttpRequest) -> JsonResponse:
    """The same as data."""
    return JsonResponse({"items": [_as_data(lot) for lot in queries.public_lots(asked_for(request))]})


@require_GET
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One lot with its stations: given, in store, sent, accepted."""
    lot = queries.public_lot(number)
    lines = queries.trips_of_lot(lot)
    context = {
        "title": lot.item,
        "lot": lot,
        "value": rules.value_of(lot.quantity, lot.unit_fen),
        "basis": rules.BASES[lot.basis],
        "stations": stations(lot, lines),
        "gone": [row for row in queries.disposals_of(lot) if row.state == "done"],
        "crumbs": [{"label": _("捐赠物资"), "path": "/goods/"}, {"label": lot.number}],
    }
    return render(request, "goods/one.html", context)


def stations(lot: GoodsLot, lines: list[TripLine]) -> list[dict[str, Any]]:
    """The four stations as a timeline; what did not happen yet comes after what did."""
    giver = lot.donor if lot.donor_shown and lot.donor else _("捐赠人未公开")
    found = [
        {"title": _("捐出"), "when": day(lot.received_on), "text": giver, "state": ""},
        {
            "title": _("入库"),
            "when": day(lot.received_on),
            "text": _("%(org)s 收下 %(n)s %(unit)s，现在还有 %(left)s")
            % {"org": lot.organisation.name, "n": lot.quantity, "unit": lot.unit, "left": lot.in_store},
            "state": "" if lines else "now",
        },
    ]
    for line in lines:
        words = {"place": line.trip.region.full_name, "n": line.units, "unit": lot.unit}
        found.append(
            {
                "title": _("发出"),
                "when": day(line.trip.sent_on),
                "text": _("%(n)s %(unit)s 发往 %(place)s") % words,
                "state": "",
            }
        )
        found.append(_answered(lot, line))
    return found


def _answered(lot: GoodsLot, line: TripLine) -> dict[str, Any]:
    said = getattr(line, "arrival", None)
    if said is None:
        words = _("已退回仓库") if line.trip.state == "called_back" else _("还在路上，等村里验收")
        return {"title": _("验收"), "when": "", "text": words, "state": "now" if line.left else ""}
    words = _("收好 %(n)s %(unit)s") % {"n": said.accepted, "unit": lot.unit}
    if said.accepted < said.expected:
        words += _("；%(n)s 没收好（%(why)s）") % {
            "n": said.expected - said.accepted,
            "why": _(rules.ANSWERS[said.answer][0]),
        }
    return {"title": _("验收"), "when": day(said.at), "text": words, "state": ""}


@require_GET
def one_json(request: HttpRequest, number: str) -> JsonResponse:
    """One lot as data."""
    lot = queries.public_lot(number)
    trips = [
        {
            "place": line.trip.region_path,
            "sent_on": line.trip.sent_on.isoformat(),
            "units": line.units,
            "accepted": line.accepted,
            "back": line.back,
            "lost": line.lost,
            "state": line.trip.state,
        }
        for line in queries.trips_of_lot(lot)
    ]
    gone = [
        {"kind": row.kind, "units": row.units, "reason": row.reason}
        for row in queries.disposals_of(lot)
        if row.state == "done"
    ]
    return JsonResponse(_as_data(lot) | {"trips": trips, "disposals": gone})


def _as_data(lot: GoodsLot) -> dict[str, Any]:
    return {
        "number": lot.number,
        "organisation": lot.organisation.number,
        "item": lot.item,
        "unit": lot.unit,
        "quantity": lot.quantity,
        "received_on": lot.received_on.isoformat(),
        "expires_on": lot.expires_on.isoformat() if lot.expires_on else None,
        "amount_fen": rules.value_of(lot.quantity, lot.unit_fen),
        "basis": lot.basis,
        "purpose": lot.purpose,
        "donor": lot.donor if lot.donor_shown else None,
        "in_store": lot.in_store,
        "on_way": lot.on_way,
        "accepted": lot.accepted,
        "gone": lot.gone,
    }
