"""Entering campaigns, and checking them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.giving import actions, policy, queries
from bangfu.apps.giving.forms import CampaignForm, PledgeForm
from bangfu.apps.giving.models import Campaign
from bangfu.apps.giving.views import actor_of
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import opaque_id


def _need(request: HttpRequest, permission: str) -> None:
    if not actor_of(request).has(permission):
        raise Denied(permission)


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """My organisations' campaigns."""
    _need(request, policy.RUN)
    context = {"heading": _("募捐活动"), "rows": queries.rows_of(queries.own_ones(actor_of(request))), "runs": True}
    return render(request, "giving/mine.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Enter a campaign."""
    _need(request, policy.RUN)
    actor = actor_of(request)
    form, refusal = CampaignForm(request.POST or None, organisations=queries.own_organisations(actor)), None
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data.get("organisation", "")
        try:
            made: Campaign = actions.draft_campaign(  # type: ignore[call-arg]
                by=actor, key=request.POST.get("key", ""), organisation=number, values=form.values(number)
            )
            messages.success(request, _("已保存。核对无误后请提交核实。"))
            return redirect("giving:edit", number=made.number)
        except Refused as refused:
            refusal = refused.refusal
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("新的募捐活动"),
        "form": form,
        "refusal": refusal,
        "key": opaque_id(),
        "errors_on_page": bad,
    }
    return render(request, "giving/edit.html", context, status=422 if bad else 200)


def _initial(found: Campaign) -> dict[str, Any]:
    names = [name for name in actions.PROFILE if name not in ("region", "target")]
    shown = {name: getattr(found, name) for name in names} | {"place": found.region}
    shown["target"] = f"{found.target // 100}.{found.target % 100:02d}" if found.target else ""
    return shown


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """One's own campaign: change it while it is a draft, submit it, end it, write down promises."""
    found = queries.campaign_for(actor_of(request), number, policy.RUN)
    form, refusal = CampaignForm(request.POST or None, initial=_initial(found)), None
    if request.method == "POST" and form.is_valid():
        values = form.values(found.organisation)
        try:
            actions.change_campaign(  # type: ignore[call-arg]
                by=actor_of(request), key=request.POST.get("key", ""), number=number, values=values
            )
            messages.success(request, _("已保存。核对无误后请提交核实。"))
            return redirect("giving:edit", number=number)
        except Refused as refused:
            refusal = refused.refusal
    return _own(request, found, form=form, refusal=refusal, status=422 if refusal or form.errors else 200)


def _own(request: HttpRequest, found: Campaign, status: int = 200, **more: Any) -> HttpResponse:
    row = queries.rows_of([found])[0]
    context = {
        "heading": found.title,
        "row": row,
        "campaign": found,
        "form": more.get("form") or CampaignForm(initial=_initial(found)),
        "pledge_form": more.get("pledge_form") or PledgeForm(),
        "refusal": more.get("refusal"),
        "errors_on_page": status >= 400,
        "key": opaque_id(),
    }
    return render(request, "giving/edit.html", context, status=status)


def _do(request: HttpRequest, number: str, act: Callable[..., Any], told: str, **given: Any) -> HttpResponse:
    """Do one thing with one's own campaign; a refusal comes back on its page."""
    found = queries.campaign_for(actor_of(request), number, policy.RUN)
    try:
        act(by=actor_of(request), key=request.POST.get("key", ""), number=number, **given)
    except Refused as refused:
        return _own(request, found, status=409, refusal=refused.refusal)
    messages.success(request, told)
    return redirect("giving:edit", number=number)


@require_POST
@login_required
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Put it before the registrar."""
    return _do(request, number, actions.submit_campaign, _("已提交，由登记管理机关核实。"))


@require_POST
@login_required
def end(request: HttpRequest, number: str) -> HttpResponse:
    """Take the button away for good."""
    return _do(request, number, actions.end_campaign, _("活动已结束，账继续公开。"))


@require_POST
@login_required
def pledge(request: HttpRequest, number: str) -> HttpResponse:
    """Write down a promise."""
    found = queries.campaign_for(actor_of(request), number, policy.RUN)
    form = PledgeForm(request.POST)
    if not form.is_valid():
        return _own(request, found, status=422, pledge_form=form)
    given = {"amount": form.cleaned_data["amount"], "organisation": form.cleaned_data["organisation"], "on": today()}
    return _do(request, number, actions.pledge, _("已登记认捐。"), **given)


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits to be checked."""
    _need(request, policy.CHECK)
    context = {"heading": _("募捐活动核实"), "rows": queries.rows_of(queries.to_check(actor_of(request)))}
    return render(request, "giving/desk.html", context)


def _checked(request: HttpRequest, found: Campaign, status: int = 200, **more: Any) -> HttpResponse:
    row = queries.rows_of([found])[0]
    context = {
        "heading": found.title,
        "row": row,
        "campaign": found,
        "key": opaque_id(),
        "errors_on_page": status >= 400,
    }
    return render(request, "giving/check.html", context | more, status=status)


@require_GET
@login_required
def check(request: HttpRequest, number: str) -> HttpResponse:
    """One campaign with what the gate says of it."""
    return _checked(request, queries.campaign_for(actor_of(request), number, policy.CHECK))


def _decide(request: HttpRequest, number: str, act: Callable[..., Any], told: str, **given: str) -> HttpResponse:
    found = queries.campaign_for(actor_of(request), number, policy.CHECK)
    try:
        act(by=actor_of(request), key=request.POST.get("key", ""), number=number, **given)
    except Refused as refused:
        return _checked(request, found, status=409, refusal=refused.refusal)
    messages.success(request, told)
    return redirect("giving:desk")


@require_POST
@login_required
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Let everybody see it."""
    return _decide(request, number, actions.publish_campaign, _("已公开。"))


@require_POST
@login_required
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    """Give it back with a reason."""
    return _decide(request, number, actions.return_campaign, _("已退回。"), reason=request.POST.get("reason", ""))
