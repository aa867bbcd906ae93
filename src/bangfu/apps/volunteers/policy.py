"""Who may report hours, answer for a place, see what looks wrong, and draw samples; what each address asks for."""

from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

REPORT, CONFIRM, READ, SAMPLE = "volunteers.report", "volunteers.confirm", "volunteers.read", "volunteers.sample"
_BOTH = ("GET", "POST")

ROUTES = (
    Route("volunteers:mine", needs=REPORT, anywhere=True, methods=_BOTH),
    Route("volunteers:profile", needs=REPORT, anywhere=True, methods=_BOTH),
    Route("volunteers:certificates", needs=REPORT, anywhere=True, methods=_BOTH),
    Route("volunteers:certificate", own=True, on="certificate", hides=True, methods=_BOTH),
    Route("volunteers:certificate-pdf", own=True, on="certificate", hides=True),
    Route("volunteers:verify-any"),
    Route("volunteers:verify", on="certificate"),
    Route("volunteers:confirm", needs=CONFIRM, anywhere=True, methods=_BOTH),
    Route("volunteers:desk", needs=READ, anywhere=True),
    Route("volunteers:samples", needs=SAMPLE, anywhere=True, methods=_BOTH),
    Route("volunteers:sample", needs=SAMPLE, on="verification_sample", hides=True, methods=_BOTH),
)


def require_somewhere(actor: Actor, permission: str) -> None:
    """Errors: ``Denied`` for who holds it nowhere."""
    if not actor.has(permission):
        raise Denied(permission)


def require_there(actor: Actor, permission: str, region: str) -> None:
    """Errors: ``Hidden`` where the actor does not hold it: one does not learn of other places' rows."""
    if not actor.may(permission, Scope(region=region)):
        raise Hidden


def office_of(actor: Actor, region: str) -> str:
    """The region prefix for which the actor answers there: the nearest grant. Errors: ``Hidden``."""
    grants = [grant for grant in actor.scopes_of(CONFIRM) if grant.covers(Scope(region=region))]
    if not grants:
        raise Hidden
    return max((grant.scope_id if grant.scope_kind == "region" else region for grant in grants), key=len)


def organisations_of(actor: Actor) -> frozenset[str]:
    """Numbers of the organisations to which the actor belongs by any grant."""
    return frozenset(grant.scope_id for grant in actor.grants if grant.scope_kind == "organisation")
