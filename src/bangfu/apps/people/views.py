"""The people desk, and setting one's first password."""

from datetime import date
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.people import actions, queries
from bangfu.apps.people.forms import ContactForm, GrantForm, NewPersonForm, SetPasswordForm
from bangfu.apps.people.models import Person
from bangfu.apps.people.policy import require
from bangfu.plumbing.access import ROLES, Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.values import opaque_id

PAGE_SIZE = 50


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _current(grant: Any, day: date) -> bool:
    return grant.ended_at is None and grant.from_day <= day and (grant.to_day is None or grant.to_day >= day)


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, with what they hold today."""
    search, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    found = queries.people_list(_actor(request), search=search, role=role)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    day = today()
    rows = [
        {"person": person, "titles": [ROLES[g.role].title for g in person.role_grants.all() if _current(g, day)]}
        for person in page
    ]
    context = {
        "heading": _("人员和授权"),
        "page": page,
        "rows": rows,
        "search": search,
        "role": role,
        "roles": ROLES.values(),
        "may_grant": _actor(request).has("people.grant"),
    }
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)
def new(request: HttpRequest) -> HttpResponse:
    """Open an account; the next page shows the link for its first password, once."""
    require(_actor(request), "people.grant")
    form = NewPersonForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.create_person(by=_actor(request), key=request.POST.get("key", ""), **form.cleaned_data)
            return _show_link(request, person)
        except Refused as refused:
            refusal = refused.refusal
    context = {"heading": _("新建账号"), "form": form, "refusal": refusal, "key": opaque_id()}
    return render(request, "people/new.html", context)


def _show_link(request: HttpRequest, person: Person) -> HttpResponse:
    token = actions.make_password_link(by=_actor(request), person=person)
    link = request.build_absolute_uri(reverse("people:set-password", args=[token]))
    return render(request, "people/link.html", {"heading": _("设置密码的链接"), "person_shown": person, "link": link})


def _render_person(request: HttpRequest, person: Person, **more: Any) -> HttpResponse:
    day = today()
    grants = [
        {"grant": g, "role": ROLES[g.role], "current": _current(g, day), "over": g.ended_at is not None}
        for g in queries.grants_shown(person)
    ]
    context = {
        "heading": person.name,
        "shown": person,
        "grants": grants,
        "contact_form": ContactForm(),
        "form": GrantForm(initial={"from_day": day}),
        "may_grant": _actor(request).has("people.grant"),
        "key": opaque_id(),
    }
    return render(request, "people/person.html", context | more)


@require_GET
def person(request: HttpRequest, person: str) -> HttpResponse:
    """One account: state, grants with who gave them, what can be done."""
    return _render_person(request, queries.person_for(_actor(request), person, "people.read"))


@require_POST
@reauthentication_required
def invite(request: HttpRequest, person: str) -> HttpResponse:
    """A new link for setting the password; shown once."""
    found = queries.person_for(_actor(request), person, "people.grant")
    try:
        return _show_link(request, found)
    except Refused as refused:
        return _render_person(request, found, refusal=refused.refusal)


def _change(request: HttpRequest, person: Person, act: Any) -> HttpResponse:
    """Carry out ``act`` and come back to the person's page, or show the refusal there."""
    try:
        act(by=_actor(request), key=request.POST.get("key", ""))
    except Refused as refused:
        return _render_person(request, person, refusal=refused.refusal)
    return HttpResponseRedirect(reverse("people:person", args=[person.pk]))


@require_POST
@reauthentication_required
def contact(request: HttpRequest, person: str) -> HttpResponse:
    """Set e-mail and telephone. What stands there already is not shown to others; an empty form removes it."""
    found = queries.person_for(_actor(request), person, "people.grant")
    email, phone = (request.POST.get(name, "") for name in ("email", "phone"))
    return _change(
        request, found, lambda **who: actions.change_contact(person=found.pk, email=email, phone=phone, **who)
    )


@require_POST
@reauthentication_required
def deactivate(request: HttpRequest, person: str) -> HttpResponse:
    found = queries.person_for(_actor(request), person, "people.grant")
    return _change(request, found, lambda **who: actions.deactivate_person(person=found, **who))


@require_POST
@reauthentication_required
def activate(request: HttpRequest, person: str) -> HttpResponse:
    found = queries.person_for(_actor(request), person, "people.grant")
    return _change(request, found, lambda **who: actions.activate_person(person=found, **who))


@require_POST
@reauthentication_required
def grant(request: HttpRequest, person: str) -> HttpResponse:
    """Give a role."""
    found = queries.person_for(_actor(request), person, "people.grant")
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _render_person(request, found, form=form, errors_on_page=True)
    wanted = form.wanted(found.pk)
    return _change(request, found, lambda **who: actions.grant_role(person=found, wanted=wanted, **who))


@require_POST
@reauthentication_required
def end_grant(request: HttpRequest, grant: int) -> HttpResponse:
    """Take a role back."""
    found = queries.grant_for(_actor(request), grant, "people.grant")
    return _change(request, found.person, lambda **who: actions.end_grant(grant=found, **who))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """Set a first or new password with a link that an administrator handed over."""
    link = queries.link_for(actions.link_digest(token))
    if link is None:
        return render(request, "people/link_gone.html", status=404)
    form = SetPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password_by_link(by=_actor(request), link=link, password=form.cleaned_data["password"])
            return HttpResponseRedirect(reverse("account_login"))
        except ValidationError as weak:
            form.add_error("password", weak)
        except Refused as refused:
            return render(request, "people/link_gone.html", {"refusal": refused.refusal}, status=404)
    return render(request, "people/set_password.html", {"form": form, "errors_on_page": bool(form.errors)})


@require_GET
def forgotten(request: HttpRequest) -> HttpResponse:
    """How to get a new password: from an administrator, who is named."""
    return render(request, "people/forgotten.html", {"administrators": queries.who_grants()})
