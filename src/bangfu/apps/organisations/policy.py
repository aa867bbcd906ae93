"""Who may open which address of the room. A list filters itself by the actor's scopes."""

from bangfu.plumbing.access import Route

_BOTH = ("GET", "POST")

ROUTES = (
    Route("organisations:list"),
    Route("organisations:list-json"),
    Route("organisations:list-csv"),
    Route("organisations:list-xlsx"),
    Route("organisations:detail", on="organisation"),
    Route("organisations:detail-json", on="organisation"),
)
