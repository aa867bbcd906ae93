"""Who may see what of a programme, and the table of this room's routes."""

from bangfu.plumbing.access import Actor, Denied
from bangfu.plumbing.access.routes import Route

ROUTES = (
    Route("programmes:programme"),
    Route("programmes:programme_json"),
    Route("api:programme"),
    Route("programmes:desk", needs="programmes.read", anywhere=True),
)


def require_reader(actor: Actor) -> None:
    """Let pass who may read packs at the desk in any scope. Errors: ``Denied``."""
    if not actor.has("programmes.read"):
        raise Denied("programmes.read")
