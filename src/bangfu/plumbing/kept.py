"""What everybody may read, kept in memory until the next change.

Every write of this site is an action, and every action leaves a record in the audit trail; so an answer made while the
newest record was number 812 holds for as long as 812 is the newest. That number (:func:`newest_change`) is part of each
key: nothing has to be thrown away by hand, and a change shows at the very next request, in every process. Acts that say of
themselves that the public sees nothing of them (signing in, failing to) do not count: a flood of tries renews no page.

Only what the public is shown is kept, never anything of a signed-in reader; and no longer than ``KEEP_SECONDS``. A part of
a page that says the same to everybody is kept for signed-in readers too (:func:`kept_part`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language

from bangfu.plumbing.actions.action import UNSEEN_ACTIONS
from bangfu.plumbing.clock import today

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AddressOnly:
    """What the template of a kept part may know of the request: the query of its address, and nothing of the reader."""

    GET: QueryDict


KEEP_SECONDS = 60
_NEWEST = {
    "sqlite": "SELECT id FROM audit_auditrecord WHERE action NOT IN ({unseen}) ORDER BY id DESC LIMIT 1",
    # Numbers are given out before a transaction ends, so the newest alone does not say which older ones are visible.
    "postgresql": "SELECT max(id) || ' ' || pg_current_snapshot() FROM audit_auditrecord",
}


def may_be_taken_back() -> bool:
    """Whether what is read now belongs to a transaction that can still fail."""
    return connection.in_atomic_block


def _newest(vendor: str) -> str:
    return _NEWEST[vendor].format(unseen=", ".join(["%s"] * len(UNSEEN_ACTIONS)) or "''")


def newest_change() -> str:
    """A name for the present contents of the database, in one query.

    Returns: "" when there is none: inside a transaction, where what is read may be taken back, and before the first act.
    """
    if may_be_taken_back() or connection.vendor not in _NEWEST:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_newest(connection.vendor), sorted(UNSEEN_ACTIONS) if connection.vendor == "sqlite" else [])
        found = cursor.fetchone()
        return str(found[0] or "") if found else ""


def kept_for_public(request: HttpRequest, make: Callable[[], T]) -> T:
    """The answer of ``make`` for this address, language and day, made afresh after any change.

    Args: ``make`` answers with something that can be pickled and that depends on nothing of the request but its address.
    Returns: for a signed-in reader or a token always a fresh answer. Errors: whatever ``make`` raises; errors are not kept.
    """
    actor = request.actor  # type: ignore[attr-defined]
    newest = "" if actor.is_person or "Authorization" in request.headers else newest_change()
    if not newest:
        return make()
    return _kept((request.get_full_path(),), newest, make)


def kept_part(about: tuple[str, ...], make: Callable[[], T]) -> T:
    """A part of a page that depends on nothing but ``about``, the language and the day, whoever reads it.

    Args: ``about``: a name of the part and of what it is about; ``make`` may know nothing of the reader, and answers with
    something that can be pickled. Returns: as :func:`kept_for_public`, at the price of one query.
    """
    newest = newest_change()
    return _kept(("part", *about), newest, make) if newest else make()


def _kept(about: tuple[str, ...], newest: str, make: Callable[[], T]) -> T:
    said = (newest, about, get_language(), today())
    key = sha256(repr(said).encode()).hexdigest()
    cache = caches["public"]
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEEP_SECONDS)
    return found
