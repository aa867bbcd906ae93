"""The office's list of projects, with its table for download."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.projects.policy import DESK
from bangfu.apps.projects.queries import desk
from bangfu.apps.projects.queries.desk import DeskFilters, Row
from bangfu.apps.projects.rules.desk import CONCERNS
from bangfu.apps.projects.rules.life import KINDS, LIFE
from bangfu.apps.projects.views import seen
from bangfu.apps.projects.views.deliveries import actor_of
from bangfu.apps.regions.api import Region, resolve
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.clock import now
from bangfu.plumbing.sheets import csv_bytes
from bangfu.plumbing.ui.queries import page_numbers

COLUMNS = ("编号", "名称", "状态", "地点", "牵头组织", "从哪来", "计划完成", "现在要办的")


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.has(DESK):
        raise Denied(DESK)
    return actor


def _filters(request: HttpRequest) -> tuple[DeskFilters, str, str]:
    """(filters, the place as typed, why that place is none)."""
    asked, typed, wrong = request.GET.dict(), request.GET.get("place", "").strip()[:60].replace("\x00", ""), ""
    if typed:
        place = resolve(typed)
        if isinstance(place, Region):
            asked["region"] = place.region_code.prefix
        else:
            wrong = str(place)
    return DeskFilters.read(asked), typed, wrong


@require_GET
@login_required
def projects(request: HttpRequest) -> HttpResponse:
    """Late, waiting for acceptance, looks back due; one button each. Errors: ``Denied`` without ``desk.enter``."""
    actor, at = _reader(request), now()
    filters, typed, wrong = _filters(request)
    pages = Paginator(desk.found(actor, filters, at), desk.PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    counted = desk.counts(actor, at)
    context = {
        "heading": _("项目"),
        "rows": [] if wrong else [_row(each) for each in desk.told(actor, list(page), at)],
        "concerns": [
            {"value": code, "label": words, "count": counted[code], "current": code == filters.concern}
            for code, words in CONCERNS.items()
        ],
        "states": _options(LIFE.states, filters.public.state),
        "kinds": _options(KINDS, filters.public.kind),
        "place": typed, "wrong": wrong, "concern": filters.concern,
        "query": f"?{filters.query_string()}" if filters.query_string() else "",
        "page": {
            "number": page.number, "last": pages.num_pages, "first_row": page.start_index(),
            "last_row": page.end_index(), "total": pages.count, "previous": page.number - 1, "next": page.number + 1,
            "numbers": page_numbers(page.number, pages.num_pages),
        },
    }  # fmt: skip
    return render(request, "projects/desk.html", context)


def _options(words: Any, chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": str(label), "current": value == chosen} for value, label in words.items()]


def _row(row: Row) -> dict[str, Any]:
    concern = row.concern
    href = reverse("projects:work", args=[row.project.number])
    if concern.code == "waiting":
        href = reverse("projects:delivery", args=[row.delivery])
    elif concern.code == "check":
        href = reverse("followups:followup", args=[row.check])
    return {"project": row.project, "concern": concern, "state": seen.state_of(row.project), "href": href}


@require_GET
@login_required
def projects_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as a table. Errors: ``Denied``."""
    actor, at = _reader(request), now()
    filters, _typed, _wrong = _filters(request)
    rows = desk.told(actor, list(desk.found(actor, filters, at)[: desk.EXPORT_ROWS_MAX]), at)
    cells = [
        (
            row.project.number,
            row.project.title,
            seen.state_of(row.project)["label"],
            row.project.region.full_name,
            row.project.lead.name,
            KINDS[row.project.kind],
            row.project.ends_on.isoformat() if row.project.ends_on else "",
            row.concern.words,
        )
        for row in rows
    ]
    response = HttpResponse(csv_bytes(COLUMNS, cells), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="projects.csv"'
    return response
