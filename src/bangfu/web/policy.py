"""What each composed page asks for."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("web:home"),
    Route("web:demo"),
    Route("web:demo-sign-in", methods=("POST",), on="role"),
    Route("web:my", signed_in=True),
    Route("web:todo", signed_in=True),
    Route("web:desk", needs="desk.enter", anywhere=True),
)
