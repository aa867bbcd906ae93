"""What each composed page asks for."""

from bangfu.plumbing.access import Route

_BOTH = ("GET", "POST")

ROUTES = (
    Route("healthz"),
    Route(
        "metrics"
    ),  # the machine itself; from elsewhere only with settings.read, else 404 (tests/web/test_running.py)
    Route("security-txt"),
    Route("web:home"),
    Route("web:search"),
    Route("web:help"),
    Route("web:accessibility"),
    Route("web:needs"),
    Route("web:needs-map"),
    Route("web:need", on="published_need"),
    Route("web:need", needs="needs.read", on="submitted_need", hides=True, own=True),
    Route("web:demo"),
    Route("web:demo-sign-in", methods=("POST",), on="role"),
    Route("web:my", signed_in=True),
    Route("web:todo", signed_in=True),
    Route("web:desk", needs="desk.enter", anywhere=True),
    Route("web:audit", needs="audit.read", anywhere=True),
    Route("web:settings", signed_in=True),
    Route("web:contact", signed_in=True, methods=("POST",)),
    Route("web:preferences", signed_in=True, methods=("POST",)),
    Route("web:end-sessions", signed_in=True, methods=("POST",)),
    Route("web:make-token", signed_in=True, methods=("POST",)),
    Route("web:end-token", own=True, on="token", methods=("POST",)),
    Route("account_login", methods=_BOTH),
    Route("account_logout", methods=_BOTH),
    Route("account_inactive"),
    Route("account_reauthenticate", signed_in=True, methods=_BOTH),
    Route("account_change_password", signed_in=True, methods=_BOTH),
    Route("account_set_password", signed_in=True, methods=_BOTH),
    Route("mfa_index", signed_in=True),
    Route("mfa_authenticate", methods=_BOTH),  # between password and code nobody is signed in yet; else it leads away
    Route("mfa_login_webauthn", methods=_BOTH),
    Route("mfa_reauthenticate", signed_in=True, methods=_BOTH),
    Route("mfa_reauthenticate_webauthn", signed_in=True),  # a post without a signature leads to signing in
    Route("mfa_activate_totp", signed_in=True, methods=_BOTH),
    Route("mfa_deactivate_totp", signed_in=True, methods=_BOTH),
    Route("mfa_view_recovery_codes", signed_in=True),
    Route("mfa_generate_recovery_codes", signed_in=True, methods=_BOTH),
    Route("mfa_download_recovery_codes", signed_in=True),
    Route("mfa_list_webauthn", signed_in=True),
    Route("mfa_add_webauthn", signed_in=True, methods=_BOTH),
    Route("mfa_edit_webauthn", own=True, on="passkey", hides=True, methods=_BOTH),
    Route("mfa_remove_webauthn", own=True, on="passkey", hides=True, methods=_BOTH),
)
