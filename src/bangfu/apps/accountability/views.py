"""What everybody reads of the books: figures, flow, ledger, vouchers, corrections, proofs."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.accountability import policy, proofs, queries, queries_books, queries_corrections, rules, sankey
from bangfu.apps.accountability.queries_books import Filters
from bangfu.apps.funds.api import Pool, Voucher
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.clock import now
from bangfu.plumbing.kept import kept_part
from bangfu.plumbing.sheets import csv_bytes
from bangfu.plumbing.ui.charts import bar_chart
from bangfu.plumbing.ui.queries import page_numbers

_JSON = {"ensure_ascii": False}
HEAD = ["编号", "日期", "种类", "组织", "基金和用途", "摘要", "金额（分）"]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _crumbs(*more: tuple[Any, str]) -> list[dict[str, Any]]:
    return [{"label": _("首页"), "path": "/"}, *({"label": label, "path": path} for label, path in more)]


def _levels(links: tuple[rules.Link, ...]) -> list[dict[str, Any]]:
    """The flow as bars column by column, for phones and for who reads no drawing."""
    nodes = sankey.layout(links).nodes
    found = []
    for place, title in enumerate(rules.COLUMNS):
        rows = [{"label": each.name, "value": each.fen, "fen": each.fen} for each in nodes if each.column == place]
        found.append({"title": title, "bars": bar_chart(rows)})
    return found


def _opened_page(pools: list[Pool], *, by_purpose: bool) -> dict[str, Any]:
    found = queries.opened(pools, by_purpose=by_purpose)
    return {
        "found": found,
        "drawing": sankey.layout(found.links),
        "levels": _levels(found.links),
        "as_of": now(),
        "by_purpose": by_purpose,
    }


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """All funds: the balance as a sentence, four figures, the flow, the newest entries, corrections."""
    return render(request, "accountability/open.html", kept_part(("open books",), _all_funds))


def _all_funds() -> dict[str, Any]:
    newest = list(queries_books.ledger(Filters())[: queries.LATEST])
    return _opened_page(queries_books.pools_of(), by_purpose=False) | {
        "title": _("资金公开"),
        "crumbs": _crumbs((_("资金公开"), "")),
        "newest": queries_books.rows_of(newest),
        "corrections": queries_corrections.confirmed(3),
        "ledger_query": "",
    }


@require_GET
def opened_json(request: HttpRequest) -> JsonResponse:
    """The same as data."""
    found = queries.opened(queries_books.pools_of())
    return JsonResponse(queries.opened_data(found), json_dumps_params=_JSON)


@require_GET
def fund(request: HttpRequest, fund: int) -> HttpResponse:
    """One fund, by purpose."""
    return render(request, "accountability/fund.html", kept_part(("open books", str(fund)), lambda: _one_fund(fund)))


def _one_fund(pk: int) -> dict[str, Any]:
    found = queries_books.fund_of(pk)
    newest = list(queries_books.ledger(Filters(fund=str(found.pk)))[: queries.LATEST])
    return _opened_page(queries_books.pools_of(found.pk), by_purpose=True) | {
        "title": found.name,
        "fund": found,
        "crumbs": _crumbs((_("资金公开"), "/open/"), (found.name, "")),
        "newest": queries_books.rows_of(newest),
        "ledger_query": f"fund={found.pk}",
    }


@require_GET
def fund_json(request: HttpRequest, fund: int) -> JsonResponse:
    """One fund as data."""
    found = queries_books.fund_of(fund)
    data = queries.opened_data(queries.opened(queries_books.pools_of(found.pk), by_purpose=True))
    return JsonResponse(data, json_dumps_params=_JSON)


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger, by filters and pages."""
    filters = Filters.read(request.GET)
    page = Paginator(queries_books.ledger(filters), queries_books.PAGE_SIZE).get_page(request.GET.get("page"))
    pools = queries_books.pools_of()
    context = {
        "title": _("账目"),
        "crumbs": _crumbs((_("资金公开"), "/open/"), (_("账目"), "")),
        "filters": filters,
        "query": filters.query_string(),
        "rows": queries_books.rows_of(list(page)),
        "funds": {str(each.fund_id): each.fund.name for each in pools},
        "pools": {str(each.pk): each.purpose for each in pools if filters.fund in ("", str(each.fund_id))},
        "kinds": dict(Voucher._meta.get_field("kind").flatchoices),
        "as_of": now(),
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
    }
    return render(request, "accountability/ledger.html", context)


def _exported(request: HttpRequest) -> list[queries_books.LedgerRow]:
    rows = queries_books.ledger(Filters.read(request.GET))[: queries_books.EXPORT_MAX]
    return queries_books.rows_of(list(rows))


