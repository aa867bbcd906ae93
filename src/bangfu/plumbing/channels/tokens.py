"""Access tokens of providers: fetched when needed, kept until shortly before they end, dropped when the provider says so."""

import threading
import time
from collections.abc import Callable

SPARE_SECONDS = 300
_kept: dict[str, tuple[str, float]] = {}
_lock = threading.Lock()


def token_for(account: str, fetch: Callable[[], tuple[str, float]]) -> str:
    """The token of ``account``. ``fetch`` asks the provider: (token, seconds it lasts). Its errors go through."""
    with _lock:
        token, until = _kept.get(account, ("", 0.0))
        if token and time.monotonic() < until:
            return token
        token, lasts = fetch()
        _kept[account] = (token, time.monotonic() + max(lasts - SPARE_SECONDS, 0))
        return token


def drop_token(account: str) -> None:
    """Forget it: the provider no longer takes it."""
    with _lock:
        _kept.pop(account, None)
