"""One's own settings: language, reading mode, password, second factor, devices, tokens, shortcuts."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bangfu.apps.people import api as people
from bangfu.plumbing.access import PERMISSIONS, Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.rest.actions import issue_token, new_secret, revoke_token
from bangfu.plumbing.rest.queries import live_tokens
from bangfu.values import opaque_id

TOKEN_DAYS = (30, 90, 366)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _whole(text: str) -> int:
    """A small whole number from a form; 0, which is refused, for everything else."""
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _person(request: HttpRequest) -> Any:
    # `login_required` stands before every view here.
    return request.user


def _render(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    actor = _actor(request)
    held = sorted({name for name in PERMISSIONS if actor.has(name)})
    context = {
        "heading": _("设置"),
        "sessions": people.sessions_of(actor.person, request.session.session_key or ""),
        "tokens": live_tokens(actor, now()),
        "permissions": [{"name": name, "sentence": PERMISSIONS[name]} for name in held],
        "days": TOKEN_DAYS,
        "has_password": _person(request).has_usable_password(),
        "email": _person(request).email,
        "phone": _person(request).phone,
        "shortcuts": _person(request).shortcuts,
        "key": opaque_id(),
    }
    return render(request, "web/settings.html", context | more, status=status)


@require_GET
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Everything that is mine to decide."""
    return _render(request)


@require_POST
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Keyboard shortcuts on or off."""
    people.change_preferences(by=_actor(request), shortcuts="shortcuts" in request.POST)
    return HttpResponseRedirect(reverse("web:settings"))


@require_POST
@login_required
def contact(request: HttpRequest) -> HttpResponse:
    """My own e-mail and telephone."""
    email, phone = (request.POST.get(name, "") for name in ("email", "phone"))
    try:
        people.change_contact(by=_actor(request), person=_actor(request).person, email=email, phone=phone)  # type: ignore[call-arg]
    except Refused as refused:
        return _render(request, status=409, refusal=refused.refusal, errors_on_page=True)
    return HttpResponseRedirect(reverse("web:settings"))


@require_POST
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End the named sessions, or all but this one when none is named."""
    actor = _actor(request)
    spare = request.session.session_key or ""
    keys = people.session_keys(actor.person, request.POST.getlist("session"), spare=spare)
    people.end_sessions(by=actor, person=_person(request), session_keys=keys)
    return HttpResponseRedirect(reverse("web:settings"))


@require_POST
@login_required
@reauthentication_required
def make_token(request: HttpRequest) -> HttpResponse:
    """Issue a token; its secret is shown on this answer and never again."""
    secret = new_secret()
    try:
        token = issue_token(
            by=_actor(request),
            at=now(),
            name=request.POST.get("name", ""),
            scopes=request.POST.getlist("scope"),
            days=_whole(request.POST.get("days", "90")),
            secret=secret,
        )
    except Refused as refused:
        return _render(request, status=409, refusal=refused.refusal, errors_on_page=True)
    return _render(request, made=token, secret=secret)


@require_POST
@login_required
def end_token(request: HttpRequest, token: int) -> HttpResponse:
    """Revoke one of my tokens."""
    try:
        revoke_token(by=_actor(request), at=now(), token_id=token)
    except Refused as refused:
        return _render(request, status=409, refusal=refused.refusal, errors_on_page=True)
    return HttpResponseRedirect(reverse("web:settings"))
