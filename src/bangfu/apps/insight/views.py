"""The rows behind a figure, and a rate with its definition and months."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.insight import panels, queries, rules
from bangfu.apps.insight.wording import standing, station
from bangfu.apps.needs.api import STATIONS, Course
from bangfu.apps.programmes.api import name_of
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import now
from bangfu.plumbing.sheets import csv_bytes
from bangfu.plumbing.ui.formats import MISSING, day, number, percent
from bangfu.plumbing.ui.queries import page_numbers

PAGE_SIZE = 30
WAITING = (
    "submitted",
    "returned",
    "verified",
    "open",
    "held",
    "committed",
    "underway",
    "delivered",
    "partly_accepted",
    "accepted",
)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _desk() -> dict[str, str]:
    return {"label": _("工作台"), "path": "/desk/"}


def _asked(request: HttpRequest) -> dict[str, str]:
    reached, waiting = request.GET.get("reached", ""), request.GET.get("waiting", "")
    return {
        "reached": reached if reached in STATIONS else "",
        "waiting": waiting if waiting in WAITING else "",
    }


def _page(request: HttpRequest, total: int) -> dict[str, Any]:
    text = request.GET.get("page", "1")
    last = max(1, -(-total // PAGE_SIZE))
    number_ = min(max(1, int(text)), last) if text.isdecimal() and len(text) < 6 else 1
    first = (number_ - 1) * PAGE_SIZE
    return {
        "number": number_,
        "last": last,
        "previous": number_ - 1,
        "next": number_ + 1,
        "first_row": min(first + 1, total),
        "last_row": min(first + PAGE_SIZE, total),
        "total": total,
        "numbers": page_numbers(number_, last),
    }


@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """Needs that reached a station or wait before it, those that stand there longest first. Errors: ``Denied``."""
    asked = _asked(request)
    found = _longest_first(queries.rows_at(_actor(request), now(), **asked))
    page = _page(request, len(found))
    shown = found[max(0, page["first_row"] - 1) : page["last_row"]]
    context = {
        "heading": _heading(asked),
        "rows": _told(shown),
        "page": page,
        "reached": [{"value": name, "label": station(name), "current": name == asked["reached"]} for name in STATIONS],
        "waiting": [{"value": name, "label": standing(name), "current": name == asked["waiting"]} for name in WAITING],
        "csv": f"{reverse('insight:rows-csv')}?{request.GET.urlencode()}",
        "crumbs": [_desk(), {"label": _("数字背后的需求")}],
    }
    return render(request, "insight/rows.html", context)


def _heading(asked: dict[str, str]) -> str:
    if asked["waiting"]:
        return _("现在%(where)s的需求") % {"where": standing(asked["waiting"])}
    if asked["reached"]:
        return _("到过“%(station)s”的需求") % {"station": station(asked["reached"])}
    return _("一年来的需求走到哪一步")


def _longest_first(found: list[Course]) -> list[Course]:
    return sorted(found, key=lambda course: (max(course.at.values()), course.number))


def _told(found: list[Course]) -> list[dict[str, Any]]:
    at = now()
    names = regions_by_code({course.place for course in found})
    return [
        {
            "number": course.number,
            "title": course.title,
            "place": names[course.place].full_name if course.place in names else course.place,
            "kind": name_of("kinds_of_help", course.kind_of_help),
            "stands": standing(where) if (where := rules.waiting_word(course)) else _("已结束"),
            "station": station(STATIONS[course.reached]) if course.reached >= 0 else MISSING,
            "days": (at - max(course.at.values())).days,
            "last": day(max(course.at.values()).date()),
        }
        for course in found
    ]


@require_GET
def rows_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as a file. Errors: ``Denied``."""
    found = _longest_first(queries.rows_at(_actor(request), now(), **_asked(request)))
    head = ["编号", "需求名称", "区划", *[station(name) for name in STATIONS]]
    table = [
        [course.number, course.title, course.place, *(_day(course, name) for name in STATIONS)] for course in found
    ]
    response = HttpResponse(csv_bytes(head, table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="needs-stations.csv"'
    return response


def _day(course: Course, name: str) -> str:
    return course.at[name].date().isoformat() if name in course.at else ""


@require_GET
def rate(request: HttpRequest) -> HttpResponse:
    """The rate named in ``?rate=``: its definition, its months, what is too young to count. Errors: ``Denied``."""
    name = request.GET.get("rate", "")
    name = name if name in rules.RATES else "success"
    found = queries.rows_of_rate(_actor(request), now(), name)
    definition = panels.definition_of(name)
    context = {
        "heading": definition.zh,
        "definition": definition,
        "tabs": [
            {"label": panels.rate_name(each), "href": panels.rate_href(each), "current": each == name}
            for each in rules.RATES
        ],
        "total": _month(found.total),
        "months": [_month(each) for each in found.months],
        "young": _month(found.young),
        "young_days": rules.YOUNG_DAYS,
        "rows_href": panels.rows_href(reached=rules.RATES[name][1]),
        "crumbs": [_desk(), {"label": definition.zh}],
    }
    return render(request, "insight/rate.html", context)


def _month(cohort: rules.Cohort) -> dict[str, Any]:
    return {
        "month": cohort.month,
        "below": number(cohort.below),
        "above": number(cohort.above),
        "rate": percent(cohort.above, cohort.below, 1) if cohort.below else MISSING,
        "share": percent(cohort.share, 1, 1) if cohort.below else MISSING,
    }
