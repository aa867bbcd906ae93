"""Who calls: the public, or a program with a token."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from bangfu.plumbing.access import PUBLIC_ACTOR, Actor
from bangfu.plumbing.access.middleware import grants_of
from bangfu.plumbing.clock import now
from bangfu.plumbing.rest.actions import digest_of
from bangfu.plumbing.rest.models import ApiToken


def actor_of_token(secret: str) -> Actor | None:
    """The actor behind a live token, limited to its scopes; None when it is unknown, ended or expired."""
    token = ApiToken.objects.filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=now()).first()
    if token is None:
        return None
    grants = tuple(grant for answer in grants_of.ask(token.person) for grant in answer)
    return replace(Actor(person=token.person, kind="person", grants=grants), limits=frozenset(token.scopes))


class TokenAuth(HttpBearer):
    """``Authorization: Bearer bf_…``. Puts the token's actor on the request."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        actor = actor_of_token(token)
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor


class TokenOrPublic(TokenAuth):
    """A token when one is sent, else the public; a bad token is still refused. Cookies never count here."""

    def __call__(self, request: HttpRequest) -> Any:
        request.actor = PUBLIC_ACTOR  # type: ignore[attr-defined]
        if "Authorization" not in request.headers:
            return PUBLIC_ACTOR
        return super().__call__(request)
