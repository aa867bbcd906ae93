"""Who may do what with notices, and what each address asks for."""

from bangfu.plumbing.access import Actor, Denied, Route

QUEUE = "notices.queue"
ROUTES = (
    Route("notices:inbox", signed_in=True),
    Route("notices:open", own=True, on="message", hides=True, methods=("POST",)),
    Route("notices:read-all", signed_in=True, methods=("POST",)),
    Route("notices:wishes", signed_in=True, methods=("GET", "POST")),
    Route("notices:address", signed_in=True, methods=("POST",)),
    Route("notices:leave", on="leaving", methods=("GET", "POST")),
    Route("notices:short", on="notice_code"),
    Route("notices:queue", needs=QUEUE, anywhere=True),
    Route("notices:queue-channel", needs=QUEUE, anywhere=True, on="channel", methods=("POST",)),
)


def require_send(by: Actor) -> None:
    """The system and those who hold ``notices.send`` anywhere. Errors: :class:`Denied`."""
    if not by.has("notices.send"):
        raise Denied("notices.send")


def require_queue(by: Actor) -> None:
    """Those who look after the channels. Errors: :class:`Denied`."""
    if not by.has(QUEUE):
        raise Denied(QUEUE)
