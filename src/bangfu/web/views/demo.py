"""The demo's door: every role with one button."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bangfu.apps.people.api import demo_person
from bangfu.plumbing.access import ROLES, Hidden
from bangfu.web.signin.demo import sign_in_as_demo


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who can be tried, and what each sees first. Errors: ``Hidden`` (404) when this is no demo."""
    if not settings.DEMO:
        raise Hidden
    cast = [{"role": role, "person": demo_person(role.name)} for role in ROLES.values()]
    return render(request, "web/demo.html", {"cast": [member for member in cast if member["person"]]})


@require_POST
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """One click: signed in as this role, on its home."""
    sign_in_as_demo(request, role)
    where = "web:desk" if "desk.enter" in ROLES[role].permissions else "web:my"
    return HttpResponseRedirect(reverse(where))
