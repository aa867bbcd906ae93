"""Who may open which address of the room. A list filters itself by the actor's scopes."""

from bangfu.plumbing.access import Route

_BOTH, _POST = ("GET", "POST"), ("POST",)
_VERIFY, _CHANGE, _PROPOSE = "organisations.verify", "organisations.change", "organisations.propose"

ROUTES = (
    Route("organisations:list"),
    Route("organisations:list-json"),
    Route("organisations:list-csv"),
    Route("organisations:list-xlsx"),
    Route("organisations:detail", on="organisation"),
    Route("organisations:detail-json", on="organisation"),
    Route("organisations:desk", needs=_VERIFY, anywhere=True),
    Route("organisations:desk-recheck", needs=_VERIFY, anywhere=True),
    Route("organisations:desk-proposals", needs=_VERIFY, anywhere=True),
    Route("organisations:desk-duplicates", needs=_VERIFY, anywhere=True),
    Route("organisations:desk-registry", needs=_VERIFY, anywhere=True),
    Route("organisations:desk-decide", needs=_VERIFY, on="organisation_proposal", hides=True, methods=_POST),
    Route("organisations:desk-judge", needs="organisations.merge", on="organisation_pair", hides=True, methods=_POST),
    Route("organisations:desk-new", needs="organisations.create", anywhere=True, methods=_BOTH),
    Route("organisations:desk-profile", needs="organisations.read", on="organisation"),
    Route("organisations:desk-edit", needs=_CHANGE, on="organisation", methods=_BOTH),
    Route("organisations:desk-status", needs=_VERIFY, on="organisation", methods=_POST),
    Route("organisations:desk-capacity", needs=_CHANGE, on="organisation", methods=_POST),
    Route("organisations:desk-hand-over", needs=_CHANGE, on="organisation", methods=_POST),
    Route("organisations:desk-members", needs=_CHANGE, on="organisation", methods=_POST),
    Route("organisations:desk-undo-merge", needs="organisations.merge", on="organisation", methods=_POST),
    Route("organisations:desk-step", needs=_VERIFY, on="organisation_step", methods=_POST),
    Route("organisations:mine", needs=_PROPOSE, anywhere=True),
    Route("organisations:own", needs=_PROPOSE, on="organisation"),
    Route("organisations:own-propose", needs=_PROPOSE, on="organisation", methods=_BOTH),
    Route("organisations:own-withdraw", needs=_PROPOSE, on="organisation_proposal", hides=True, methods=_POST),
    Route("organisations:own-capacity", needs=_PROPOSE, on="organisation", methods=_POST),
    Route("organisations:own-hand-over", needs=_PROPOSE, on="organisation", methods=_POST),
    Route("organisations:contacts", needs="contacts.read", anywhere=True),
    Route("organisations:contact-new", needs="contacts.change", anywhere=True, methods=_BOTH),
    Route("organisations:contact", needs="contacts.change", on="office", methods=_BOTH),
    Route("organisations:contact-close", needs="contacts.change", on="office", methods=_POST),
)
