"""Twins and downloads of the explorer, and the desk: the queue, the form, the work on one need."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangfu.apps.needs import actions, queries, sheets_written
from bangfu.apps.needs.forms import LineFormSet, NeedForm, initial_lines, initial_of, read_lines
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.policy import scope_of
from bangfu.apps.needs.queries import Filters
from bangfu.apps.needs.rules import LIFE
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.files.queries import files_of

EXPORT_ROWS_MAX = 20_000


def list_json(request: HttpRequest) -> JsonResponse:
    """The explorer's page as data."""
    found = queries.explore(Filters.read(request.GET), page=_page(request), on=today())
    items = [sheets_written.as_data(need) for need in found.rows]
    return JsonResponse({"items": items, "total": found.total, "page": found.page, "pages": found.pages})


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _all_found(filters: Filters) -> list[Need]:
    rows = queries.filtered(queries.published(), filters, today()).order_by(*queries.ORDERS[filters.order])
    return list(queries.with_lines(rows)[:EXPORT_ROWS_MAX])


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


# --- the desk ------------------------------------------------------------------------------------------------------------

TABS = (
    ("submitted", "待核实"),
    ("verified", "待发布"),
    ("returned", "退回补充"),
    ("draft", "草稿"),
    ("published", "已发布"),
    ("closed", "已结束"),
)


def desk(request: HttpRequest) -> HttpResponse:
    """Needs of one's places by state; those that wait come first."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.has("desk.enter"):
        raise Denied("desk.enter")
    rows = queries.needs_within(actor, "needs.read")
    state = request.GET.get("state", "submitted")
    if state not in LIFE.states:
        state = "submitted"
    found = queries.page_of_desk(rows.filter(state=state), page=_page(request))
    counts = queries.counts_by_state(rows)
    tabs = [{"state": key, "label": label, "count": counts.get(key, 0), "current": key == state} for key, label in TABS]
    return render(
        request,
        "needs/desk.html",
        {
            "tabs": tabs,
            "state": state,
            "found": found,
            "heading": _("核实与发布"),
            "may_draft": actor.has("needs.draft"),
        },
    )


def work(request: HttpRequest, number: str, refusal: Any = None, status: int = 200) -> HttpResponse:
    """One need as those who handle it see it: all fields, its life, the steps that are open to this person."""
    actor = request.actor  # type: ignore[attr-defined]
    need = queries.need_for(actor, number)
    if not (actor.is_person and (need.entered_by == actor.person or actor.may("needs.read", scope_of(need)))):
        raise Denied("needs.read")
    context = {
        "need": need,
        "heading": need.title,
        "lines": need.lines.all(),
        "events": queries.timeline_of(need, with_people=True),
        "files": files_of("needs.need", [str(need.pk)]).get(str(need.pk), []),
        "steps": [step for step in LIFE.open_from(need.state) if actor.may(step.permission, scope_of(need))],
        "editable": need.state in ("draft", "returned") and actor.may("needs.draft", scope_of(need)),
        "alike": queries.maybe_the_same(
            title=need.title, words=need.words, theme=need.theme, region=need.region_path, besides=need.number
        ),
        "themes": sheets_written.names_in("themes", need.themes),
        "groups": sheets_written.names_in("beneficiary_groups", need.groups),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "needs/work.html", context, status=status)


_STEPS = {
    "submit": lambda request, number, common: actions.submit_need(number=number, **common),
    "verify": lambda request, number, common: actions.verify_need(
        number=number, note=request.POST.get("reason", ""), **common
    ),
    "publish": lambda request, number, common: actions.publish_need(number=number, **common),
    "return": lambda request, number, common: actions.return_need(
        number=number, reason=request.POST.get("reason", ""), **common
    ),
    "withdraw": lambda request, number, common: actions.withdraw_need(
        number=number, reason=request.POST.get("reason", ""), **common
    ),
}


@require_POST
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Take one step of the life cycle."""
    common = {"by": request.actor, "key": request.POST.get("key", "")}  # type: ignore[attr-defined]
    if name not in _STEPS:
        return redirect("needs:work", number=number)
    try:
        need = _STEPS[name](request, number, common)
    except Refused as refused:
        return work(request, number, refusal=refused.refusal, status=409)
    messages.success(request, _("已办好：现在是“%(state)s”。") % {"state": LIFE.states[need.state]})
    return redirect("needs:work", number=number)


