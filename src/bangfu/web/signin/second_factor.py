"""Who must show a second factor, and for how long a session of staff lives (promise R15)."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from bangfu.apps.people import api as people
from bangfu.apps.people.api import IDLE_MAX, SIGNED_IN_MAX, session_store
from bangfu.plumbing.access import ROLES, Actor
from bangfu.plumbing.clock import now

DEMO_FACTOR = "demo_factor"
SEEN_EVERY_SECONDS = 60
# What somebody may open before showing the factor: the pages that set it up or ask for it, and the way out.
OPEN_NAMES = ("account_", "mfa_", "ui:", "web:demo", "web:mode", "healthz", "set_language")


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor: a code, a key, a passkey, or the demo's one-click sign-in."""
    if request.session.get(DEMO_FACTOR):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def is_staff(actor: Actor) -> bool:
    """Roles whose sessions end after half an hour of idleness and after half a day in any case."""
    return any(
        ROLES[grant.role].second_factor or "desk.enter" in ROLES[grant.role].permissions for grant in actor.grants
    )


def _is_open(path: str) -> bool:
    try:
        name = resolve(path).view_name or ""
    except Resolver404:
        return True
    return name.startswith(OPEN_NAMES)


def _has_expired(request: HttpRequest) -> bool:
    """Whether the session of a member of staff is too old or was idle too long; notes the present use, once a minute."""
    at = now()
    started, seen = request.session.get(session_store.SIGNED_IN_AT), request.session.get(session_store.SEEN_AT)
    if started and at - datetime.fromisoformat(started) > SIGNED_IN_MAX:
        return True
    if seen and at - datetime.fromisoformat(seen) > IDLE_MAX:
        return True
    if not seen or (at - datetime.fromisoformat(seen)).total_seconds() >= SEEN_EVERY_SECONDS:
        request.session[session_store.SEEN_AT] = at.isoformat()
    return False


def _elsewhere(request: HttpRequest, name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


class SecondFactorMiddleware:
    """After ``ActorMiddleware``: ends sessions that are too old, and sends those who lack the factor to show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._stopped(request) or self.get_response(request)

    def _stopped(self, request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if not actor.grants:
            return None
        if is_staff(actor) and _has_expired(request):
            logout(request)
            people.trail.note_sign_out(by=actor, why="expired")
            return _elsewhere(request, "account_login")
        if not actor.needs_second_factor or has_shown_factor(request) or _is_open(request.path):
            return None
        return _elsewhere(request, "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_index")
