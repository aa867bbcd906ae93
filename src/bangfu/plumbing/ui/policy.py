"""Who may open which route."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("ui:mode", methods=("POST",)),
    Route("ui:gallery"),
)
