"""An organisation's own people: its profile as it stands, proposals for change, capacity, who answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.forms import CapacityForm, HandOverForm, ProfileForm, initial_of, readable
from bangfu.apps.organisations.queries import desk as queries
from bangfu.apps.organisations.queries.profile import backstage_of, profile_of, profile_values
from bangfu.apps.organisations.queries.standing import organisation_for, scope_of, staff_of
from bangfu.apps.organisations.questions import panels_of_organisation
from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS, cleaned, written
from bangfu.apps.organisations.views.desk import actor_of, carry_out, coming_quarters
from bangfu.apps.people.api import names_of
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.values import opaque_id


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations that one works for; straight to the only one."""
    by = actor_of(request)
    if not by.has("organisations.propose"):
        raise Denied("organisations.propose")
    rows = queries.own_organisations(by)
    if len(rows) == 1:
        return HttpResponseRedirect(reverse("organisations:own", args=[rows[0].number]))
    return render(request, "organisations/own_list.html", {"heading": _("我的组织"), "rows": rows})


@require_GET
def own(request: HttpRequest, number: str) -> HttpResponse:
    """One's own organisation: what the public sees, what waits, capacity, who answers."""
    by = actor_of(request)
    one = organisation_for(by, number, "organisations.propose")
    found, backstage = profile_of(one, may_read=True), backstage_of(one)
    context = {
        "heading": one.name,
        "subheading": one.number,
        "one": one,
        "profile": found,
        "backstage": backstage,
        "proposals": [_told(row) for row in backstage.proposals],
        "names": names_of(backstage.people),
        "capacity_form": CapacityForm(
            quarters=coming_quarters(), initial={row.quarter: row.slots for row in found.capacities}
        ),
        "may_see_contacts": by.may("contacts.read", scope_of(one)),
        "hand_over_form": HandOverForm(people=staff_of(one.number)),
        "key": opaque_id(),
        "panels": [panel for answer in panels_of_organisation.ask(one, by) for panel in answer],
    }
    return render(request, "organisations/own.html", context)


def _told(row: Any) -> dict[str, Any]:
    change = {
        "field": PROFILE_FIELDS[row.field].words,
        "old": readable(row.field, row.old),
        "new": readable(row.field, row.new),
    }
    return {"row": row, "changes": [change]}


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for changes: the same form, only what differs becomes proposals."""
    by = actor_of(request)
    one = organisation_for(by, number, "organisations.propose")
    present = profile_values(one)
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm(initial=initial_of(present))
    for name in list(form.fields):
        if not PROFILE_FIELDS[name].proposable:
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            sent = _send(request, one.number, form, present)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("已提交 {n} 项变更，核实后生效。").format(n=sent) if sent else _("没有改动。"))
            return HttpResponseRedirect(reverse("organisations:own", args=[one.number]))
    fields = [[form[name] for name in names.split() if name in form.fields] for _title, names in ProfileForm.SECTIONS]
    titles = [title for title, _names in ProfileForm.SECTIONS]
    context = {
        "heading": _("提交资料变更"),
        "subheading": one.name,
        "form": form,
        "sections": list(zip(titles, fields, strict=True)),
        "one": one,
        "key": opaque_id(),
        "errors_on_page": bool(form.errors),
    }
    return render(request, "organisations/own_propose.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, number: str, form: ProfileForm, present: dict[str, Any]) -> int:
    clean = cleaned(form.values())
    changed = {name: value for name, value in clean.items() if written(value) != written(present[name])}
    for name, value in changed.items():
        actions.propose_change(
            by=actor_of(request), number=number, field=name, new=value, reason=request.POST.get("reason", "")
        )
    return len(changed)


@require_POST
def withdraw(request: HttpRequest, proposal: int) -> HttpResponse:
    """Take one's own open proposal back."""
    by = actor_of(request)
    row = queries.proposal_for(by, proposal, "organisations.propose")
    carry_out(request, _("已撤回。"), lambda: actions.withdraw_change(by=by, proposal_id=row.pk))
    return HttpResponseRedirect(reverse("organisations:own", args=[row.organisation.number]))
