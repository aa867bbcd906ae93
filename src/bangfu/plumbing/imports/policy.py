"""Who may open which route. A batch is its uploader's alone; which kinds may be uploaded, the actions ask."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("imports:list", needs="imports.read", anywhere=True),
    Route("imports:upload", needs="imports.read", anywhere=True, methods=("POST",)),
    Route("imports:batch", own=True, on="import_batch", hides=True),
    Route("imports:marked", own=True, on="import_batch", hides=True),
    Route("imports:mend", own=True, on="import_batch", hides=True, methods=("POST",)),
    Route("imports:columns", own=True, on="import_batch", hides=True, methods=("POST",)),
    Route("imports:commit", own=True, on="import_batch", hides=True, methods=("POST",)),
    Route("imports:drop", own=True, on="import_batch", hides=True, methods=("POST",)),
    Route("imports:undo", own=True, on="import_batch", hides=True, methods=("POST",)),
)
