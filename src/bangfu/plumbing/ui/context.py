"""The context processor that gives every template its frame: menus, reading mode, demo strip, twin language."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bangfu.plumbing.ui.modes import mode_of
from bangfu.plumbing.ui.nav import other_language, shown

DESK_PATH = "/desk/"
DEFAULT_NAVIGATION = "bangfu.web.navigation"


def frame(request: HttpRequest) -> dict[str, Any]:
    """`ui`: what layouts need. Computed only when a template asks, so fragments and downloads pay nothing."""
    return {"ui": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    lists = import_module(getattr(settings, "UI_NAVIGATION", DEFAULT_NAVIGATION))
    may = getattr(getattr(request, "actor", None), "has", None)
    path = request.path
    # Strangers see what they could do once they sign in; people see what they may do.
    is_person = bool(getattr(getattr(request, "user", None), "is_authenticated", False))
    at_desk = DESK_PATH in path and may is not None and may("desk.enter")
    return {
        "mode": mode_of(request),
        "demo": bool(getattr(settings, "DEMO", False)),
        "site_name": lists.SITE_NAME,
        "site_line": lists.SITE_LINE,
        "public": shown(lists.PUBLIC, path, may),
        "phone": shown(lists.PHONE, path, may),
        "remark": next(iter(shown(getattr(lists, "REMARK", ()), path, may)), None),
        "page": "" if _is_secret(request) else path,
        "help": shown(lists.HELP, path, may),
        "sign_in": next(iter(shown(lists.SIGN_IN, path, may)), None),
        "publish": next(iter(shown(lists.PUBLISH, path, may if is_person else _anything)), None),
        "footer": [
            {"label": part.label, "links": links} for part in lists.FOOTER if (links := shown(part.links, path, may))
        ],
        "menu": [
            {"label": part.label, "links": links}
            for part in (lists.DESK if at_desk else lists.MY)
            if (links := shown(part.links, path, may))
        ],
        "twin_language": other_language(path),
        "query": request.META.get("QUERY_STRING", ""),
    }


def _anything(_permission: str) -> bool:
    return True


def _is_secret(request: HttpRequest) -> bool:
    """Whether the address itself opens something of a person: a tracking code or a token must not go on to another page."""
    match = request.resolver_match
    return match is None or any(
        name in ("code", "token", "key") and not str(value).isdigit() for name, value in match.kwargs.items()
    )
