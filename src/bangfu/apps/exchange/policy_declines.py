"""Who may say 「不合适」 and for which side, who reads recommendations, and what their addresses ask for."""

from bangfu.plumbing.access import Actor, Route, Scope

SAY, PLAN = "exchange.decline", "exchange.plan"
_BOTH, _POST = ("GET", "POST"), ("POST",)

DECLINE_ROUTES = (
    Route("exchange:mine", needs=SAY, anywhere=True),
    Route("exchange:side-by-side", needs=PLAN, on="need_to_recommend_for"),
    Route("exchange:decline", needs=SAY, on="pair_to_decline", methods=_BOTH),
    Route("exchange:declines", needs=SAY, anywhere=True),
    Route("exchange:declined", needs=SAY, on="decline", hides=True),
    Route("exchange:withdraw", needs=SAY, on="decline", hides=True, methods=_POST),
    Route("api:recommended_for_need", needs=SAY, on="need_to_recommend_for"),
    Route("api:recommended_for_organisation", needs=SAY, on="organisation"),
    Route("api:say_unsuitable", needs=SAY, on="pair_to_decline_by_program", methods=_POST),
    Route("api:take_back", needs=SAY, on="decline", hides=True, methods=_POST),
)


def scope_of(region_path: str, organisation: str = "") -> Scope:
    """A pair belongs to the need's place and to the organisation."""
    return Scope(region=region_path, organisation=organisation)


def side_of(actor: Actor, scope: Scope) -> str:
    """For which side the actor speaks of a pair in ``scope``: ``organisation``, ``bureau``, ``village``; "" for none.

    Whoever works for the organisation speaks for it, whatever else they hold; of those over the place, who may plan is the
    bureau, the rest is the village's side.
    """
    if actor.kind == "system":
        return "bureau"
    grants = [grant for grant in actor.scopes_of(SAY) if grant.covers(scope)]
    if any(grant.scope_kind == "organisation" for grant in grants):
        return "organisation"
    if grants:
        return "bureau" if actor.may(PLAN, scope) else "village"
    return ""
