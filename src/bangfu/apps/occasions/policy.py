"""Who may hold occasions, agree to visits, and read who comes; what each address asks for."""

from bangfu.apps.occasions.models import Occasion
from bangfu.apps.occasions.rules import VISITS
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

RUN, AGREE, READ = "occasions.run", "occasions.agree", "occasions.read"


def holder_scope(occasion: Occasion) -> Scope:
    """An organisation's occasion lies with it, an office's in its region."""
    return Scope(organisation=occasion.organiser) if occasion.organiser else Scope(region=occasion.office)


def runs(actor: Actor, occasion: Occasion) -> bool:
    """Whether this person holds it: sees who comes, checks in, cancels."""
    return actor.may(RUN, holder_scope(occasion))


def can_see(actor: Actor, occasion: Occasion) -> bool:
    """Public ones everybody; a visit only who comes and the offices of the place."""
    if occasion.kind not in VISITS:
        return occasion.state != "asked"
    return runs(actor, occasion) or actor.may(READ, Scope(region=occasion.region))


def require(actor: Actor, occasion: Occasion, permission: str) -> None:
    """Errors: ``Hidden`` for what one may not know, ``Denied`` for what one may see but not do."""
    if not can_see(actor, occasion):
        raise Hidden
    scope = Scope(region=occasion.region) if permission == AGREE else holder_scope(occasion)
    if not actor.may(permission, scope):
        raise Denied(permission)


def _run(name: str, *methods: str) -> Route:
    return Route(f"occasions:{name}", needs=RUN, on="occasion", methods=methods or ("POST",))


ROUTES = (
    Route("occasions:list"),
    Route("occasions:list-json"),
    Route("occasions:list-csv"),
    Route("occasions:one", on="public_occasion"),
    Route("occasions:one-json", on="public_occasion"),
    Route("occasions:one-ics", on="public_occasion"),
    Route("occasions:join", signed_in=True, on="public_occasion", methods=("POST",)),
    Route("occasions:leave", signed_in=True, on="public_occasion", methods=("POST",)),
    Route("occasions:in", signed_in=True, on="occasion_token", methods=("GET", "POST")),
    Route("occasions:mine", signed_in=True),
    Route("occasions:new", needs=RUN, anywhere=True, methods=("GET", "POST")),
    _run("roster", "GET"),
    _run("poster", "GET"),
    _run("check-in"),
    _run("cancel"),
    Route("occasions:visits", needs=READ, anywhere=True),
    Route("occasions:agree", needs=AGREE, on="asked_visit", hides=True, methods=("POST",), sees=f"{READ} {RUN}"),
    Route("occasions:decline", needs=AGREE, on="asked_visit", hides=True, methods=("POST",), sees=f"{READ} {RUN}"),
)