def _form_page(request: HttpRequest, form: NeedForm, lines: Any, **more: Any) -> HttpResponse:
    status = (
        200 if not more.get("refusal") and not form.errors and not (lines.is_bound and not lines.is_valid()) else 422
    )
    return render(request, "needs/form.html", {"form": form, "lines": lines, **more}, status=status)


def _alike(form: NeedForm, besides: str = "") -> list[Any]:
    data = form.values()
    return queries.maybe_the_same(
        title=data["title"], words=data["words"], theme=data["themes"][0], region=data["region"].code, besides=besides
    )


def new(request: HttpRequest) -> HttpResponse:
    """Write a need. What may be the same is shown before it is saved."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.has("needs.draft"):
        raise Denied("needs.draft")
    if request.method != "POST":
        return _form_page(
            request,
            NeedForm(initial={"place": request.GET.get("place", "")}),
            LineFormSet(initial=initial_lines(None), prefix="lines"),
            heading=_("填报需求"),
        )
    return _save(request, None)


def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft or a returned need."""
    need = queries.need_for(request.actor, number, "needs.draft")  # type: ignore[attr-defined]
    if request.method != "POST":
        return _form_page(
            request,
            NeedForm(initial=initial_of(need)),
            LineFormSet(initial=initial_lines(need), prefix="lines"),
            need=need,
            heading=_("修改需求"),
        )
    return _save(request, need)


def _save(request: HttpRequest, need: Need | None) -> HttpResponse:
    form, lines = NeedForm(request.POST), LineFormSet(request.POST, prefix="lines")
    heading = _("修改需求") if need else _("填报需求")
    if "more_lines" in request.POST or not (form.is_valid() and lines.is_valid()):
        return _form_page(request, form, _with_more_rows(request, lines), need=need, heading=heading)
    alike = [] if form.cleaned_data["confirmed"] else _alike(form, need.number if need else "")
    if alike:
        return _form_page(request, form, lines, need=need, alike=alike, heading=heading)
    try:
        saved = _write(request, form, read_lines(lines), need)
    except Refused as refused:
        return _form_page(request, form, lines, need=need, refusal=refused.refusal, heading=heading)
    messages.success(request, _("已保存 %(number)s。") % {"number": saved.number})
    return redirect("needs:work", number=saved.number)


def _with_more_rows(request: HttpRequest, lines: Any) -> Any:
    if "more_lines" not in request.POST:
        return lines
    data = request.POST.copy()
    count = data.get("lines-TOTAL_FORMS", "0")
    data["lines-TOTAL_FORMS"] = str(min(20, (int(count) if count.isdecimal() else 0) + 3))
    return LineFormSet(data, prefix="lines")


def _write(request: HttpRequest, form: NeedForm, lines: list[Any], need: Need | None) -> Need:
    common = {"by": request.actor, "key": form.cleaned_data["key"]}  # type: ignore[attr-defined]
    if need is None:
        saved = actions.draft_need(values=form.values(), lines=lines, **common)
    else:
        saved = actions.change_need(
            number=need.number, values=form.values(), lines=lines, version=form.cleaned_data["version"], **common
        )
    if "submit" in request.POST:
        saved = actions.submit_need(by=request.actor, number=saved.number)  # type: ignore[attr-defined,call-arg]
    return saved


def suggest(request: HttpRequest) -> JsonResponse:
    """Items that a text seems to ask for, for the form's chips; nothing is stored."""
    if not request.actor.has("needs.draft"):  # type: ignore[attr-defined]
        raise Denied("needs.draft")
    return JsonResponse({"items": queries.suggested_items(request.GET.get("text", "")[:1000])})


@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Attach a photo or a PDF as evidence."""
    actor = request.actor  # type: ignore[attr-defined]
    need = queries.need_for(actor, number, "needs.draft")
    upload = request.FILES.get("file")
    try:
        attach_file(
            by=actor,
            key=request.POST.get("key", ""),
            owner=need,
            data=upload.read() if upload else b"",
            caption=request.POST.get("caption", ""),
        )  # type: ignore[call-arg]
    except Refused as refused:
        return work(request, number, refusal=refused.refusal, status=409)
    messages.success(request, _("照片已加上。"))
    return redirect("needs:work", number=number)
