"""Puts ``request.actor`` on every request, asking `people` (through the wiring) what the signed-in person holds."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from bangfu.plumbing.access.actor import PUBLIC_ACTOR, Actor, Grant
from bangfu.plumbing.questions import Question

grants_of: Question[tuple[Grant, ...]] = Question(
    "access.grants_of", "Given a person's opaque id and the moment: the grants in force. Answered by `people` alone."
)


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request; read afresh each time, so a revoked grant bites at the next request.

    Whoever reads the person of a session may read the grants with it, and leave them as ``grants_in_force``.
    """
    user = request.user
    if not user.is_authenticated:
        return PUBLIC_ACTOR
    person, grants = str(user.pk), getattr(user, "grants_in_force", None)
    if grants is None:
        grants = tuple(grant for answer in grants_of.ask(person) for grant in answer)
    return Actor(person=person, kind="person", grants=grants)


class ActorMiddleware:
    """Sets ``request.actor`` lazily, and forbids every cache to keep what a signed-in person was shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response
