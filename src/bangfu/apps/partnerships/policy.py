"""Who may plan teams and pairings, answer for a side, and what each route asks for.

A draft belongs to the office or the hub that plans; whoever plans there sees it, nobody else knows of it. A pairing or a formed
team is followed by its parties and by the offices above its place; only a side's own people answer and sign for it.
"""

from bangfu.apps.partnerships.models import Pairing, Team, TeamDraft
from bangfu.plumbing.access import Actor, Denied, Route, Scope

PLAN, PAIR, LEAD = "partnerships.plan", "partnerships.pair", "partnerships.lead"
FOLLOW, ANSWER = "partnerships.follow", "partnerships.answer"


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


def sides_of(actor: Actor, pairing: Pairing) -> list[str]:
    """The sides of a pairing for which this actor may speak: its organisation, its place, both or none."""
    reached = {"organisation": Scope(organisation=pairing.organisation), "place": Scope(region=pairing.place)}
    return [side for side, scope in reached.items() if actor.may(ANSWER, scope)]


def may_follow_pairing(actor: Actor, pairing: Pairing) -> bool:
    """Both sides, and the offices above the place."""
    return actor.may(FOLLOW, Scope(region=pairing.place, organisation=pairing.organisation))


def may_plan_at(actor: Actor, place: str) -> bool:
    """Whether this actor proposes pairings with a place."""
    return actor.may(PAIR, Scope(region=place))


def may_take_back(actor: Actor, pairing: Pairing) -> bool:
    """Who plans there, or whoever asked for their own side: until the other has answered."""
    asked = bool(actor.person) and actor.person == pairing.proposed_by and pairing.state == "proposed"
    return may_plan_at(actor, pairing.place) or (asked and bool(sides_of(actor, pairing)))


def may_lead_team(actor: Actor, team: Team) -> bool:
    """Who settles a team's shares, asks members and ends it: the office of its place or draft, and the lead's own people."""
    return actor.may(LEAD, Scope(region=team.place or team.draft.office, organisation=team.lead))


def may_follow_team(actor: Actor, team: Team, members: list[str]) -> bool:
    """Everybody who was asked, who planned it, the place itself and the offices above."""
    if actor.may(PLAN, scope_of(team.draft)) or actor.may(FOLLOW, Scope(region=team.place or team.draft.office)):
        return True
    return any(actor.may(FOLLOW, Scope(organisation=number)) for number in members)


def _of(name: str, *methods: str) -> Route:
    return Route(f"partnerships:{name}", needs=PLAN, on="team_draft", hides=True, methods=methods or ("GET",))


def _file(name: str) -> Route:
    return Route(f"partnerships:{name}", needs=PLAN, on="solved_team_draft", hides=True)


def _file_form(name: str, *methods: str) -> Route:
    return Route(f"partnerships:{name}", needs=PLAN, on="solved_team_draft", hides=True, methods=methods)


def _pair(name: str, needs: str, *methods: str) -> Route:
    return Route(f"partnerships:{name}", needs=needs, on="pairing", hides=True, sees=FOLLOW, methods=methods)


def _formed(name: str, needs: str, *methods: str) -> Route:
    return Route(f"partnerships:{name}", needs=needs, on="formed_team", hides=True, sees=FOLLOW, methods=methods)


def _led(name: str, *methods: str) -> Route:
    return Route(f"partnerships:{name}", needs=LEAD, on="led_team", hides=True, sees=FOLLOW, methods=methods)


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
    _file_form("team-form", "GET", "POST"),
    Route("api:list_pairings"),
    Route("api:pairing_detail", on="pairing_in_effect"),
    Route("partnerships:pairs"),
    Route("partnerships:pairs-json"),
    Route("partnerships:pairs-csv"),
    Route("partnerships:pair-public", on="pairing_in_effect", hides=True),
    Route("partnerships:pair-json", on="pairing_in_effect", hides=True),
    Route("partnerships:teams-public"),
    Route("partnerships:teams-json"),
    Route("partnerships:team-public", on="mandated_team", hides=True),
    Route("partnerships:team-public-json", on="mandated_team", hides=True),
    Route("partnerships:mine", needs=FOLLOW, anywhere=True),
    Route("partnerships:pair-suggest", needs=ANSWER, anywhere=True, methods=("GET", "POST")),
    _pair("pair", FOLLOW, "GET"),
    _pair("pair-answer", ANSWER, "POST"),
    _pair("pair-sign", ANSWER, "POST"),
    _pair("pair-keep", ANSWER, "POST"),
    _pair("pair-change", PAIR, "POST"),
    _formed("formed", FOLLOW, "GET"),
    _formed("formed-answer", ANSWER, "POST"),
    _formed("formed-sign", ANSWER, "POST"),
    _led("formed-settle", "GET", "POST"),
    _led("formed-end", "POST"),
    Route("partnerships:pair-new", needs=PAIR, anywhere=True, methods=("GET", "POST")),
    Route("partnerships:pairs-from-plan", needs=PAIR, on="solved_village_plan", hides=True, methods=("GET", "POST")),
    Route("partnerships:coverage", needs=PAIR, anywhere=True),
    Route("partnerships:what-if", needs=PAIR, anywhere=True, methods=("POST",)),
)
