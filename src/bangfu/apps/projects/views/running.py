"""While a project runs: progress, the plan, figures, changes, the end, evaluation, pictures for everybody."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bangfu.apps.projects import policy
from bangfu.apps.projects.actions import diary, planning
from bangfu.apps.projects.forms import running as forms
from bangfu.apps.projects.models import Project
from bangfu.apps.projects.queries.projects import parts_of, project_for, units_left
from bangfu.apps.projects.rules.evaluation import SIDES
from bangfu.apps.projects.rules.indicators import READING_LIFE
from bangfu.apps.projects.rules.life import ENDS
from bangfu.apps.projects.views.deliveries import actor_of, keep_photos, key_of
from bangfu.apps.projects.views.own import work_page
from bangfu.apps.projects.views.story import items_seen
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import SHANGHAI, today
from bangfu.values import Refusal, opaque_id

END_OF_WORK = time(18, 0)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@login_required
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """Post progress: what was done, in a sentence, with pictures."""
    project = project_for(actor_of(request), number, policy.RUN)
    form, refusal = forms.ProgressForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with transaction.atomic():
                made = diary.post_activity(  # type: ignore[call-arg]
                    by=actor_of(request),
                    key=key_of(request),
                    number=number,
                    kind=typed["kind"],
                    words=typed["words"],
                    on=typed["on"],
                    present=typed["present"] or 0,
                )
                keep_photos(request, made)
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("记下了，公开页上看得到。"))
            return redirect("projects:work", number=number)
    return _form_page(request, project, form, refusal, heading=_("报进展"), button=_("发出"), with_photos=True)


def _form_page(request: HttpRequest, project: Project, form: Any, refusal: Refusal | None, **more: Any) -> HttpResponse:
    bad = bool(refusal or form.errors)
    context = {"project": project, "form": form, "refusal": refusal, "errors_on_page": bad, "key": opaque_id()} | more
    return render(request, "projects/form.html", context, status=422 if bad else 200)


@require_http_methods(["GET", "POST"])
@login_required
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """Milestones and tasks, planned budget, indicators: each small form posts what it is about."""
    project = project_for(actor_of(request), number, policy.RUN)
    items = list(project.items.order_by("position"))
    item_form = forms.ItemForm(items=items)
    indicator_form, refusal = forms.IndicatorForm(), None
    if request.method == "POST":
        item_form = forms.ItemForm(request.POST, items=items) if "add_item" in request.POST else item_form
        indicator_form = forms.IndicatorForm(request.POST) if "add_indicator" in request.POST else indicator_form
        form = item_form if "add_item" in request.POST else indicator_form if "add_indicator" in request.POST else None
        if form is None or form.is_valid():
            refusal = _changed(request, number, form)
            if refusal is None:
                return redirect("projects:plan", number=number)
    bad = bool(refusal or item_form.errors or indicator_form.errors)
    budget = list(project.budget.order_by("id"))
    filled = [{"item": row.item, "yuan": f"{row.amount_fen / forms.FEN:.2f}"} for row in budget]
    context = {
        "heading": _("计划、预算和指标"),
        "project": project,
        "items": items_seen(items, today()),
        "item_form": item_form,
        "indicator_form": indicator_form,
        "library": forms.usual_indicators(project.kind_of_help),
        "indicators": _indicators(project),
        "budget": (filled + [{"item": "", "yuan": ""}] * forms.BUDGET_ROWS)[: forms.BUDGET_ROWS],
        "budget_fen": sum(row.amount_fen for row in budget),
        "today": today().isoformat(),
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
    }
    return render(request, "projects/plan.html", context, status=422 if bad else 200)


def _indicators(project: Project) -> list[dict[str, Any]]:
    rows = project.indicators.prefetch_related("readings").order_by("id")
    return [
        {
            "row": row,
            "readings": [
                {"row": each, "state": READING_LIFE.states[each.state]}
                for each in sorted(row.readings.all(), key=lambda one: (one.read_on, one.pk))
            ],
        }
        for row in rows
    ]


def _changed(request: HttpRequest, number: str, form: Any) -> Refusal | None:
    """Carry out the one small form that was posted."""
    posted, who = request.POST, {"by": actor_of(request), "key": key_of(request), "number": number}
    try:
        if "add_item" in posted:
            typed = dict(form.cleaned_data)
            before = typed.pop("after")
            planning.set_item(**who, **typed, after=[before] if before else [])  # type: ignore[call-arg,arg-type]
        elif "add_indicator" in posted:
            planning.add_indicator(**who, **form.cleaned_data)  # type: ignore[call-arg,arg-type]
        elif "budget" in posted:
            lines = forms.budget_lines(posted)
            if lines is None:
                return Refusal("budget_line", "每一行预算要写用途和金额（元，最多两位小数），金额大于 0。")
            planning.set_budget(**who, lines=lines)  # type: ignore[call-arg,arg-type]
        elif "done" in posted or "undone" in posted:
            position = posted.get("done") or posted.get("undone") or "0"
            planning.finish_item(  # type: ignore[call-arg]
                **who,  # type: ignore[arg-type]
                position=int(position) if position.isdecimal() and len(position) < 5 else 0,
                on=today(),
                undone="undone" in posted,
            )
        elif "reading" in posted:
            return _read(request, who)
    except Refused as refused:
        return refused.refusal
    messages.success(request, _("已保存。"))
    return None


def _read(request: HttpRequest, who: dict[str, Any]) -> Refusal | None:
    form, indicator = forms.ReadingForm(request.POST), request.POST.get("reading", "")
    if not form.is_valid() or not indicator.isdecimal() or len(indicator) > 12:
        return Refusal("reading", "请写数字和日期，数字最多两位小数。")
    planning.report_reading(**who, indicator=int(indicator), **form.cleaned_data)
    messages.success(request, _("已报，等村里核对。"))
    return None


@require_POST
@login_required
def review(request: HttpRequest, number: str, reading: int, step: str) -> HttpResponse:
    """Send a reading back, accept it, or lock it."""
    if step not in planning.REVIEWS:
        raise Hidden
    project = project_for(actor_of(request), number, planning.REVIEWS[step])
    return _done(
        request,
        project,
        lambda: planning.review_reading(  # type: ignore[call-arg]
            by=actor_of(request),
            key=key_of(request),
            number=number,
            reading=reading,
            step=step,
            reason=request.POST.get("reason", ""),
        ),
        _("已记下。"),
    )


def _done(request: HttpRequest, project: Project, act: Callable[[], Any], words: str) -> HttpResponse:
    """Carry out one act from the page of work; a refusal comes back there."""
    try:
        act()
    except Refused as refused:
        return work_page(request, project, refused.refusal, status=409)
    messages.success(request, words)
    return redirect("projects:work", number=project.number)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Ask to change what was agreed."""
    project = project_for(actor_of(request), number, policy.RUN)
    form, refusal = forms.ChangeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            diary.ask_change(by=actor_of(request), key=key_of(request), number=number, **form.cleaned_data)  # type: ignore[call-arg]
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("已提交，等村里答复。"))
            return redirect("projects:work", number=number)
    return _form_page(request, project, form, refusal, heading=_("申请变更"), button=_("提交变更"))


