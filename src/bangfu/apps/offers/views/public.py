"""The library that everybody reads, with its twins as data."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.offers import policy
from bangfu.apps.offers.models import Offer
from bangfu.apps.offers.queries import offers as queries
from bangfu.apps.offers.queries.offers import Filters, as_data
from bangfu.apps.offers.rules import LIFE, WAYS
from bangfu.apps.offers.views import looks
from bangfu.apps.offers.wording import names_in
from bangfu.apps.programmes.api import choices, name_of
from bangfu.plumbing.access import PUBLIC_ACTOR
from bangfu.plumbing.kept import AddressOnly, kept_for_public
from bangfu.plumbing.sheets import csv_bytes
from bangfu.plumbing.ui.queries import page_numbers

EXPORT_ROWS_MAX = 20_000


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@require_GET
def explorer(request: HttpRequest) -> HttpResponse:
    """The supply library: search, filters, cards."""
    return render(request, "offers/list.html", kept_for_public(request, lambda: _explorer(request)))


def _explorer(request: HttpRequest) -> dict[str, Any]:
    filters = Filters.read(request.GET)
    found = queries.explore(filters, page=_page(request))
    context = {
        "filters": filters,
        "cards": [card(offer) for offer in found.rows],
        "groups": _groups(filters),
        "keep": [{"name": "q", "value": filters.q}] if filters.q else [],
        "page": {
            "number": found.page,
            "last": found.pages,
            "first_row": (found.page - 1) * queries.PAGE_SIZE + 1,
            "last_row": min(found.total, found.page * queries.PAGE_SIZE),
            "total": found.total,
            "numbers": page_numbers(found.page, found.pages),
            "previous": found.page - 1,
            "next": found.page + 1,
        },
        "query": filters.query_string(),
        "narrowed": bool(filters.set_ones()),
        "request": AddressOnly(request.GET),
    }
    return {
        "query": context["query"],
        "crumbs": [{"label": _("首页"), "path": "/"}, {"label": _("供给库")}],
        "explorer": render_to_string("offers/explorer.html", context),
    }


def card(offer: Offer) -> dict[str, Any]:
    """An offer in a list: the first item with its bar, the others counted."""
    lines = list(offer.lines.all())
    return {
        "offer": offer,
        "way": WAYS[offer.way],
        "icon": looks.WAY_ICONS[offer.way],
        "bar": looks.line_bar(lines[0]) if lines else None,
        "more": max(0, len(lines) - 1),
        "places": "、".join(row.region.full_name for row in list(offer.places.all())[:2]),
        "more_places": max(0, len(offer.places.all()) - 2),
        "theme": name_of("themes", offer.theme) if offer.theme else "",
    }


def _group(label: str, name: str, chosen: str, pairs: Iterable[tuple[str, str]], *, is_open: bool) -> dict[str, Any]:
    options = [{"value": "", "label": _("全部"), "count": None, "checked": not chosen}]
    options += [{"value": key, "label": words, "count": None, "checked": key == chosen} for key, words in pairs]
    return {"label": label, "name": name, "open": is_open or bool(chosen), "single": True, "options": options}


def _groups(filters: Filters) -> list[dict[str, Any]]:
    places = [(each.region_code.prefix, each.full_name) for each in queries.prefectures()]
    return [
        _group(_("方式"), "way", filters.way, WAYS.items(), is_open=True),
        _group(_("帮扶类型"), "help", filters.help, choices("kinds_of_help"), is_open=True),
        _group(_("服务地域"), "region", filters.region, places, is_open=False),
        _group(_("余量"), "left", filters.left, [("1", _("还有余量"))], is_open=True),
    ]


@require_GET
def list_json(request: HttpRequest) -> JsonResponse:
    """The explorer's page as data."""
    found = queries.explore(Filters.read(request.GET), page=_page(request))
    items = [as_data(offer) for offer in found.rows]
    return JsonResponse({"items": items, "total": found.total, "page": found.page, "pages": found.pages})


_EXPORT = (
    "编号",
    "社会组织",
    "项目名称",
    "帮扶领域",
    "服务对象",
    "服务地域",
    "方式",
    "可提供内容",
    "还有",
    "专业资质",
    "有效期",
    "过往成效",
    "条件",
    "状态",
)


def _row(offer: Offer) -> list[Any]:
    lines = list(offer.lines.all())
    return [
        offer.number,
        offer.organisation.name,
        offer.title,
        names_in("themes", offer.themes),
        names_in("beneficiary_groups", offer.groups),
        "；".join(row.region.full_name for row in offer.places.all()),
        WAYS[offer.way],
        "；".join(f"{line.item}:{line.quantity}{line.unit}" for line in lines),
        "；".join(f"{line.item}:{line.balance.open}{line.unit}" for line in lines),
        offer.qualification,
        offer.ends_on,
        offer.past,
        offer.conditions,
        LIFE.states[offer.state],
    ]


@require_GET
def list_csv(request: HttpRequest) -> HttpResponse:
    """What the filters found, as CSV; no cell is a live formula."""
    rows = queries.filtered(queries.published(), Filters.read(request.GET)).order_by("-published_at", "-pk")
    body = csv_bytes(list(_EXPORT), [_row(offer) for offer in queries.with_lines(rows)[:EXPORT_ROWS_MAX]])
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="offers.csv"'
    return response


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One offer; what is said of the reader (may they order?) stands outside the kept part."""
    kept = kept_for_public(request, lambda: _detail(request, number))
    actor = request.actor  # type: ignore[attr-defined]
    orders = kept["state"] == "published" and actor.has(policy.ORDER)
    return render(request, "offers/detail.html", kept | {"may_order": orders})


def _detail(request: HttpRequest, number: str) -> dict[str, Any]:
    offer = queries.offer_for(PUBLIC_ACTOR, number)
    context = {
        "offer": offer,
        "way": WAYS[offer.way],
        "icon": looks.WAY_ICONS[offer.way],
        "bars": [looks.line_bar(line) for line in offer.lines.all()],
        "facts": looks.facts_of(offer),
        "state": LIFE.states[offer.state],
        "tone": looks.LOOKS[offer.state][0],
        "state_icon": looks.LOOKS[offer.state][1],
        "ended": offer.get_ended_how_display() if offer.ended_how else "",
    }
    return {
        "title": offer.title,
        "number": offer.number,
        "state": offer.state,
        "body": render_to_string("offers/body.html", context),
        "crumbs": [
            {"label": _("首页"), "path": "/"},
            {"label": _("供给库"), "path": reverse("offers:list")},
            {"label": offer.title},
        ],
    }


@require_GET
def detail_json(request: HttpRequest, number: str) -> JsonResponse:
    """One offer as data."""
    return JsonResponse(as_data(queries.offer_for(PUBLIC_ACTOR, number)))
