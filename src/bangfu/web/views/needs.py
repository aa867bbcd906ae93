"""Public pages of needs: explorer, map, and one need."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.needs import api as needs
from bangfu.apps.needs.api import Facets, Filters, Need
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Hidden
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.kept import AddressOnly, kept_for_public, kept_part
from bangfu.plumbing.ui.formats import day, moment, number
from bangfu.plumbing.ui.nav import localised
from bangfu.plumbing.ui.panels import Panel
from bangfu.web import explorer, need_parts
from bangfu.web.wording import due_tag, help_tag, is_english

PAGE_SIZE = 50


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _empty(filters: Filters, facets: Facets, on: date, view: str) -> dict[str, str]:
    if not filters.set_ones():
        return {
            "title": _("还没有发布的需求"),
            "text": _("镇村提出、工作队核实后会出现在这里。"),
            "href": "",
            "link": "",
        }
    left = dict(facets.without)
    for name in ("q", "resource"):
        if getattr(filters, name):
            left[name] = needs.facets(replace(filters, **{name: ""}), on).total
    name = explorer.narrowest(filters, left)
    if not name:
        clear = explorer.address(Filters(), view)
        return {
            "title": _("没有符合条件的需求"),
            "text": _("这几个条件各自都没有结果。"),
            "href": clear,
            "link": _("清空条件"),
        }
    return {
        "title": _("没有符合条件的需求"),
        "text": _("去掉“%(filter)s”就有 %(n)d 条。") % {"filter": explorer.FILTER_NAMES[name], "n": left[name]},
        "href": explorer.address(replace(filters, **{name: ""}), view),
        "link": _("去掉这个条件"),
    }


def _context(filters: Filters, facets: Facets, view: str, on: date) -> dict[str, Any]:
    places = explorer.places_shown(facets, filters)
    kept = {"q": filters.q, "order": "" if filters.order == "urgent" else filters.order}
    kept["view"] = "table" if view == "table" else ""
    set_ones = filters.set_ones()
    return {
        "title": _("需求"),
        "intro": _("镇村提出、工作队核实，等社会组织接单。"),
        "search_action": reverse("web:needs"),
        "q": filters.q,
        "search_hint": _("搜标题、原话、地名、要的东西"),
        "keep": [{"name": name, "value": value} for name, value in set_ones.items() if name != "q"],
        "filters": {
            "action": reverse("web:needs-map" if view == "map" else "web:needs"),
            "total": facets.total,
            "count_href": reverse("needs:list-json"),
            "groups": explorer.filter_groups(facets, filters, places),
            "keep": [{"name": name, "value": value} for name, value in kept.items() if value],
            "clear": explorer.address(Filters(order=filters.order), view) if set_ones else "",
        },
        "chips": explorer.chips(filters, places, view),
        "total": facets.total,
        "total_text": _("%(n)s 条需求，惠及 %(people)s 人")
        % {"n": number(facets.total), "people": number(facets.people)},
        "asof": _("截至 %(when)s") % {"when": moment(localtime(now()), is_english(), year=False)},
        "views": explorer.views(filters, view),
        "view": view,
        "sorts": explorer.sorts(filters, view),
        "exports": explorer.exports(filters),
        "save_href": f"{reverse('push:subscribe')}?{filters.query_string()}",
        "empty": {} if facets.total else _empty(filters, facets, on, view),
    }


@require_GET
def needs_list(request: HttpRequest) -> HttpResponse:
    """The explorer as list or table."""
    view = "table" if request.GET.get("view") == "table" else "list"
    return render(request, "web/explorer.html", kept_for_public(request, lambda: _explorer_page(request, view)))


@require_GET
def needs_map(request: HttpRequest) -> HttpResponse:
    """The explorer as a schematic of prefectures, with its list twin."""
    return render(request, "web/explorer.html", kept_for_public(request, lambda: _explorer_page(request, "map")))


def _explorer_page(request: HttpRequest, view: str) -> dict[str, Any]:
    on, filters = today(), Filters.read(request.GET)
    facets = needs.facets(filters, on)
    context = _context(filters, facets, view, on) | {"request": AddressOnly(request.GET)}
    if view == "map":
        context["map"] = explorer.hexagons(facets, filters)
    else:
        found = needs.explore(filters, page=_page(request), on=on, total=facets.total)
        context["page"] = explorer.pages(found, PAGE_SIZE)
        if view == "table":
            context["table"] = explorer.table(found.rows, on)
        else:
            context["items"] = explorer.cards(found.rows, on)
    crumbs = [{"label": _("首页"), "path": "/"}, {"label": _("需求")}]
    html = render_to_string("web/parts/explorer.html", context)
    return {"title": context["title"], "crumbs": crumbs, "explorer": html}


@require_GET
def need(request: HttpRequest, number: str) -> HttpResponse:
    """One need. Errors: ``Hidden`` for what this reader may not know of."""
    return render(request, "web/need.html", kept_for_public(request, lambda: _need_page(request, number)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What a need's page says to everybody who sees it."""

    need: Need
    shown: dict[str, Any]
    similar: list[dict[str, str]]
    panels: list[Panel]

    @classmethod
    def of(cls, need: Need, on: date) -> "_Known":
        similar = [_similar(each, on) for each in needs.near_needs(need)]
        panels = [panel for answer in needs.public_panels_of_need.ask(need) for panel in answer]
        return cls(need, _need(need, on), similar, panels)


