"""One search over everything public: needs, organisations, places. Each room finds its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.needs import api as needs
from bangfu.apps.needs.api import Filters
from bangfu.apps.organisations import api as organisations
from bangfu.apps.regions.api import search_regions
from bangfu.plumbing.clock import today
from bangfu.plumbing.ui.nav import exists, localised
from bangfu.web import explorer
from bangfu.web.need_parts import href_of
from bangfu.web.wording import due_tag

SHOWN = 8
TEXT_MAX = 60


def _needs(text: str) -> list[dict[str, str]]:
    on = today()
    found = []
    for need in needs.search_rows(text, SHOWN):
        due = due_tag(need.claim_by, on)
        note = f"{need.region.full_name} · {due['text']}" if due else need.region.full_name
        found.append({"href": href_of(need), "title": need.title, "note": note})
    return found


def _places(text: str) -> list[dict[str, str]]:
    return [
        {
            "href": localised(f"/places/{place.code}/")
            if exists(f"/places/{place.code}/")
            else explorer.address(Filters(region=place.code)),
            "title": place.spoken,
            "note": f"{place.full_name} · {place.code}",
        }
        for place in search_regions(text, limit=SHOWN)
    ]


def _organisations(actor: Any, text: str) -> list[dict[str, str]]:
    found = organisations.search_rows(actor, text, SHOWN)
    return [{"href": row.url, "title": row.title, "note": f"{row.kind} · {row.text}"} for row in found]


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What was typed into the site's search box; a public number leads straight to its page."""
    text = request.GET.get("q", "").strip()[:TEXT_MAX]
    groups: list[dict[str, Any]] = []
    if text:
        groups = [
            {"label": _("需求"), "icon": "doc", "rows": _needs(text), "all_href": explorer.address(Filters(q=text))},
            {
                "label": _("社会组织"),
                "icon": "org",
                "rows": _organisations(request.actor, text),  # type: ignore[attr-defined]
                "all_href": f"{reverse('organisations:list')}?{urlencode({'q': text})}",
            },
            {"label": _("镇村"), "icon": "pin", "rows": _places(text), "all_href": ""},
        ]
    shown = [group for group in groups if group["rows"]]
    context = {
        "q": text,
        "groups": shown,
        "search_action": reverse("web:search"),
        "all_needs": explorer.address(Filters()),
    }
    return render(request, "web/search.html", context)
