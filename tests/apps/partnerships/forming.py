"""Who takes part in a pairing or a team, and the steps that bring one to a state."""

from datetime import timedelta

from bangfu.apps.agreements.api import INTENT, Agreement
from bangfu.apps.exchange import actions as exchange
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.organisations import api as organisations
from bangfu.apps.partnerships.actions import pairings, teams
from bangfu.apps.partnerships.actions.pairings import Terms, Two
from bangfu.apps.partnerships.actions.teams import TeamTerms
from bangfu.apps.partnerships.invariants import INVARIANTS
from bangfu.apps.partnerships.rules.teams import Part
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.clock import today
from bangfu.values import Quarter
from tests.cast import VILLAGE
from tests.samples import make_need, solve_now

ANSWERS = dict.fromkeys(
    ("accurate", "sustainable", "feasible", "effective", "concentration", "conflict"), "想过了，村里认可。"
)


def village(place: str = VILLAGE) -> Actor:
    """Who answers for a village."""
    return Actor(person="villageclerk".ljust(16, "x"), kind="person", grants=(Grant("village", "region", place),))


def staff(number: str) -> Actor:
    """Somebody of an organisation."""
    person = f"of{number}".replace("-", "")[:16]
    return Actor(person=person.ljust(16, "x"), kind="person", grants=(Grant("staff", "organisation", number),))


def declare_next(number: str, slots: int = 2) -> str:
    """Slots of the quarter after this one. Returns: the quarter."""
    quarter = Quarter.of(today()).next.text
    organisations.record_capacity(by=SYSTEM_ACTOR, number=number, quarter=quarter, slots=slots)
    return quarter


def terms(**changes) -> Terms:
    """A year from today."""
    values = {
        "goals": "把村里的果园管起来，农户学会修剪。",
        "duties": {"mutual": "党支部每季度共上一课", "special": "果树技术员每月到村一天"},
        "starts_on": today(),
        "ends_on": today() + timedelta(days=365),
    } | changes
    return Terms(**values)


def proposed(by: Actor, number: str, place: str = VILLAGE, **changes):
    return pairings.propose_pairings(by=by, pairs=[Two(number, place, "果树栽培对得上")], terms=terms(**changes))


def agreed(by: Actor, number: str, place: str = VILLAGE, **changes):
    made = proposed(by, number, place, **changes)
    pairings.answer_pairing(by=staff(number), number=made.number, side="organisation", answer="accepted")
    return pairings.answer_pairing(by=village(place), number=made.number, side="place", answer="accepted")


def digest(agreement_id: str) -> str:
    """Of the text that waits for signatures."""
    return Agreement.objects.select_related("proposed").get(pk=agreement_id).proposed.digest


def sign(pairing, side: str):
    by = staff(pairing.organisation) if side == "organisation" else village(pairing.place)
    return pairings.sign_pairing(by=by, number=pairing.number, side=side, seen=digest(pairing.agreement), intent=INTENT)


def in_effect(by: Actor, number: str, place: str = VILLAGE, **changes):
    pairing = agreed(by, number, place, **changes)
    sign(pairing, "organisation")
    return sign(pairing, "place")


def parts_of(*rows) -> list[Part]:
    """(organisation, budget, credit) → parts with a sentence of work."""
    return [Part(number, "按分工下村做事", budget, credit) for number, budget, credit in rows]


def team_terms(lead: str, **changes) -> TeamTerms:
    values = {
        "goals": "两年内果园增产，农户学会管护。",
        "starts_on": today(),
        "ends_on": today() + timedelta(days=200),
        "budget_fen": 5_000_000,
        "lead": lead,
    } | changes
    return TeamTerms(**values)


def formed(by: Actor, draft, lead: str, parts, **changes):
    return teams.form_team(by=by, number=draft.number, terms=team_terms(lead, **changes), parts=parts, answers=ANSWERS)


def all_say_yes(team) -> None:
    for number in team.members.filter(state="invited").values_list("organisation", flat=True):
        teams.answer_team(by=staff(number), number=team.number, organisation=number, answer="accepted")
    team.refresh_from_db()


def all_sign(team) -> None:
    team.refresh_from_db()
    for number in list(team.proposal.shares.values_list("organisation", flat=True)):
        teams.sign_team(
            by=staff(number), number=team.number, organisation=number, seen=digest(team.agreement), intent=INTENT
        )
    team.refresh_from_db()


def broken(*ids: str) -> list[str]:
    """What the invariants named here find wrong."""
    from_rows = {one.id: one for one in INVARIANTS}
    return [finding.what for name in ids for finding in from_rows[name].broken()]


def solved_village_plan(people) -> str:
    """A solved plan for the villages of the province. Returns: the id of its scenario."""
    hands = {role: member.actor for role, member in people.items()}
    make_need(VILLAGE, "published", hands)
    beginning = Beginning("清城结对", "villages", "440000000000", Quarter.of(today()).text, "fair")
    scenario = exchange.start_from_registry(by=people["bureau"].actor, beginning=beginning)
    solve_now(scenario, people["bureau"].actor)
    return scenario.pk
