"""Who may open which route."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("runs:detail", signed_in=True, on="run", hides=True),
    Route("runs:cancel", signed_in=True, on="run", hides=True, methods=("POST",)),
)
