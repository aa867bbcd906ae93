"""The bureau's desk: what waits, one profile with all that can be done, duplicates, proposals."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.forms import (
    CapacityForm,
    CreditStatusForm,
    HandOverForm,
    MembershipForm,
    ProfileForm,
    initial_of,
    readable,
)
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.organisations.queries import desk as queries
from bangfu.apps.organisations.queries.profile import backstage_of, history_of, profile_of, profile_values
from bangfu.apps.organisations.queries.standing import organisation_for, public_number, scope_of, staff_of
from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS
from bangfu.apps.organisations.rules.words import LIFE_CYCLE
from bangfu.apps.people.api import names_of
from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.ui.queries import page_numbers
from bangfu.values import Quarter, opaque_id

PAGE_SIZE = 50


def actor_of(request: HttpRequest) -> Actor:
    """The acting person."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def page_of(rows: Any, request: HttpRequest) -> tuple[Any, dict[str, Any]]:
    """One page of rows, and what the pagination shows."""
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return page, {
        "number": page.number,
        "last": page.paginator.num_pages,
        "first_row": page.start_index(),
        "last_row": page.end_index(),
        "total": page.paginator.count,
        "previous": page.number - 1,
        "next": page.number + 1,
        "numbers": page_numbers(page.number, page.paginator.num_pages),
    }


def carry_out(request: HttpRequest, done: str, act: Callable[[], Any]) -> bool:
    """Do one thing and say so; a refusal becomes a message with its sentence. Returns: whether it was done."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return False
    messages.success(request, done)
    return True


def _tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    queue = queries.queue_of(actor_of(request))
    rows = (
        ("desk", _("待核实"), queue.to_verify),
        ("desk-recheck", _("待复核"), queue.to_recheck),
        ("desk-proposals", _("待定变更"), queue.proposals),
        ("desk-duplicates", _("疑似重复"), queue.duplicates),
        ("desk-registry", _("全部名录"), None),
    )
    return [
        {"url": reverse(f"organisations:{name}"), "words": words, "count": count, "on": name == here}
        for name, words, count in rows
    ]


@require_GET
def to_verify(request: HttpRequest) -> HttpResponse:
    """Profiles that wait for somebody else's look."""
    tabs = _tabs(request, "desk")
    rows, page = page_of(queries.to_verify(actor_of(request)), request)
    context = {"heading": _("社会组织"), "tabs": tabs, "rows": rows, "page": page, "me": actor_of(request).person}
    return render(request, "organisations/desk_verify.html", context)


@require_GET
def to_recheck(request: HttpRequest) -> HttpResponse:
    """Verified profiles whose yearly look is due."""
    tabs = _tabs(request, "desk-recheck")
    rows, page = page_of(queries.to_recheck(actor_of(request)), request)
    context = {"heading": _("社会组织"), "tabs": tabs, "rows": rows, "page": page}
    return render(request, "organisations/desk_recheck.html", context)


