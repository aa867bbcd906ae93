"""The public home page: what is needed, where, and how to begin. Every figure leads to its rows."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.needs import api as needs
from bangfu.apps.needs.api import Facets, Filters
from bangfu.apps.programmes.api import vocabulary
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.ui.formats import moment, number
from bangfu.plumbing.ui.nav import exists, localised
from bangfu.web import explorer
from bangfu.web.wording import help_tag, is_english

URGENT_SHOWN = 3
WORDS_OFFERED = 4
REPORT = "/my/needs/new/"


def _doors(actor: Actor) -> list[dict[str, Any]]:
    """Up to three ways in; whoever signed in without the right to report a need is not sent to a refusal."""
    doors = (
        (_("我是镇村干部、工作队"), _("报一条需求"), _("约 3 分钟，提交后由同事核实"), REPORT),
        (_("我是社会组织"), _("看看能帮什么"), _("按地区、领域、截止日期找"), "/needs/"),
        (_("我想了解一个地方"), _("找镇村"), _("缺什么、谁在帮"), "/places/"),
        (_("我想找一家组织"), _("看社会组织名录"), _("能做什么、服务到哪里"), "/orgs/"),
    )
    return [
        {"who": who, "label": label, "note": note, "href": localised(path)}
        for who, label, note, path in doors
        if exists(path) and (path != REPORT or not actor.is_person or actor.has("needs.draft"))
    ][:3]


def _figures(facets: Facets) -> list[dict[str, str]]:
    every = explorer.address(Filters())
    prefectures = sum(len(code) == 4 for code in facets.counts["region"])
    return [
        {"label": _("等人接单的需求"), "value": number(facets.total), "unit": _("条"), "href": every},
        {
            "label": _("30 天内截止"),
            "value": number(facets.counts["due"].get("30", 0)),
            "unit": _("条"),
            "href": explorer.address(Filters(due="30", order="deadline")),
        },
        {
            "label": _("紧急的"),
            "value": number(facets.counts["urgency"].get("3", 0)),
            "unit": _("条"),
            "href": explorer.address(Filters(urgency="3")),
        },
        {
            "label": _("涉及村镇"),
            "value": number(facets.villages),
            "unit": _("个"),
            "sub": _("%(n)d 个地级市") % {"n": prefectures},
            "href": explorer.address(Filters(), "map"),
        },
        {
            "label": _("惠及"),
            "value": number(facets.people),
            "unit": _("人次"),
            "href": explorer.address(Filters(), "table"),
        },
    ]


def _urgent(on: date, total: int) -> dict[str, Any]:
    found = needs.explore(Filters(), page=1, on=on, total=URGENT_SHOWN).rows[:URGENT_SHOWN]
    return {
        "sub": _("先急后缓；都由填报人以外的人核实过"),
        "all_label": _("看全部 %(n)s 条") % {"n": number(total)},
        "all_href": explorer.address(Filters()),
        "needs": explorer.cards(found, on),
    }


def _fields(facets: Facets) -> list[dict[str, str]]:
    counts = facets.counts["help"]
    return [
        help_tag(entry.id)
        | {
            "count_text": _("%(n)s 条") % {"n": number(counts.get(entry.id, 0))},
            "href": explorer.address(Filters(help=entry.id)),
        }
        for entry in vocabulary().section("kinds_of_help")
    ]


def _words(facets: Facets) -> list[dict[str, str]]:
    most = sorted(facets.counts["theme"].items(), key=lambda each: (-each[1], each[0]))[:WORDS_OFFERED]
    entries = [vocabulary().get("themes", theme) for theme, _count in most]
    return [
        {"label": entry.en if is_english() else entry.zh, "href": explorer.address(Filters(theme=entry.id))}
        for entry in entries
        if entry is not None
    ]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is needed, where, and who can help."""
    on = today()
    facets = needs.facets(Filters(), on)
    context = {
        "hot_words": _words(facets),
        "search_action": reverse("web:search"),
        "doors": _doors(request.actor),  # type: ignore[attr-defined]
        "map": explorer.hexagons(facets, Filters()),
        "figures": _figures(facets),
        "asof": _("截至 %(when)s，随时更新") % {"when": moment(localtime(now()), is_english())},
        "urgent": _urgent(on, facets.total),
        "fields": _fields(facets),
        "subscribe": {"href": reverse("push:subscribe")},
        "offline_help": {
            "text": _("到村委会或镇政府，由工作人员代您填报；代填会记下双方。"),
            "href": "",
            "link": "",
        },
    }
    return render(request, "web/home.html", context)
