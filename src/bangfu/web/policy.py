"""What each composed page asks for."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("web:home"),
    Route("web:search"),
    Route("web:needs"),
    Route("web:needs-map"),
    Route("web:need", on="published_need"),
    Route("web:demo"),
    Route("web:demo-sign-in", methods=("POST",), on="role"),
    Route("web:my", signed_in=True),
    Route("web:todo", signed_in=True),
    Route("web:desk", needs="desk.enter", anywhere=True),
    Route("web:audit", needs="audit.read", anywhere=True),
    Route("web:settings", signed_in=True),
    Route("web:preferences", signed_in=True, methods=("POST",)),
    Route("web:end-sessions", signed_in=True, methods=("POST",)),
    Route("web:make-token", signed_in=True, methods=("POST",)),
    Route("web:end-token", signed_in=True, on="token", methods=("POST",)),
)