@require_GET
def registry(request: HttpRequest) -> HttpResponse:
    """Every organisation within reach, whatever its state."""
    tabs = _tabs(request, "desk-registry")
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    rows, page = page_of(queries.registry(actor_of(request), text=text, state=state), request)
    states = [("", _("全部")), *LIFE_CYCLE.states.items(), ("merged", _("已合并"))]
    context = {
        "heading": _("社会组织"),
        "tabs": tabs,
        "rows": rows,
        "page": page,
        "text": text,
        "states": [{"value": value, "words": words, "on": value == state} for value, words in states],
    }
    return render(request, "organisations/desk_registry.html", context)


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Changes that organisations asked for, each with old and new."""
    tabs = _tabs(request, "desk-proposals")
    rows, page = page_of(queries.open_proposals(actor_of(request)), request)
    names = names_of([row.proposed_by for row in rows])
    cards = [
        {
            "row": row,
            "by": names.get(row.proposed_by, ""),
            "mine": row.proposed_by == actor_of(request).person,
            "changes": [
                {
                    "field": PROFILE_FIELDS[row.field].words,
                    "old": readable(row.field, row.old),
                    "new": readable(row.field, row.new),
                }
            ],
        }
        for row in rows
    ]
    context = {"heading": _("社会组织"), "tabs": tabs, "cards": cards, "page": page, "key": opaque_id()}
    return render(request, "organisations/desk_proposals.html", context)


@require_POST
def decide(request: HttpRequest, proposal: int) -> HttpResponse:
    """Accept or refuse one proposed change."""
    by = actor_of(request)
    row = queries.proposal_for(by, proposal, "organisations.verify")
    common: dict[str, Any] = {
        "by": by,
        "key": request.POST.get("key", ""),
        "proposal_id": row.pk,
        "reason": request.POST.get("reason", ""),
    }
    if request.POST.get("decision") == "accept":
        carry_out(request, _("已采纳，资料已更新。"), lambda: actions.accept_change(**common))
    else:
        carry_out(request, _("没有采纳，原因已告知提交人。"), lambda: actions.refuse_change(**common))
    return HttpResponseRedirect(reverse("organisations:desk-proposals"))


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one organisation, with the reasons."""
    tabs = _tabs(request, "desk-duplicates")
    rows, page = page_of(queries.open_pairs(actor_of(request)), request)
    context = {"heading": _("社会组织"), "tabs": tabs, "rows": rows, "page": page, "key": opaque_id()}
    return render(request, "organisations/desk_duplicates.html", context)


@require_POST
def judge(request: HttpRequest, pair: int) -> HttpResponse:
    """Merge one of a pair into the other, or say that they are two."""
    by = actor_of(request)
    row = queries.pair_for(by, pair)
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "").strip()
    decision = request.POST.get("decision", "")
    if decision == "apart":
        carry_out(request, _("已记下：不是同一家。"), lambda: actions.keep_apart(by=by, key=key, pair_id=row.pk))
    elif decision in ("first", "second"):
        target, source = (row.first, row.second) if decision == "first" else (row.second, row.first)
        if not (by.may("organisations.merge", scope_of(source)) and by.may("organisations.merge", scope_of(target))):
            raise Denied("organisations.merge")
        why = reason or "；".join(words for _code, words in row.reasons)[:300]
        carry_out(
            request,
            _("已合并，可在组织页面撤销。"),
            lambda: actions.merge(by=by, key=key, source=source.number, target=target.number, reason=why),
        )
    return HttpResponseRedirect(reverse("organisations:desk-duplicates"))


@require_GET
def profile(request: HttpRequest, number: str) -> HttpResponse:
    """One organisation at the desk: what it says, and everything that may be done with it."""
    by = actor_of(request)
    one = organisation_for(by, number, "organisations.read")
    backstage = backstage_of(one)
    trail = history_of(one)
    names = names_of(
        [*backstage.people, one.entered_by, one.assured_by, one.changed_by, *(row.person for row in trail)]
    )
    scope = scope_of(one)
    found = profile_of(one, may_read=True)
    stated = {row.quarter: row.slots for row in found.capacities}
    quarters = coming_quarters()
    context = {
        "heading": one.name,
        "subheading": one.number,
        "one": one,
        "profile": found,
        "backstage": backstage,
        "names": names,
        "trail": trail,
        "may": {name: by.may(f"organisations.{name}", scope) for name in ("change", "verify", "merge", "propose")},
        "own_entry": one.entered_by == by.person,
        "transitions": [step for step in LIFE_CYCLE.open_from(one.state) if by.may(step.permission, scope)],
        "status_form": CreditStatusForm(
            initial={"status": one.credit_status, "since": one.credit_status_since, "source": one.credit_status_source}
        ),
        "capacity_form": CapacityForm(quarters=quarters, initial=stated),
        "may_see_contacts": by.may("contacts.read", scope),
        "hand_over_form": HandOverForm(people=staff_of(one.number)),
        "membership_form": MembershipForm(),
        "live_merge": next((row for row in backstage.merges if row.undone_at is None), None),
        "key": opaque_id(),
        "crumbs": [
            {"label": _("社会组织"), "path": "/desk/orgs/" if by.has("organisations.verify") else "/orgs/"},
            {"label": one.name},
        ],
    }
    return render(request, "organisations/desk_profile.html", context)


