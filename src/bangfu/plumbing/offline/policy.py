"""Who may open which route. What a draft may do is decided by the form's room when the draft is carried out."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("offline:tray", signed_in=True),
    Route("offline:state", signed_in=True),
    Route("offline:sync", signed_in=True, methods=("POST",)),
    Route("offline:photo", signed_in=True, methods=("POST",)),
    Route("offline:manifest"),
    Route("offline:worker"),
)
"""The worker and the manifest hold nothing of anybody; a phone asks for them before anybody signs in."""
