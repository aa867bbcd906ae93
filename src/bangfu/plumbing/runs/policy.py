"""Who may open which route."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("runs:detail", needs="runs.read", anywhere=True, own=True, on="run", hides=True),
    Route("runs:cancel", own=True, sees="runs.read", anywhere=True, on="run", hides=True, methods=("POST",)),
)
