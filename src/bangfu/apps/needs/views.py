"""Twins and downloads of the explorer."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from bangfu.apps.needs import queries, queries_explorer, sheets_written
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_explorer import Filters
from bangfu.plumbing.clock import today

EXPORT_ROWS_MAX = 20_000


def list_json(request: HttpRequest) -> JsonResponse:
    """The explorer's page as data."""
    found = queries_explorer.explore(Filters.read(request.GET), page=_page(request), on=today())
    items = [sheets_written.as_data(need) for need in found.rows]
    return JsonResponse({"items": items, "total": found.total, "page": found.page, "pages": found.pages})


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _all_found(filters: Filters) -> list[Need]:
    rows = queries_explorer.filtered(queries_explorer.published(), filters, today()).order_by(
        *queries_explorer.ORDERS[filters.order]
    )
    return list(queries_explorer.with_lines(rows)[:EXPORT_ROWS_MAX])


def list_csv(request: HttpRequest) -> HttpResponse:
    """What the filters found, as CSV that `bangfu plan` reads."""
    response = HttpResponse(
        sheets_written.as_csv(_all_found(Filters.read(request.GET))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="needs.csv"'
    return response


def list_xlsx(request: HttpRequest) -> HttpResponse:
    """What the filters found, as a workbook."""
    filters = Filters.read(request.GET)
    said = "、".join(f"{name}={value}" for name, value in filters.set_ones().items()) or "全部"
    data = sheets_written.as_workbook(_all_found(filters), said=f"筛选：{said}", on=today())
    response = HttpResponse(data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = 'attachment; filename="needs.xlsx"'
    return response


def detail_json(request: HttpRequest, number: str) -> JsonResponse:
    """One need as data, for whoever may see its page."""
    return JsonResponse(sheets_written.as_data(queries.need_for(request.actor, number)))  # type: ignore[attr-defined]
