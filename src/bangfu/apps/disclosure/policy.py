"""The public log is for everybody."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("disclosure:verify"),
    Route("disclosure:verifier"),
    Route("disclosure:proofs", on="logged_number"),
    Route("disclosure:receipt", on="logged_position"),
    Route("disclosure:entry", on="logged_position"),
    Route("log:file", on="log_file"),
)
