"""Who may do what with followups, and what each address asks for."""

from bangfu.apps.followups.models import Followup
from bangfu.plumbing.access import Actor, Denied, Route, Scope


def _act(name: str, *, needs: str = "", own: bool = False) -> Route:
    """A row for a button on a followup's page: hidden from those who may not know of the followup."""
    return Route(name, needs=needs, on="followup", hides=True, own=own, sees="followups.read", methods=("POST",))


ROUTES = (
    Route("followups:list", signed_in=True),
    Route("followups:new", needs="followups.assign", anywhere=True, methods=("GET", "POST")),
    Route("followups:followup", needs="followups.read", on="followup", hides=True, own=True),
    _act("followups:report", own=True),
    _act("followups:close", needs="followups.close"),
    _act("followups:send-back", needs="followups.close"),
    _act("followups:drop", needs="followups.assign"),
)


def scope_of(followup: Followup) -> Scope:
    """Where a followup lies."""
    return Scope(region=followup.region, organisation=followup.organisation)


def may_see(actor: Actor, followup: Followup) -> bool:
    """The owner, and those who read followups where it lies."""
    return bool(actor.person) and actor.person == followup.owner or actor.may("followups.read", scope_of(followup))


def require(actor: Actor, permission: str, scope: Scope) -> None:
    """Errors: :class:`Denied` naming the permission."""
    if not actor.may(permission, scope):
        raise Denied(permission)