def coming_quarters(count: int = 4) -> list[Quarter]:
    """The present quarter and those after it."""
    quarters = [Quarter.of(today())]
    while len(quarters) < count:
        quarters.append(quarters[-1].next)
    return quarters


_STEPS: dict[str, Callable[..., Any]] = {
    "verify": actions.verify_organisation,
    "return": actions.return_organisation,
    "resubmit": actions.resubmit_organisation,
    "suspend": actions.suspend_organisation,
    "resume": actions.resume_organisation,
}
_NEEDS_REASON = ("return", "suspend")


@require_POST
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One step of the life cycle, or the yearly look (``recheck``)."""
    by, key = actor_of(request), request.POST.get("key", "")
    if name == "recheck":
        one = organisation_for(by, number, "organisations.verify")
        carry_out(request, _("已复核。"), lambda: actions.recheck_organisation(by=by, key=key, number=one.number))
    elif name in _STEPS:
        transition = LIFE_CYCLE.transition(name)
        one = organisation_for(by, number, transition.permission)
        extra = {"reason": request.POST.get("reason", "")} if name in _NEEDS_REASON else {}
        act = _STEPS[name]
        carry_out(
            request,
            _("已办：{words}。").format(words=transition.words),
            lambda: act(by=by, key=key, number=one.number, **extra),
        )
    return HttpResponseRedirect(reverse("organisations:desk-profile", args=[number]))


@require_POST
def credit_status(request: HttpRequest, number: str) -> HttpResponse:
    """Record the credit status."""
    by = actor_of(request)
    one = organisation_for(by, number, "organisations.verify")
    form = CreditStatusForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        carry_out(
            request,
            _("信用状态已更新。"),
            lambda: actions.set_credit_status(by=by, key=request.POST.get("key", ""), number=one.number, **said),
        )
    else:
        messages.error(request, _("日期看不懂，请写成 2026-11-22。"))
    return HttpResponseRedirect(reverse("organisations:desk-profile", args=[number]))


@require_POST
def capacity(request: HttpRequest, number: str, permission: str, back: str) -> HttpResponse:
    """Declare slots; the bureau may enter them for an organisation, its own people declare them themselves."""
    by = actor_of(request)
    one = organisation_for(by, number, permission)
    form = CapacityForm(request.POST, quarters=coming_quarters())
    if form.is_valid():
        present = {row.quarter: row.slots for row in one.capacities.all()}
        for quarter, slots in form.stated().items():
            if present.get(quarter) != slots:
                words = _("{quarter}已填报。").format(quarter=Quarter.parse(quarter).wording)
                carry_out(
                    request,
                    words,
                    partial(actions.record_capacity, by=by, number=one.number, quarter=quarter, slots=slots),
                )
    else:
        messages.error(request, _("可承接数量应是 0 到 999 的整数。"))
    return HttpResponseRedirect(reverse(f"organisations:{back}", args=[number]))


@require_POST
def hand_over(request: HttpRequest, number: str, permission: str, back: str) -> HttpResponse:
    """Name who answers from today."""
    by = actor_of(request)
    one = organisation_for(by, number, permission)
    form = HandOverForm(request.POST, people=staff_of(one.number))
    if form.is_valid():
        carry_out(
            request,
            _("已交接。"),
            lambda: actions.hand_over(
                by=by,
                key=request.POST.get("key", ""),
                number=one.number,
                duty=form.cleaned_data["duty"],
                person=form.cleaned_data["person"],
                note=form.cleaned_data["note"],
                contact=form.contact(),
            ),
        )
    else:
        messages.error(request, _("请选择在本组织有角色的人；没有的话，请管理员先授权。"))
    return HttpResponseRedirect(reverse(f"organisations:{back}", args=[number]))


@require_POST
def membership(request: HttpRequest, number: str) -> HttpResponse:
    """Let an organisation join or leave the hub ``number``."""
    by = actor_of(request)
    hub = organisation_for(by, number, "organisations.change")
    member = public_number(request.POST.get("number", ""))
    key = request.POST.get("key", "")
    if not member:
        messages.error(request, _("没有这个编号或信用代码。"))
    elif request.POST.get("decision") == "leave":
        carry_out(request, _("已退出。"), lambda: actions.leave_hub(by=by, key=key, member=member, hub=hub.number))
    else:
        mandate = bool(request.POST.get("mandate"))
        carry_out(
            request,
            _("已加入。"),
            lambda: actions.join_hub(by=by, key=key, member=member, hub=hub.number, mandate=mandate),
        )
    return HttpResponseRedirect(reverse("organisations:desk-profile", args=[number]))


@require_POST
def undo_merge(request: HttpRequest, number: str) -> HttpResponse:
    """Take a merge back."""
    by = actor_of(request)
    one = organisation_for(by, number, "organisations.merge")
    carry_out(
        request,
        _("合并已撤销。"),
        lambda: actions.undo_merge(
            by=by, key=request.POST.get("key", ""), source=one.number, reason=request.POST.get("reason", "")
        ),
    )
    return HttpResponseRedirect(reverse("organisations:desk-profile", args=[number]))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation by hand."""
    by = actor_of(request)
    if not by.has("organisations.create"):
        raise Denied("organisations.create")
    form = ProfileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        queries.may_create_in(by, form.cleaned_data["region_id"])
        try:
            made = actions.register_organisation(by=by, key=request.POST.get("key", ""), values=form.values())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("已登记，等另一位同事核实。"))
            return HttpResponseRedirect(reverse("organisations:desk-profile", args=[made.number]))
    return _form_page(request, form, heading=_("登记组织"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a profile; when somebody was faster, both versions stand side by side."""
    by = actor_of(request)
    one = organisation_for(by, number, "organisations.change")
    present = profile_values(one)
    if request.method == "GET":
        return _form_page(request, ProfileForm(initial=initial_of(present)), heading=_("修改资料"), one=one)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, heading=_("修改资料"), one=one)
    seen = request.POST.get("version", "")
    try:
        actions.change_organisation(
            by=by,
            key=request.POST.get("key", ""),
            number=one.number,
            values=form.values(),
            version=int(seen) if seen.isdecimal() and len(seen) <= 9 else None,
        )
    except Refused as refused:
        form.add_error(None, str(refused.refusal))
        conflict = _conflict(one, present, form) if refused.refusal.code == "conflict" else None
        return _form_page(request, form, heading=_("修改资料"), one=one, conflict=conflict)
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("organisations:desk-profile", args=[one.number]))


def _conflict(one: Organisation, present: dict[str, Any], form: ProfileForm) -> dict[str, Any]:
    """Who was faster and when, and where the two differ."""
    differing = [
        {"field": PROFILE_FIELDS[name].words, "old": readable(name, present[name]), "new": readable(name, value)}
        for name, value in form.values().items()
        if readable(name, present[name]) != readable(name, value)
    ]
    return {"by": names_of([one.changed_by]).get(one.changed_by, ""), "at": one.changed_at, "changes": differing}


def _form_page(
    request: HttpRequest, form: ProfileForm, *, heading: str, one: Organisation | None = None, conflict: Any = None
) -> HttpResponse:
    context = {
        "heading": heading,
        "subheading": one.name if one else "",
        "form": form,
        "one": one,
        "conflict": conflict,
        "key": opaque_id(),
        "errors_on_page": bool(form.errors),
        "crumbs": [{"label": _("社会组织"), "path": "/desk/orgs/"}, {"label": heading}],
    }
    return render(request, "organisations/desk_form.html", context, status=422 if form.errors else 200)
