"""What every page knows of the signed-in reader: name and role for the bar, links of the account, unread messages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bangfu.apps.notices.api import unread_count
from bangfu.plumbing.access import ROLES

ACCOUNT_LINKS = (
    {"path": "/my/", "label": _("我的首页")},
    {"path": "/my/settings/", "label": _("设置")},
)


ACTING_ROLE = "acting_role"


def acting_role(request: HttpRequest) -> str:
    """The role that the reader chose on a home; "" for all, and when they no longer hold it."""
    chosen = request.session.get(ACTING_ROLE, "")
    return chosen if chosen in request.actor.roles() else ""  # type: ignore[attr-defined]


def _person(request: HttpRequest) -> dict[str, str] | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    roles = request.actor.roles()  # type: ignore[attr-defined]
    role = acting_role(request) or (roles[0] if roles else "")
    return {"name": user.name, "role": ROLES[role].title if role else "", "initial": user.name[:1]}


def _unread(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return unread_count(user.pk) if user is not None and user.is_authenticated else 0


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """Names for the layouts; nothing is asked of the database before a template uses it."""
    return {
        "person": SimpleLazyObject(lambda: _person(request)),
        "unread": SimpleLazyObject(lambda: _unread(request)),
        "inbox_path": "/my/messages/",
        "account_links": ACCOUNT_LINKS,
        "sign_out": reverse("account_logout"),
        "demo_door": reverse("web:demo") if settings.DEMO else "",
    }
