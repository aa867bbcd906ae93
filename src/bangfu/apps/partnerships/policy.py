"""Who may plan teams, and what each route asks for.

A draft belongs to the office or the hub that plans; whoever plans there sees it, nobody else knows of it.
"""

from bangfu.apps.partnerships.models import TeamDraft
from bangfu.plumbing.access import Actor, Denied, Route, Scope

PLAN = "partnerships.plan"


def scope_of(draft: TeamDraft) -> Scope:
    """An office's draft lies in its region, a hub's with the hub."""
    return Scope(region=draft.office, organisation=draft.hub)


def planner_of(actor: Actor) -> tuple[str, str]:
    """(region prefix, hub's number) for which this actor plans: the first grant counts. Errors: ``Denied``."""
    for grant in actor.scopes_of(PLAN):
        if grant.scope_kind == "region":
            return grant.scope_id, ""
        if grant.scope_kind == "organisation":
            return "", grant.scope_id
    raise Denied(PLAN)


def _of(name: str, *methods: str) -> Route:
    return Route(f"partnerships:{name}", needs=PLAN, on="team_draft", hides=True, methods=methods or ("GET",))


def _file(name: str) -> Route:
    return Route(f"partnerships:{name}", needs=PLAN, on="solved_team_draft", hides=True)


ROUTES = (
    Route("partnerships:teams", needs=PLAN, anywhere=True),
    Route("partnerships:team-new", needs=PLAN, anywhere=True, methods=("GET", "POST")),
    _of("team"),
    _of("team-edit", "GET", "POST"),
    _of("team-solve", "POST"),
    _of("team-choose", "POST"),
    _of("team-answer", "POST"),
    _file("team-json"),
    _file("team-word"),
    _file("team-project"),
    _file("team-organisations"),
)
