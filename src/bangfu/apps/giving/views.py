"""What everybody reads of campaigns."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.giving import policy, queries, rules
from bangfu.apps.giving.forms import SandboxForm
from bangfu.apps.giving.matching import offers_of
from bangfu.apps.giving.models import Campaign
from bangfu.apps.giving.queries import example_gift
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Hidden
from bangfu.plumbing.documents.qr import qr_path
from bangfu.plumbing.sheets import csv_bytes
from bangfu.plumbing.ui.bars import gap_parts
from bangfu.values import Money, opaque_id


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def public_campaign(number: str) -> Campaign:
    """A campaign that everybody may read. Errors: ``Hidden``."""
    found = queries.campaign_for(PUBLIC_ACTOR, number)
    if not policy.is_public(found):
        raise Hidden
    return found


def _asked(request: HttpRequest) -> dict[str, str]:
    kind, region = request.GET.get("kind", ""), request.GET.get("region", "")
    return {
        "kind": kind if kind in rules.KINDS else "",
        "region": region if region.isdecimal() and len(region) <= 12 else "",
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Campaigns, what runs first."""
    asked = _asked(request)
    context = {
        "title": _("捐赠"),
        "rows": sorted(queries.rows_of(queries.public_ones(**asked)), key=lambda row: not row.is_open),
        "kinds": [
            {"value": key, "label": words, "current": key == asked["kind"]} for key, words in rules.KINDS.items()
        ],
        "filtered": any(asked.values()),
        "runs": actor_of(request).has(policy.RUN),
    }
    return render(request, "giving/list.html", context)


@require_GET
def list_json(request: HttpRequest) -> HttpResponse:
    """The list as data."""
    rows = queries.rows_of(queries.public_ones(**_asked(request)))
    return JsonResponse(
        {"campaigns": [queries.public_data(row) for row in rows]}, json_dumps_params={"ensure_ascii": False}
    )


@require_GET
def list_csv(request: HttpRequest) -> HttpResponse:
    """The list as a file; sums in fen, an empty cell where the books say nothing."""
    head = [
        "编号",
        "类型",
        "名称",
        "状态",
        "发起方",
        "收款方",
        "备案号",
        "开始",
        "结束",
        "认捐（分）",
        "收到（分）",
        "用出（分）",
        "结余（分）",
    ]
    table: list[list[Any]] = []
    for row in queries.rows_of(queries.public_ones(**_asked(request))):
        one, sums = row.campaign, row.figures
        payee = row.payee.name if row.payee else one.payee
        known = ["" if each is None else each for each in (sums.received, sums.used, sums.left)]
        table.append(
            [
                one.number,
                row.kind,
                one.title,
                row.state,
                row.organiser,
                payee,
                one.plan_no,
                one.plan_from,
                one.plan_until,
            ]
            + [sums.pledged, *known]
        )
    response = HttpResponse(csv_bytes(head, table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="campaigns.csv"'
    return response


@require_GET
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One campaign: what the law wants shown stands above the one button."""
    row = queries.rows_of([public_campaign(number)])[0]
    context = {
        "title": row.campaign.title,
        "crumbs": [
            {"label": _("首页"), "path": "/"},
            {"label": _("捐赠"), "path": "/give/"},
            {"label": row.campaign.title},
        ],
        "row": row,
        "campaign": row.campaign,
        "facts": facts_of(row),
        "progress": progress_of(row.campaign, row.figures),
        "offers": offers_of(row.campaign.pk),
        "demo": settings.DEMO and row.is_open,
        "example": example_gift(row.campaign) if settings.DEMO else "",
        "form": SandboxForm(initial={"amount": "100"}),
        "key": opaque_id(),
    }
    return render(request, "giving/one.html", context)


def progress_of(campaign: Campaign, figures: queries.Figures) -> dict[str, Any] | None:
    """A bar of what was used and received towards what is wanted, with its words; None without a target or books."""
    target, received, used = campaign.target, figures.received, figures.used
    if not target or received is None or used is None:
        return None
    missing = max(target - received, 0)
    words = {"used": str(Money(used)), "received": str(Money(received)), "target": str(Money(target))}
    item = {
        "name": _("收到 %(received)s") % words,
        "missing_text": _("还差 %(yuan)s") % {"yuan": Money(missing)} if missing else _("已达到目标"),
        "complete": not missing,
        "done_text": _("深色是已用的 %(used)s") % words,
        "total_text": _("目标 %(target)s") % words,
    }
    spent = min(max(used, 0), received)
    return {"bar": gap_parts(spent, received - spent, target), "item": item}


def facts_of(row: queries.Row) -> list[dict[str, Any]]:
    """What stands above the button, by ux: payee, code, qualification, plan, days, purpose, fee, latest reports."""
    one, payee = row.campaign, row.payee
    until = payee.fundraising_until if payee else None
    right = _("未登记") if payee is None or payee.fundraising_from is None else _("有")
    found = [
        {
            "label": _("收款方"),
            "value": payee.name if payee else one.payee,
            "href": reverse("organisations:detail", args=[one.payee]),
        },
        {"label": _("统一社会信用代码"), "value": payee.credit_code if payee and payee.credit_code else _("没有")},
        {"label": _("公开募捐资格"), "value": right, "note": _("有效期至 %(day)s") % {"day": until} if until else ""},
        {"label": _("募捐方案备案号"), "value": one.plan_no or _("没有")},
        {"label": _("起止日期"), "value": f"{one.plan_from or '?'} – {one.plan_until or '?'}"},
        {"label": _("用途"), "value": one.purpose},
        {"label": _("募捐成本"), "value": one.fee or _("没有写明")},
        {"label": _("剩余财产"), "value": one.leftover or _("没有写明")},
        {"label": _("负责和联系"), "value": one.office or _("没有写明")},
        {"label": _("最近进展公布"), "value": str(one.progress_on or _("还没有"))},
        {"label": _("最近支出公布"), "value": str(one.spending_on or _("还没有"))},
    ]
    if one.organisation != one.payee:
        found.insert(
            1, {"label": _("发起方"), "value": row.organiser, "note": _("合作协议 %(no)s") % {"no": one.agreement}}
        )
    return found


@require_GET
def one_json(request: HttpRequest, number: str) -> HttpResponse:
    """The same as data."""
    row = queries.rows_of([public_campaign(number)])[0]
    return JsonResponse(queries.public_data(row), json_dumps_params={"ensure_ascii": False})


@require_GET
def poster(request: HttpRequest, number: str) -> HttpResponse:
    """The code to print: it opens the campaign's page here, where what the law wants shown stands before the button."""
    found = public_campaign(number)
    side, path = qr_path(request.build_absolute_uri(reverse("giving:one", args=[found.number])))
    context = {"title": found.title, "row": queries.rows_of([found])[0], "side": side, "path": path}
    return render(request, "giving/poster.html", context)


@require_GET
def checklist(request: HttpRequest) -> HttpResponse:
    """What both sides check before a gift."""
    sides = [
        {"title": title, "lines": [words for _code, words in rules.CHECKLIST[side]]}
        for side, title in (("giver", _("捐赠人")), ("taker", _("受赠的慈善组织")))
    ]
    return render(request, "giving/checklist.html", {"title": _("捐赠前双方核对"), "sides": sides})