def _need_page(request: HttpRequest, number: str) -> dict[str, Any]:
    on, reader = today(), request.actor  # type: ignore[attr-defined]
    try:
        known = kept_part(("need", number), lambda: _Known.of(needs.need_for(PUBLIC_ACTOR, number), on))
    except Hidden:  # not published, or not yet: what this reader may know of it
        known = _Known.of(needs.need_for(reader, number), on)
    found = known.need
    claim = _claim(found, on, reader)
    body = {
        "panels": known.panels + [panel for answer in needs.panels_of_need.ask(found, reader) for panel in answer],
        "need": known.shown,
        "similar": known.similar,
        "claim": claim,
        "ask_href": reverse("supervision:ask", args=["need", found.number]),
    }
    return {
        "title": found.title,
        "number": found.number,
        "body": render_to_string("web/parts/need_body.html", body, request),
        "back_href": reverse("web:needs"),
        "crumbs": [
            {"label": _("首页"), "path": "/"},
            {"label": _("需求"), "path": "/needs/"},
            {"label": found.number},
        ],
        "claim": claim,
    }


def _claim(need: Need, on: date, reader: Actor) -> dict[str, str] | None:
    """The dock's one button, while the counter is open and something is not yet promised; not for those who never claim."""
    if reader.is_person and not reader.has("exchange.claim"):
        return None
    missing = any(line.balance.missing for line in need.lines.all())
    if need.state != "published" or not missing or (need.claim_by and need.claim_by < on):
        return None
    open_ = any(line.balance.open for line in need.lines.all())
    note = _("可以只接一部分") if open_ else _("都有人在谈，可以排队")
    return {"label": _("我要接单"), "note": note, "href": reverse("exchange:take", args=[need.number])}


def _need(need: Need, on: date) -> dict[str, Any]:
    steps = needs.timeline_of(need, with_people=False)
    shown = needs.public_photos(need)
    photos = [_photo(each, place, len(shown)) for place, each in enumerate(shown, 1)]
    return {
        "number": need.number,
        "title": need.title,
        "status": need_parts.status_of(need),
        "kind": help_tag(need.kind_of_help),
        "due": due_tag(need.claim_by, on) if need.state == "published" else None,
        "stale": need_parts.stale_words(need),
        "merged_into": _pointer(need.merged_into),
        "origin": _pointer(need.origin) if need.origin_how == "split" else None,
        "rating": need.get_rating_display() if need.rating else "",
        "rating_words": need.rating_words,
        "place": need.region.full_name,
        "place_note": _("示例村，不是真实的地方") if need.region.is_example else "",
        "place_href": localised(f"/places/{need.region_path}/"),
        "photo": photos[0] if photos else None,
        "more_photos": photos[1:],
        "summary": need.description,
        "items": [need_parts.item(line) for line in need.lines.all()],
        "quote": need.words,
        "facts": need_parts.facts(need),
        "events": need_parts.public_events(need, steps, on),
        "proof": {"text": _("这条需求的发布内容已写入公开记录，改动会另写一条。"), "href": "", "link": ""},
    }


def _pointer(other: Need | None) -> dict[str, str] | None:
    """Where a merge or a split leads, when everybody may see that need."""
    if other is None or other.published_at is None:
        return None
    return {"href": need_parts.href_of(other), "title": other.title, "number": other.number}


def _photo(photo: Any, place: int, count: int) -> dict[str, Any]:
    """「现场照片 1 / 4 · 11 月 17 日工作队拍摄」."""
    said = {"day": day(photo.taken_on, is_english(), year=False), "who": _(photo.taken_by)}
    taken = _("%(day)s%(who)s拍摄") % said
    which = _("现场照片 %(place)d / %(count)d") % {"place": place, "count": count} if count > 1 else _("现场照片")
    return {
        "src": reverse("files:download", args=[photo.file]),
        "alt": photo.caption or _("现场照片"),
        "caption": f"{which} · {taken}",
        "note": photo.caption,
    }


def _similar(need: Need, on: date) -> dict[str, str]:
    due = due_tag(need.claim_by, on)
    note = f"{need.region.full_name} · {due['text']}" if due else need.region.full_name
    return {"href": need_parts.href_of(need), "title": need.title, "note": note}
