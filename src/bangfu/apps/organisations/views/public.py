"""The public registry and one organisation's page, with their twins as data."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.organisations.models import Organisation
from bangfu.apps.organisations.queries.listing import (
    FLAGS,
    SORTS,
    Search,
    counts_by_kind,
    filter_words,
    for_list,
    narrowest,
    place_options,
    public_organisations,
)
from bangfu.apps.organisations.queries.profile import (
    Moved,
    Profile,
    backstage_of,
    profile_page,
    public_profile,
    public_row,
)
from bangfu.apps.organisations.rules.words import COUNTED_KINDS, CREDIT_STATUSES, EVALUATION_GRADES, KIND_NAMES
from bangfu.apps.organisations.wording import choices, name_of
from bangfu.apps.people.api import names_of
from bangfu.plumbing.clock import today
from bangfu.plumbing.kept import AddressOnly, kept_for_public
from bangfu.plumbing.sheets import Field, Page, Properties, csv_bytes, workbook_bytes
from bangfu.plumbing.ui.queries import page_numbers

PAGE_SIZE = 50
THEMES_SHOWN = 3


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The explorer: search, filters, list of 50."""
    return render(request, "organisations/list.html", kept_for_public(request, lambda: _explorer_page(request)))


def _explorer_page(request: HttpRequest) -> dict[str, Any]:
    search = Search.of(request.GET)
    kinds = counts_by_kind()
    pages = Paginator(for_list(public_organisations(search)), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "search": search,
        "rows": [_card(each) for each in page],
        "page": _page(page),
        "chips": filter_words(search),
        "groups": _groups(search, kinds),
        "keep": [{"name": "q", "value": search.q}, {"name": "sort", "value": search.sort}],
        "sorts": [{"value": value, "words": words, "on": value == search.sort} for value, words in SORTS.items()],
        "social": sum(kinds.get(kind, 0) for kind in COUNTED_KINDS),
        "others": sum(count for kind, count in kinds.items() if kind not in COUNTED_KINDS),
        "narrowest": _narrowest(search) if not pages.count else None,
        "query": request.META.get("QUERY_STRING", ""),
        "request": AddressOnly(request.GET),
    }
    return {
        "query": context["query"],
        "crumbs": [{"label": _("首页"), "path": "/"}, {"label": _("社会组织")}],
        "explorer": render_to_string("organisations/explorer.html", context),
    }


def _page(page: Any) -> dict[str, Any]:
    return {
        "number": page.number,
        "last": page.paginator.num_pages,
        "first_row": page.start_index(),
        "last_row": page.end_index(),
        "total": page.paginator.count,
        "previous": page.number - 1,
        "next": page.number + 1,
        "numbers": page_numbers(page.number, page.paginator.num_pages),
    }


def _card(one: Organisation) -> dict[str, Any]:
    capacity = next(iter(one.this_quarter), None)  # type: ignore[attr-defined]
    themes = [name_of("themes", row.theme) for row in one.themes.all()]
    return {
        "one": one,
        "kind": KIND_NAMES[one.kind],
        "themes": themes[:THEMES_SHOWN],
        "more": max(0, len(themes) - THEMES_SHOWN),
        "capacity": capacity,
        "status": "" if one.credit_status == "normal" else CREDIT_STATUSES[one.credit_status],
        "grade": EVALUATION_GRADES.get(one.grade, ""),
    }


