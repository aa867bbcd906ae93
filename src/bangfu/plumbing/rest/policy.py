"""Who may open which address of the interface that belongs to no room."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("api:api-root", own=True, hides=True),  # ninja's front page, switched off: nobody's
    Route("api:openapi-json"),
)
