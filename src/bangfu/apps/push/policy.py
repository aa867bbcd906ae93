"""Who may push what to whom, and what each address asks for.

A push belongs to the office or the hub that sends it; nobody else knows of it but whom it reached.
"""

from bangfu.apps.push.models import Push
from bangfu.plumbing.access import Actor, Denied, Route, Scope

SEND, RELAY = "push.send", "push.relay"


def scope_of(push: Push) -> Scope:
    """An office's push lies in its region, a hub's with the hub."""
    return Scope(region=push.office, organisation=push.hub)


def office_of(actor: Actor) -> str:
    """The region prefix for which this actor pushes: the first grant counts. Errors: ``Denied``."""
    for grant in actor.scopes_of(SEND):
        if grant.scope_kind == "region":
            return grant.scope_id
    raise Denied(SEND)


def hubs_of(actor: Actor) -> list[str]:
    """Numbers of the hubs for which this actor passes needs on."""
    return [grant.scope_id for grant in actor.scopes_of(RELAY) if grant.scope_kind == "organisation"]


def _of(name: str, *methods: str) -> Route:
    return Route(f"push:{name}", needs=SEND, on="push", hides=True, methods=methods or ("GET",))


ROUTES = (
    Route("push:list", needs=SEND, anywhere=True),
    Route("push:new", needs=SEND, anywhere=True, methods=("GET", "POST")),
    _of("detail"),
    _of("step", "POST"),
    _of("rows"),
    Route("push:relay", needs=RELAY, anywhere=True, on="published_need", methods=("GET", "POST")),
    Route("push:received", own=True, on="received_push", hides=True),
    Route("push:subscribe", signed_in=True, methods=("GET", "POST")),
    Route("push:unsubscribe", own=True, on="subscription", hides=True, methods=("POST",)),
)
