"""The demo's one-click sign-in. Only with the setting ``DEMO``, only as one of the fixed cast."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from bangfu.apps.people.api import demo_person
from bangfu.plumbing.access import Hidden
from bangfu.web.signin.adapter import stamp_session
from bangfu.web.signin.second_factor import DEMO_FACTOR

BACKEND = "bangfu.web.signin.backend.PersonBackend"


def sign_in_as_demo(request: HttpRequest, role: str) -> None:
    """Sign the visitor in as the cast's ``role``, in a new session that counts as having shown a second factor.

    Errors: ``Hidden`` when this is no demo or there is no such member of the cast.
    """
    person = demo_person(role) if settings.DEMO else None
    if person is None:
        raise Hidden
    request.session.flush()
    login(request, person, backend=BACKEND)
    request.session[DEMO_FACTOR] = True
    stamp_session(request, "demo")
