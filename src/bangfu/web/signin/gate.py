"""The gate before the sign-in page: a flood of tries is turned away before it costs a session, a query or a hash (R15).

Who tries is told apart by address, so that a flood from elsewhere does not shut out the town office next door; what all
addresses together may cost a process is bounded as well. Counted in each process's own memory, in windows of ten seconds:
the limits that protect accounts stand in the database (``people.actions_tries``), this one only protects the processors.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

WINDOW_SECONDS = 10
TRIES_PER_ADDRESS = 10
TRIES_IN_ALL = 30
ADDRESS_ENDS = ("/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/reauthenticate/")


class Window:
    """How many tries were let in during the present ten seconds, by address and in all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number, self._tries = 0, Counter[str]()

    def lets_in(self, address: str, seconds: float) -> bool:
        """Count a try at the monotonic moment ``seconds``; False when there were enough of them."""
        number = int(seconds // WINDOW_SECONDS)
        with self._lock:
            if number != self._number:
                self._number, self._tries = number, Counter()
            if self._tries[address] >= TRIES_PER_ADDRESS or self._tries[""] >= TRIES_IN_ALL:
                return False
            self._tries.update((address, ""))
            return True


class SignInGate:
    """Stands before sessions and languages: answers 429 with a short page to what is too much."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.window = Window()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path.endswith(ADDRESS_ENDS):
            address = get_adapter().get_client_ip(request) or "unknown"
            if not self.window.lets_in(address, time.monotonic()):
                return _too_many(request)
        return self.get_response(request)


@lru_cache(maxsize=4)
def _page(language: str) -> bytes:
    """The same words for everybody, so they are made once."""
    with translation.override(language):
        words = {
            "title": _("现在登录的人太多"),
            "what": _("这次没有登录，密码也没有核对。"),
            "whose": _("不是您的错：同时登录的太多，网站先照顾正在看页面的人。"),
            "next_step": _("请过十秒再试。账号没有被锁。"),
        }
        return render_to_string("web/turned_away.html", words).encode()


def _too_many(request: HttpRequest) -> HttpResponse:
    page = _page("en" if request.path.startswith("/en/") else settings.LANGUAGE_CODE)
    return HttpResponse(page, status=429, headers={"Retry-After": str(WINDOW_SECONDS), "Cache-Control": "no-store"})