@require_GET
def ledger_json(request: HttpRequest) -> JsonResponse:
    """The ledger as data, by the same filters."""
    rows = [queries.row_data(row) for row in _exported(request)]
    return JsonResponse({"vouchers": rows}, json_dumps_params=_JSON)


@require_GET
def ledger_csv(request: HttpRequest) -> HttpResponse:
    """The ledger as a file; amounts in fen."""
    table = [
        [
            row.txid,
            row.voucher.day,
            row.kind,
            row.voucher.organisation.name,
            "；".join(f"{fund}：{purpose}" for fund, purpose in row.purposes),
            row.voucher.narrative,
            row.amount,
        ]
        for row in _exported(request)
    ]
    return _attached(csv_bytes(HEAD, table), "text/csv; charset=utf-8", "ledger.csv")


def _attached(raw: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(raw, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
def bundle(request: HttpRequest) -> HttpResponse:
    """What proves the entries of the ledger's filters, or of one voucher (`no`), to check offline."""
    asked = request.GET.get("no", "")[:60]
    one = queries_books.voucher_named(asked) if asked else None
    if asked and one is None:
        raise Hidden
    if one is not None:
        found = [one, *Voucher.objects.filter(reverses=one).select_related("organisation", "period")]
    else:
        found = list(queries_books.ledger(Filters.read(request.GET))[: proofs.MOST_ENTRIES])
    raw = proofs.bundle_bytes(
        map(queries_books.txid_of, found), at=now(), about=request.build_absolute_uri(request.get_full_path())
    )
    return _attached(raw, "application/zip", "proof.zip")


def _seen(organisation: str, ym: str, no: int) -> dict[str, Any]:
    found = queries_books.voucher_of(organisation, ym, no)
    lines, row = queries_books.lines_of(found)
    undone = Voucher.objects.filter(reverses=found).select_related("organisation", "period").first()
    first = found.reverses
    return {
        "voucher": found,
        "row": row,
        "lines": [each for each in lines if not each.is_memo] or lines,
        "gifts": queries_books.gifts_behind(found) if found.kind == "spend" else 0,
        "undone_by": (queries_books.txid_of(undone), queries_books.url_of(undone)) if undone else None,
        "undoes": (queries_books.txid_of(first), queries_books.url_of(first)) if first else None,
        "corrections": queries_corrections.confirmed_about(found),
    }


@require_GET
def voucher(request: HttpRequest, organisation: str, ym: str, no: int) -> HttpResponse:
    """A voucher without what is not public: no names, no accounts at a bank, no order numbers."""
    context = _seen(organisation, ym, no)
    title = _("凭证 %(no)s") % {"no": context["row"].txid}
    context |= {
        "title": title,
        "crumbs": _crumbs((_("资金公开"), "/open/"), (_("账目"), "/open/ledger/"), (title, "")),
        "may_correct": policy.may_correct(actor_of(request), context["voucher"]),
    }
    return render(request, "accountability/voucher.html", context)


@require_GET
def voucher_json(request: HttpRequest, organisation: str, ym: str, no: int) -> JsonResponse:
    """The same as data."""
    seen = _seen(organisation, ym, no)
    data = queries.row_data(seen["row"]) | {
        "lines": [
            {"debit": each.debit_code, "credit": each.credit_code, "amount_fen": each.amount, "phase": each.phase}
            for each in seen["lines"]
        ],
        "two_people": bool(seen["voucher"].checker),
        "gifts": seen["gifts"],
        "reverses": seen["undoes"][0] if seen["undoes"] else None,
        "reversed_by": seen["undone_by"][0] if seen["undone_by"] else None,
        "corrections": [_correction_data(each) for each in seen["corrections"]],
    }
    return JsonResponse(data, json_dumps_params=_JSON)


def _correction_data(one: queries_corrections.Corrected) -> dict[str, Any]:
    said = one.correction
    return {
        "number": f"correction-{said.pk}",
        "about": one.about,
        "said": said.said,
        "now": said.now,
        "reason": said.reason,
        "entry": one.entry or None,
        "confirmed_at": said.confirmed_at.isoformat() if said.confirmed_at else None,
    }


@require_GET
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, the newest first."""
    context = {
        "title": _("更正说明"),
        "crumbs": _crumbs((_("资金公开"), "/open/"), (_("更正说明"), "")),
        "rows": queries_corrections.confirmed(),
    }
    return render(request, "accountability/corrections.html", context)


@require_GET
def corrections_json(request: HttpRequest) -> JsonResponse:
    """The same as data."""
    rows = [_correction_data(each) for each in queries_corrections.confirmed()]
    return JsonResponse({"corrections": rows}, json_dumps_params=_JSON)
