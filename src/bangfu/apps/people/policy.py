"""Who may do what with people, and what each address of the room asks for."""

from bangfu.plumbing.access import NOWHERE, Actor, Denied, Route

ROUTES = (
    Route("people:list", needs="people.read"),
    Route("people:new", needs="people.grant", methods=("GET", "POST")),
    Route("people:person", needs="people.read", on="person"),
    Route("people:invite", needs="people.grant", on="person", methods=("POST",)),
    Route("people:contact", needs="people.grant", on="person", methods=("POST",)),
    Route("people:deactivate", needs="people.grant", on="person", methods=("POST",)),
    Route("people:activate", needs="people.grant", on="person", methods=("POST",)),
    Route("people:grant", needs="people.grant", on="person", methods=("POST",)),
    Route("people:end-grant", needs="people.grant", on="grant", methods=("POST",)),
    Route("people:set-password", methods=("GET", "POST"), on="password_link"),
    Route("people:forgotten"),
)


def require(by: Actor, permission: str) -> None:
    """Accounts belong to the whole installation. Errors: :class:`Denied` naming the permission."""
    if not by.may(permission, NOWHERE):
        raise Denied(permission)
