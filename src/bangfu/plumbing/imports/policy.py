"""Who may open which route. A batch is its uploader's alone; which kinds may be uploaded, the actions ask."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("imports:list", needs="imports.read", anywhere=True),
    Route("imports:template", needs="imports.read", anywhere=True, on="import_kind"),
    Route("imports:upload", needs="imports.read", anywhere=True, methods=("POST",)),
    Route("imports:batch", signed_in=True, on="import_batch", hides=True),
    Route("imports:marked", signed_in=True, on="import_batch", hides=True),
    Route("imports:mend", signed_in=True, on="import_batch", hides=True, methods=("POST",)),
    Route("imports:commit", signed_in=True, on="import_batch", hides=True, methods=("POST",)),
    Route("imports:drop", signed_in=True, on="import_batch", hides=True, methods=("POST",)),
    Route("imports:undo", signed_in=True, on="import_batch", hides=True, methods=("POST",)),
)