def _groups(search: Search, kinds: dict[str, int]) -> list[dict[str, Any]]:
    kind_options = [("", _("全部"), None), ("social", _("社会组织"), sum(kinds.get(kind, 0) for kind in COUNTED_KINDS))]
    kind_options += [(kind, words, kinds.get(kind, 0)) for kind, words in KIND_NAMES.items()]
    everywhere = {"value": "", "label": _("全部"), "count": None, "checked": not search.region, "deep": False}
    places = [
        {
            "value": option.prefix,
            "label": option.name,
            "count": option.count,
            "checked": option.prefix == search.region,
            "deep": option.is_deep,
        }
        for option in place_options(search)
    ]
    flags = [
        {"value": name, "label": words, "count": None, "checked": bool(getattr(search, name))}
        for name, words in FLAGS.items()
    ]
    return [
        _radio(_("组织类型"), "kind", kind_options, search.kind, is_open=True),
        {"label": _("所在地"), "name": "region", "open": True, "single": True, "options": [everywhere, *places]},
        _radio(_("能力领域"), "field", _any(choices("fields_of_capability")), search.field, is_open=True),
        {"label": _("条件"), "name": "has", "open": True, "single": False, "options": flags},
        _radio(_("评估等级"), "grade", _any(EVALUATION_GRADES.items()), search.grade),
        _radio(_("主题"), "theme", _any(choices("themes")), search.theme),
    ]


def _any(pairs: Any) -> list[tuple[str, str, None]]:
    return [("", _("全部"), None), *((value, words, None) for value, words in pairs)]


def _radio(
    label: str, name: str, options: Sequence[tuple[str, str, int | None]], chosen: str, *, is_open: bool = False
) -> dict[str, Any]:
    return {
        "label": label,
        "name": name,
        "open": is_open or bool(chosen),
        "single": True,
        "options": [
            {"value": value, "label": words, "count": count, "checked": value == chosen}
            for value, words, count in options
        ],
    }


def _narrowest(search: Search) -> dict[str, Any] | None:
    found = narrowest(search)
    if found is None:
        return None
    name, count = found
    words = next(chip for chip in filter_words(search) if name in (chip["name"], chip["value"]))
    return {**words, "count": count}


