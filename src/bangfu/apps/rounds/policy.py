"""Who invites whom, who publishes a round, and what each route asks for."""

from bangfu.apps.organisations.api import members_of
from bangfu.plumbing.access import Actor, Route, Scope

INVITE, PUBLISH, ANSWER, WATCH = "rounds.invite", "exchange.plan", "exchange.claim", "desk.enter"


def may_invite(actor: Actor, region_path: str, organisation: str) -> bool:
    """The offices and the village over the need's place invite anybody; a hub invites its members."""
    if actor.may(INVITE, Scope(region=region_path)):
        return True
    hubs = [each.scope_id for each in actor.scopes_of(INVITE) if each.scope_kind == "organisation"]
    return any(organisation in members_of(hub) for hub in hubs)


ROUTES = (
    Route("rounds:invite", needs=INVITE, on="need_to_invite_for", methods=("POST",)),
    Route("rounds:invitations", needs=ANSWER, anywhere=True),
    Route("rounds:invitation", needs=ANSWER, on="invitation", hides=True, methods=("GET", "POST")),
    Route("rounds:rounds", needs=PUBLISH, anywhere=True),
    Route("rounds:publish", needs=PUBLISH, on="solved_scenario", hides=True, methods=("POST",)),
    Route("rounds:round", needs=PUBLISH, on="round", hides=True),
    Route("rounds:withdraw", needs=PUBLISH, on="round", hides=True, methods=("POST",)),
    Route("rounds:hub", needs=INVITE, anywhere=True),
    Route("rounds:hub-need", needs=INVITE, on="need_with_hubs", hides=True),
    Route("rounds:unserved", needs=WATCH, anywhere=True),
)
