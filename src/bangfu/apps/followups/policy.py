"""Who may do what with followups, and what each address asks for."""

from bangfu.apps.followups.models import Followup
from bangfu.plumbing.access import Actor, Denied, Route, Scope

ROUTES = (
    Route("followups:list", signed_in=True),
    Route("followups:new", needs="followups.assign", anywhere=True, methods=("GET", "POST")),
    Route("followups:followup", needs="followups.read", on="followup", hides=True),
    Route("followups:report", needs="followups.read", on="followup", hides=True, methods=("POST",)),
    Route("followups:close", needs="followups.close", on="followup", hides=True, methods=("POST",)),
    Route("followups:send-back", needs="followups.close", on="followup", hides=True, methods=("POST",)),
    Route("followups:drop", needs="followups.assign", on="followup", hides=True, methods=("POST",)),
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
