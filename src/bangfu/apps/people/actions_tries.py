"""The limits of signing in, counted before any password is hashed (promise R15).

At most :data:`TRIES_PER_LOGIN` failed tries for a login in a quarter of an hour and :data:`TRIES_PER_ADDRESS` from an
address in an hour. A window slides, so nobody is ever locked out for good. Logins that do not exist are counted like
those that do. A further cap holds how many passwords a process may have waiting for their hash, so that a flood takes neither
the processors nor the threads away from the public pages.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from bangfu.apps.people.models import SignInTry

TRIES_PER_LOGIN, LOGIN_WINDOW = 10, timedelta(minutes=15)
TRIES_PER_ADDRESS, ADDRESS_WINDOW = 100, timedelta(hours=1)
HASHES_WAITING = 3  # with one of them being computed; each takes about a third of a second
_hashing = threading.BoundedSemaphore(HASHES_WAITING)


def _digest(kind: str, text: str) -> str:
    return salted_hmac(f"bangfu.people.limits.{kind}", text, algorithm="sha256").hexdigest()[:40]


def is_over_limit(*, login: str, address: str, at: datetime) -> bool:
    """Whether another try must be refused. Reads only: a flood that is refused writes nothing."""
    by_login = SignInTry.objects.filter(login_digest=_digest("login", login), at__gt=at - LOGIN_WINDOW)
    if by_login[:TRIES_PER_LOGIN].count() >= TRIES_PER_LOGIN:
        return True
    by_address = SignInTry.objects.filter(address_digest=_digest("address", address), at__gt=at - ADDRESS_WINDOW)
    return by_address[:TRIES_PER_ADDRESS].count() >= TRIES_PER_ADDRESS


def reserve_try(*, login: str, address: str, at: datetime) -> SignInTry | None:
    """Count a try before it is made, so that parallel tries see each other.

    Args: ``login`` as folded by the caller; ``address`` of the client; ``at`` the moment.
    Returns: the row to :func:`release_try` when the try succeeds, or None when the limit is reached.
    """
    if is_over_limit(login=login, address=address, at=at):
        return None
    with transaction.atomic():
        if is_over_limit(login=login, address=address, at=at):
            return None
        SignInTry.objects.filter(at__lt=at - ADDRESS_WINDOW).delete()
        return SignInTry.objects.create(
            login_digest=_digest("login", login), address_digest=_digest("address", address), at=at
        )


def release_try(tried: SignInTry) -> None:
    """Forget a try that succeeded: only failures count."""
    SignInTry.objects.filter(pk=tried.pk).delete()


@contextmanager
def hashing_slot() -> Iterator[bool]:
    """Hold one of the process's places in the queue for a hash; yields False, at once, when all are taken."""
    got = _hashing.acquire(blocking=False)
    try:
        yield got
    finally:
        if got:
            _hashing.release()
