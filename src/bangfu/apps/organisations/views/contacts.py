"""The contact book of regions and front-line bodies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.forms import OfficeForm
from bangfu.apps.organisations.models import Office
from bangfu.apps.organisations.models.contacts import CONTACT_FIELDS
from bangfu.apps.organisations.queries import desk as queries
from bangfu.apps.organisations.views.desk import actor_of, carry_out, page_of
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import opaque_id


@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """Who is in charge of what, where."""
    by = actor_of(request)
    text, past = request.GET.get("q", "").strip(), bool(request.GET.get("past"))
    rows, page = page_of(queries.offices(by, text=text, past=past), request)
    context = {
        "heading": _("联系簿"),
        "rows": rows,
        "reachable": {row.pk: queries.contact_of(by, row) for row in rows},
        "page": page,
        "text": text,
        "past": past,
        "may_change": by.has("contacts.change"),
        "key": opaque_id(),
    }
    return render(request, "organisations/contacts.html", context)


@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest) -> HttpResponse:
    """Add an office."""
    by = actor_of(request)
    if not by.has("contacts.change"):
        raise Denied("contacts.change")
    form = OfficeForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        queries.may_keep_contacts_in(by, form.cleaned_data["region_id"])
        if _saved(
            request,
            form,
            lambda: actions.record_office(by=by, key=request.POST.get("key", ""), values=form.cleaned_data),
        ):
            return HttpResponseRedirect(reverse("organisations:contacts"))
    return _page(request, form, _("添加联系机构"))


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, office: int) -> HttpResponse:
    """Change an office, or confirm that it still holds."""
    by = actor_of(request)
    row = queries.office_for(by, office)
    names = ("body", "name", "duty", "office_line", "office_hours", "valid_from", "valid_to", *CONTACT_FIELDS)
    initial = {name: getattr(row, name) for name in names} | {"region_id": row.region.full_name}
    form = OfficeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        queries.may_keep_contacts_in(by, form.cleaned_data["region_id"])
        seen = request.POST.get("version", "")
        version = int(seen) if seen.isdecimal() and len(seen) <= 9 else None
        if _saved(
            request,
            form,
            lambda: actions.change_office(
                by=by, key=request.POST.get("key", ""), office_id=row.pk, values=form.cleaned_data, version=version
            ),
        ):
            return HttpResponseRedirect(reverse("organisations:contacts"))
    return _page(request, form, _("修改联系机构"), row)


def _saved(request: HttpRequest, form: OfficeForm, act: object) -> bool:
    try:
        act()  # type: ignore[operator]
    except Refused as refused:
        form.add_error(None, str(refused.refusal))
        return False
    messages.success(request, _("已保存。"))
    return True


def _page(request: HttpRequest, form: OfficeForm, heading: str, row: Office | None = None) -> HttpResponse:
    context = {
        "heading": heading,
        "form": form,
        "row": row,
        "key": opaque_id(),
        "errors_on_page": bool(form.errors),
        "crumbs": [{"label": _("联系簿"), "path": "/desk/contacts/"}, {"label": heading}],
    }
    return render(request, "organisations/contact_form.html", context, status=422 if form.errors else 200)


@require_POST
def close_contact(request: HttpRequest, office: int) -> HttpResponse:
    """End an office's entry today."""
    by = actor_of(request)
    row = queries.office_for(by, office)
    carry_out(request, _("已停用，历史保留。"), lambda: actions.close_office(by=by, office_id=row.pk))
    return HttpResponseRedirect(reverse("organisations:contacts"))
