"""Public pages of pairings and teams, with their twins as data."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.organisations.api import organisations_by_number
from bangfu.apps.partnerships.models import Pairing
from bangfu.apps.partnerships.queries import formed, pairs
from bangfu.apps.partnerships.queries.panels import team_cards
from bangfu.apps.partnerships.rules import pairings as rules
from bangfu.apps.partnerships.rules.teams import percent
from bangfu.apps.partnerships.wording import work_words
from bangfu.apps.regions.api import Region, resolve
from bangfu.plumbing.kept import kept_for_public
from bangfu.plumbing.sheets import csv_bytes
from bangfu.plumbing.ui.queries import page_numbers

PAGE_SIZE = 50
EXPORT_MAX = 20_000
CSV = (
    ("number", "编号"), ("organisation", "组织编号"), ("organisation_name", "社会组织"), ("place", "区划代码"),
    ("place_name", "镇、村"), ("state", "状态"), ("starts_on", "起始日期"), ("ends_on", "截止日期"), ("goals", "共建目标"),
)  # fmt: skip


def _crumbs(*last: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": _("首页"), "path": "/"}, {"label": _("结对组团"), "path": "/pairs/"}, *last]


def _found(request: HttpRequest) -> tuple[Any, str, str]:
    """(pairings that the address asks for, the place as typed, why that place is none)."""
    typed = request.GET.get("place", "").strip()[:120]
    over = request.GET.get("over") == "1"
    if not typed:
        return pairs.public_pairings(over=over), "", ""
    found = resolve(typed)
    if not isinstance(found, Region):
        return Pairing.objects.none(), typed, str(found)
    return pairs.public_pairings(place=found.region_code.prefix, over=over), found.full_name, ""


@require_GET
def pairings(request: HttpRequest) -> HttpResponse:
    """Pairings in effect, by place; teams below."""
    return render(request, "partnerships/pairs.html", kept_for_public(request, lambda: _pairings_page(request)))


def _pairings_page(request: HttpRequest) -> dict[str, Any]:
    rows, typed, wrong = _found(request)
    pages = Paginator(rows, PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    shown = list(page)
    teams = list(formed.public_teams()[:3])
    names = pairs.named(shown) | formed.names_in(teams)
    return {
        "cards": [_card(one, names) for one in shown],
        "teams": team_cards(teams, names),
        "total": pages.count,
        "typed": typed,
        "wrong": wrong,
        "over": request.GET.get("over") == "1",
        "query": request.META.get("QUERY_STRING", ""),
        "page": {
            "number": page.number, "last": pages.num_pages, "first_row": page.start_index(), "last_row": page.end_index(),
            "total": pages.count, "previous": page.number - 1, "next": page.number + 1,
            "numbers": page_numbers(page.number, pages.num_pages),
        },
        "crumbs": _crumbs()[:-1] + [{"label": _("结对组团")}],
    }  # fmt: skip


def _card(one: Pairing, names: dict[str, str]) -> dict[str, Any]:
    return {
        "number": one.number,
        "organisation": one.organisation,
        "name": names.get(one.organisation, one.organisation),
        "place": one.place,
        "place_name": one.place_name,
        "goals": one.goals,
        "ends_on": one.ends_on,
        "state": one.state,
        "words": rules.PAIRING_LIFE.states[one.state],
        "tone": pairs.TONES[one.state],
    }


@require_GET
def pairings_json(request: HttpRequest) -> JsonResponse:
    """The list as data."""
    rows = list(_found(request)[0][:EXPORT_MAX])
    names = pairs.named(rows)
    return JsonResponse({"items": [pairs.as_data(one, names) for one in rows], "total": len(rows)})


@require_GET
def pairings_csv(request: HttpRequest) -> HttpResponse:
    """The list as CSV: public fields, nothing that a spreadsheet could run."""
    rows = list(_found(request)[0][:EXPORT_MAX])
    names = pairs.named(rows)
    data = [pairs.as_data(one, names) for one in rows]
    body = csv_bytes([title for _name, title in CSV], ([row[name] for name, _title in CSV] for row in data))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pairs.csv"'
    return response


@require_GET
def pairing(request: HttpRequest, number: str) -> HttpResponse:
    """One pairing: who, where, what for, what was visited."""
    return render(request, "partnerships/pair.html", kept_for_public(request, lambda: _pairing_page(number)))


def _pairing_page(number: str) -> dict[str, Any]:
    one = pairs.public_pairing(number)
    names = pairs.named([one])
    visits = list(one.visits.order_by("-on_day").values_list("on_day", flat=True)[:12])
    return {
        "card": _card(one, names),
        "starts_on": one.starts_on,
        "ended_how": rules.PAIRING_ENDS.get(one.ended_how, ""),
        "ended_at": one.ended_at,
        "continues": one.continues,
        "duties": [(rules.DUTIES[code], one.duties.get(code, "")) for code in rules.DUTIES],
        "plan": list(one.plan.all()),
        "visits": visits,
        "visit_count": one.visits.count(),
        "crumbs": _crumbs({"label": one.number}),
    }


@require_GET
def pairing_json(request: HttpRequest, number: str) -> JsonResponse:
    """One pairing as data."""
    one = pairs.public_pairing(number)
    plan = [
        {
            "year": item.year,
            "duty": rules.DUTIES[item.duty],
            "words": item.words,
            "due_on": item.due_on,
            "done_on": item.done_on,
        }
        for item in one.plan.all()
    ]
    visits = list(one.visits.order_by("-on_day").values_list("on_day", flat=True))
    return JsonResponse(pairs.as_data(one, pairs.named([one])) | {"plan": plan, "visits": visits})


@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """Teams with a mandate."""
    return render(request, "partnerships/teams_public.html", kept_for_public(request, _teams_page))


def _teams_page() -> dict[str, Any]:
    rows = list(formed.public_teams()[:PAGE_SIZE])
    names = formed.names_in(rows)
    return {"teams": team_cards(rows, names), "crumbs": _crumbs({"label": _("组团")})}


@require_GET
def teams_json(request: HttpRequest) -> JsonResponse:
    """Teams as data."""
    rows = list(formed.public_teams()[:EXPORT_MAX])
    names = formed.names_in(rows)
    return JsonResponse({"items": [formed.as_data(one, names) for one in rows], "total": len(rows)})


@require_GET
def team(request: HttpRequest, number: str) -> HttpResponse:
    """One team: who leads, who does what, whose credit."""
    return render(request, "partnerships/team_public.html", kept_for_public(request, lambda: _team_page(number)))


def _team_page(number: str) -> dict[str, Any]:
    one = formed.public_team(number)
    assert one.settlement is not None  # a check of the table
    numbers = [share.organisation for share in one.settlement.shares.all()]
    names = {each: named.name for each, named in organisations_by_number(numbers).items()}
    shares = sorted(one.settlement.shares.all(), key=lambda share: share.organisation != one.lead)
    return {
        "team": {
            "number": one.number, "title": one.title, "goals": one.goals, "need": one.need, "place": one.place,
            "place_name": one.place_name, "starts_on": one.starts_on, "ends_on": one.ends_on, "is_over": one.state == "ended",
        },
        "members": [
            {"number": share.organisation, "name": names.get(share.organisation, share.organisation),
             "work": work_words(share), "credit": percent(share.credit_permille), "is_lead": share.organisation == one.lead}
            for share in shares
        ],
        "crumbs": _crumbs({"label": _("组团"), "path": "/teams/"}, {"label": one.number}),
    }  # fmt: skip


@require_GET
def team_json(request: HttpRequest, number: str) -> JsonResponse:
    """One team as data."""
    one = formed.public_team(number)
    return JsonResponse(formed.as_data(one, formed.names_in([one])))
