"""Public pages: the list of projects, and the whole story of one on one page, with their twins as data."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.programmes.api import name_of, vocabulary
from bangfu.apps.projects.models import Project
from bangfu.apps.projects.queries import explorer
from bangfu.apps.projects.queries.explorer import Filters
from bangfu.apps.projects.queries.projects import public_project
from bangfu.apps.projects.queries.story import story_data
from bangfu.apps.projects.rules.life import KINDS, LIFE
from bangfu.apps.projects.views import seen
from bangfu.apps.projects.views.story import story
from bangfu.plumbing.kept import AddressOnly, kept_for_public
from bangfu.plumbing.ui.queries import page_numbers


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """The explorer."""
    return render(request, "projects/list.html", kept_for_public(request, lambda: _list_page(request)))


def _list_page(request: HttpRequest) -> dict[str, Any]:
    filters = Filters.read(request.GET)
    pages = Paginator(explorer.found(filters), explorer.PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "rows": [card(each) for each in page],
        "page": {
            "number": page.number,
            "last": page.paginator.num_pages,
            "first_row": page.start_index(),
            "last_row": page.end_index(),
            "total": page.paginator.count,
            "previous": page.number - 1,
            "next": page.number + 1,
            "numbers": page_numbers(page.number, page.paginator.num_pages),
        },
        "groups": _groups(filters),
        "query": filters.query_string(),
        "request": AddressOnly(request.GET),
    }
    return {
        "title": _("项目"),
        "query": filters.query_string(),
        "crumbs": [{"label": _("首页"), "path": "/"}, {"label": _("项目")}],
        "explorer": render_to_string("projects/explorer.html", context),
    }


def _groups(filters: Filters) -> list[dict[str, Any]]:
    helps = {entry.id: name_of("kinds_of_help", entry.id) for entry in vocabulary().section("kinds_of_help")}
    told = (
        ("state", _("到哪一步"), {name: str(words) for name, words in LIFE.states.items()}, "state"),
        ("kind", _("从哪来"), KINDS, "kind"),
        ("help", _("帮扶类别"), helps, "kind_of_help"),
    )
    return [_group(filters, name, label, dict(words), column) for name, label, words, column in told]


def _group(filters: Filters, name: str, label: str, words: dict[str, str], column: str) -> dict[str, Any]:
    counted, chosen = explorer.counts(filters, name, column), getattr(filters, name)
    options: list[dict[str, Any]] = [
        {"value": "", "label": _("不限"), "count": None, "checked": not chosen, "deep": False}
    ]
    options += [
        {"value": value, "label": word, "count": counted.get(value, 0), "checked": value == chosen, "deep": False}
        for value, word in words.items()
        if counted.get(value) or value == chosen
    ]
    return {"label": label, "name": name, "open": True, "single": True, "options": options}


def card(project: Project) -> dict[str, Any]:
    """A project as a card of a list."""
    return {
        "project": project,
        "state": seen.state_of(project),
        "kind": KINDS[project.kind],
        "others": len(project.parties.all()) - 1,
        "href": reverse("projects:detail", args=[project.number]),
    }


@require_GET
def list_json(request: HttpRequest) -> JsonResponse:
    """The explorer's page as data."""
    pages = Paginator(explorer.found(Filters.read(request.GET)), explorer.PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    items = [explorer.as_data(each) for each in page]
    return JsonResponse({"items": items, "total": pages.count, "page": page.number, "pages": pages.num_pages})


@require_GET
def list_csv(request: HttpRequest) -> HttpResponse:
    """What the filters found, as CSV."""
    rows = explorer.found(Filters.read(request.GET))
    response = HttpResponse(explorer.as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="projects.csv"'
    return response


@require_GET
def project(request: HttpRequest, number: str) -> HttpResponse:
    """The whole story of one project. Errors: ``Hidden``."""
    return render(request, "projects/detail.html", kept_for_public(request, lambda: _story_page(number)))


def _story_page(number: str) -> dict[str, Any]:
    found = public_project(number)
    return {
        "title": found.title,
        "number": found.number,
        "body": render_to_string("projects/story.html", story(found)),
        "crumbs": [
            {"label": _("首页"), "path": "/"},
            {"label": _("项目"), "path": "/projects/"},
            {"label": found.title},
        ],
    }


@require_GET
def project_json(request: HttpRequest, number: str) -> JsonResponse:
    """One project as data, with what was delivered, accepted and measured."""
    return JsonResponse(story_data(public_project(number)))
