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
)