@require_POST
@login_required
def decide(request: HttpRequest, number: str, change: int) -> HttpResponse:
    """The village says yes or no to a change."""
    project = project_for(actor_of(request), number, policy.ACCEPT)
    return _done(
        request,
        project,
        lambda: diary.decide_change(  # type: ignore[call-arg]
            by=actor_of(request),
            key=key_of(request),
            number=number,
            change=change,
            agree=request.POST.get("agree") == "yes",
            answer=request.POST.get("answer", ""),
        ),
        _("已答复，对方马上收到。"),
    )


@require_http_methods(["GET", "POST"])
@login_required
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End the project: completed, partly, or stopped with a reason."""
    project = project_for(actor_of(request), number, policy.RUN)
    refusal = None
    if request.method == "POST":
        try:
            diary.end_project(  # type: ignore[call-arg]
                by=actor_of(request),
                key=key_of(request),
                number=number,
                how=request.POST.get("how", ""),
                reason=request.POST.get("reason", ""),
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("已结项。半年、一年、两年后会提醒回访。"))
            return redirect("projects:work", number=number)
    how = request.POST.get("how", "")
    notes = {
        "completed": _("说好的都交了，村里都验收了"),
        "partly": _("一部分验收了，没交的退回"),
        "stopped": _("做不下去了，没交的退回"),
    }
    icons = {"completed": "seal", "partly": "check", "stopped": "ban"}
    context = {
        "heading": _("结项"),
        "project": project,
        "units": units_left(parts_of(project)),
        "tiles": [
            {"value": value, "label": words, "note": notes[value], "icon": icons[value], "checked": value == how}
            for value, words in ENDS.items()
        ],
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    }
    return render(request, "projects/end.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
@login_required
def evaluate(request: HttpRequest, number: str, side: str) -> HttpResponse:
    """One side says what came of it."""
    if side not in SIDES:
        raise Hidden
    project = project_for(actor_of(request), number, diary.SIDE_PERMISSIONS[side])
    form, refusal = forms.EvaluationForm(request.POST or None, side=side), None
    if request.method == "POST" and form.is_valid():
        try:
            diary.evaluate(  # type: ignore[call-arg]
                by=actor_of(request),
                key=key_of(request),
                number=number,
                side=side,
                marks=form.marks(),
                words=form.cleaned_data["words"],
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("谢谢，评价已放到公开页。"))
            return redirect("projects:work", number=number)
    return _form_page(request, project, form, refusal, heading=_("评价"), button=_("交评价"))


@require_POST
@login_required
def mend(request: HttpRequest, number: str) -> HttpResponse:
    """The office wants something put right, until a day."""
    project = project_for(actor_of(request), number, policy.OVERSEE)
    day = _day(request.POST.get("due", ""))
    if day is None:
        return work_page(request, project, Refusal("due", "请写哪天之前改好。"), status=409)
    return _done(
        request,
        project,
        lambda: diary.ask_mending(  # type: ignore[call-arg]
            by=actor_of(request),
            key=key_of(request),
            number=number,
            title=request.POST.get("title", ""),
            due_at=datetime.combine(day, END_OF_WORK, SHANGHAI),
        ),
        _("已安排，办好后由另一位同事核销。"),
    )


@require_POST
@login_required
def photo(request: HttpRequest, number: str, file: str, step: str) -> HttpResponse:
    """Show a picture to everybody, or take it off."""
    if step not in ("show", "hide"):
        raise Hidden
    project = project_for(actor_of(request), number, policy.OVERSEE)
    posted, who = request.POST, {"by": actor_of(request), "key": key_of(request), "number": number, "file": file}
    if step == "hide":
        return _done(request, project, lambda: diary.hide_photo(**who), _("照片已从公开页拿下。"))  # type: ignore[call-arg,arg-type]
    return _done(
        request,
        project,
        lambda: diary.show_photo(  # type: ignore[call-arg]
            **who,  # type: ignore[arg-type]
            taken_on=_day(posted.get("taken_on", "")),
            taken_by=posted.get("taken_by", ""),
            in_picture=posted.get("in_picture", ""),
        ),
        _("照片已放到公开页上。"),
    )