@require_GET
def organisations_json(request: HttpRequest) -> JsonResponse:
    """The list as data: the same query, public fields, the same pages."""
    pages = Paginator(for_list(public_organisations(Search.of(request.GET))), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    rows = [public_row(each) for each in page]
    return JsonResponse({"items": rows, "total": pages.count, "page": page.number, "pages": pages.num_pages})


_EXPORT = (
    ("number", "编号"),
    ("name", "名称"),
    ("credit_code", "统一社会信用代码"),
    ("kind_name", "组织类型"),
    ("region", "区划代码"),
    ("region_name", "所在区划"),
    ("themes", "主题"),
    ("field", "能力领域"),
    ("grade", "评估等级"),
    ("grade_until", "评估等级有效期至"),
    ("is_charity", "慈善组织"),
    ("fundraising_until", "公开募捐资格有效期至"),
    ("is_hub", "是否枢纽"),
    ("credit_status_name", "信用状态"),
    ("service_radius_km", "服务半径公里"),
    ("summary", "简介"),
    ("assured_on", "核实日期"),
)


def _export_rows(request: HttpRequest) -> list[list[Any]]:
    found = public_organisations(Search.of(request.GET)).select_related("region").prefetch_related("themes")
    return [[_flat(name, row[name]) for name, _title in _EXPORT] for row in map(public_row, found)]


def _flat(name: str, value: Any) -> Any:
    if name == "themes":
        return "；".join(name_of("themes", each) for each in value)
    if name == "field":
        return name_of("fields_of_capability", value) if value else ""
    return "" if value is None else value


@require_GET
def organisations_csv(request: HttpRequest) -> HttpResponse:
    """The whole filtered list as CSV, public fields only, nothing that a spreadsheet could run."""
    body = csv_bytes([title for _name, title in _EXPORT], _export_rows(request))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="organisations.csv"'
    return response


@require_GET
def organisations_xlsx(request: HttpRequest) -> HttpResponse:
    """The whole filtered list as a workbook."""
    fields = [Field(title, "code" if name in ("credit_code", "region") else "text") for name, title in _EXPORT]
    sheet = Page("社会组织名录", fields, _export_rows(request), heading="社会组织名录", lines=[f"数据截至 {today()}"])
    body = workbook_bytes([sheet], Properties("社会组织名录", as_of=today()))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="organisations.xlsx"'
    return response


@require_GET
def organisation(request: HttpRequest, number: str) -> HttpResponse:
    """One organisation; a credit code or another writing of the number leads to its address."""
    found = kept_for_public(request, lambda: _profile_page(request, number))
    if isinstance(found, Moved):
        return HttpResponseRedirect(reverse("organisations:detail", args=[found.number]))
    return render(request, "organisations/detail.html", found)


def _profile_page(request: HttpRequest, number: str) -> dict[str, Any] | Moved:
    found = profile_page(request.actor, number)  # type: ignore[attr-defined]
    if isinstance(found, Moved):
        return found
    backstage = backstage_of(found.organisation) if found.may_read else None
    context = {
        "profile": found,
        "one": found.organisation,
        "facts": _facts(found),
        "standing": _standing(found),
        "backstage": backstage,
        "names": names_of(backstage.people) if backstage else {},
    }
    return {
        "name": found.organisation.name,
        "number": found.organisation.number,
        "body": render_to_string("organisations/profile.html", context),
        "crumbs": [
            {"label": _("首页"), "path": "/"},
            {"label": _("社会组织"), "path": "/orgs/"},
            {"label": found.organisation.name},
        ],
    }


@require_GET
def organisation_json(request: HttpRequest, number: str) -> HttpResponse:
    """The page as data: public facts only."""
    found = profile_page(request.actor, number)  # type: ignore[attr-defined]
    if isinstance(found, Moved):
        return HttpResponseRedirect(reverse("organisations:detail-json", args=[found.number]))
    return JsonResponse(public_profile(found))


def _facts(profile: Profile) -> list[dict[str, Any]]:
    one = profile.organisation
    kind = KIND_NAMES[one.kind]
    rows: list[dict[str, Any]] = [
        {"label": _("统一社会信用代码"), "value": one.credit_code or _("仅备案，没有代码")},
        {"label": _("组织类型"), "value": kind if profile.is_social else f"{kind}（{_('不计入社会组织数')}）"},
        {"label": _("所在地"), "value": one.region.full_name, "href": f"/places/{one.region.code}/"},
        {"label": _("登记管理机关"), "value": one.registrar},
        {"label": _("成立登记"), "value": _day(one.founded_on)},
        {"label": _("能力领域"), "value": name_of("fields_of_capability", one.field) if one.field else ""},
        {"label": _("党组织"), "value": one.party_organisation if one.party_until is None else ""},
        {"label": _("曾用名"), "value": "、".join(one.former_names)},
        {"label": _("网站"), "value": one.website, "href": one.website},
        {"label": _("资料核实"), "value": _day(one.assured_on), "note": _("每年复核一次")},
    ]
    return [row for row in rows if row["value"]]


def _standing(profile: Profile) -> list[dict[str, Any]]:
    one = profile.organisation
    rows = [
        {
            "label": _("信用状态"),
            "value": CREDIT_STATUSES[one.credit_status],
            "note": " · ".join(filter(None, [_day(one.credit_status_since), one.credit_status_source])),
        }
    ]
    if one.grade:
        until = _("有效期至 {day}").format(day=_day(one.grade_until)) if one.grade_until else ""
        over = _("已过有效期") if profile.grade_is_over else ""
        rows.append({"label": _("评估等级"), "value": EVALUATION_GRADES[one.grade], "note": over or until})
    if one.is_charity:
        rows.append({"label": _("慈善组织"), "value": _("是"), "note": _day(one.charity_since)})
    if one.fundraising_from:
        words = _("有效") if profile.may_raise_funds else _("已失效")
        rows.append(
            {
                "label": _("公开募捐资格"),
                "value": words,
                "note": f"{_day(one.fundraising_from)} — {_day(one.fundraising_until) or _('长期')}",
            }
        )
    return rows


def _day(value: Any) -> str:
    return f"{value.year} 年 {value.month} 月 {value.day} 日" if value else ""
