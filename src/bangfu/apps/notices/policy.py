"""Who may do what with notices, and what each address asks for."""

from bangfu.plumbing.access import Actor, Denied, Route

ROUTES = (
    Route("notices:inbox", signed_in=True),
    Route("notices:open", own=True, on="message", hides=True, methods=("POST",)),
    Route("notices:read-all", signed_in=True, methods=("POST",)),
    Route("notices:wishes", signed_in=True, methods=("GET", "POST")),
)


def require_send(by: Actor) -> None:
    """The system and those who hold ``notices.send`` anywhere. Errors: :class:`Denied`."""
    if not by.has("notices.send"):
        raise Denied("notices.send")
