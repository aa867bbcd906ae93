"""Samples of pairings, formed teams and agreements; kept apart because they take many hands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bangfu.apps.agreements.api import INTENT, Agreement
from bangfu.apps.exchange import actions as exchange
from bangfu.apps.exchange.actions.scenarios import Beginning
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.partnerships.actions import drafts, pairings, teams
from bangfu.apps.partnerships.actions.pairings import Terms, Two
from bangfu.apps.partnerships.actions.teams import TeamTerms
from bangfu.apps.partnerships.models import Pairing, Team
from bangfu.apps.partnerships.rules.drafts import QUESTIONS
from bangfu.apps.partnerships.rules.teams import Part
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import today
from bangfu.values import Quarter

YEAR = timedelta(days=365)


def give_slots(number: str, slots: int = 50) -> None:
    """Slots of this quarter."""
    organisations.record_capacity(by=SYSTEM_ACTOR, number=number, quarter=Quarter.of(today()).text, slots=slots)


def agreed_pairing(number: str, place: str) -> Pairing:
    """A pairing to which both sides said yes; its agreement waits for signatures."""
    give_slots(number)
    terms = Terms("把果园管起来，农户学会修剪。", {"special": "技术员每月到村"}, today(), today() + YEAR)
    made = pairings.propose_pairings(by=SYSTEM_ACTOR, pairs=[Two(number, place)], terms=terms)
    for side in ("organisation", "place"):
        made = pairings.answer_pairing(by=SYSTEM_ACTOR, number=made.number, side=side, answer="accepted")
    return made


def pairing_in_effect(number: str, place: str) -> Pairing:
    """The same, signed by both."""
    made = agreed_pairing(number, place)
    for side in ("organisation", "place"):
        made = pairings.sign_pairing(
            by=SYSTEM_ACTOR, number=made.number, side=side, seen=_digest(made.agreement), intent=INTENT
        )
    return made


def _digest(agreement_id: str) -> str:
    return Agreement.objects.select_related("proposed").get(pk=agreement_id).proposed.digest


def formed_team(lead: str, member: str, *, mandated: bool = False) -> Team:
    """A team of two under a lead that planned it itself; invited, or with its mandate."""
    was_hub = Organisation.objects.get(number=lead).is_hub
    Organisation.objects.filter(number=lead).update(is_hub=True)
    values = {"title": "果树联合帮扶", "required_capabilities": {"果树栽培技术": 3}, "max_members": 3}
    draft = drafts.draft_team(by=SYSTEM_ACTOR, values=values, hub=lead)
    terms = TeamTerms("果园增产，农户学会管护。", today(), today() + YEAR, 0, lead)
    parts = [Part(lead, "统筹", 500, 500), Part(member, "下村教学", 500, 500)]
    answers = dict.fromkeys(QUESTIONS, "村里商量过，够用。")
    team = teams.form_team(by=SYSTEM_ACTOR, number=draft.number, terms=terms, parts=parts, answers=answers)
    if mandated:
        for number in (lead, member):
            give_slots(number)
            teams.answer_team(by=SYSTEM_ACTOR, number=team.number, organisation=number, answer="accepted")
        team.refresh_from_db()
        for number in (lead, member):
            teams.sign_team(
                by=SYSTEM_ACTOR, number=team.number, organisation=number, seen=_digest(team.agreement), intent=INTENT
            )
        team.refresh_from_db()
    Organisation.objects.filter(number=lead).update(is_hub=was_hub)
    return team


def village_plan(world: Any, home: str, hands: tuple[Callable[..., Any], ...]) -> str:
    """A solved plan for the villages of the province, out of the registry."""
    make_need, hands_of, solve = hands
    make_need(home, "published", hands_of(world, home), title="果园缺技术员，要人来教")
    by = world.cast["bureau"].actor
    beginning = Beginning("全省结对", "villages", "440000000000", Quarter.of(today()).text, "fair")
    made = exchange.start_from_registry(by=by, beginning=beginning)
    solve(made, by)
    return str(made.pk)


def makers(
    sample: Callable[..., Any],
    organisation: Callable[..., Any],
    hands: tuple[Callable[..., Any], ...],
    places: tuple[str, str, str],
) -> dict[str, Callable[[Any], list[Any]]]:
    """Makers by kind. ``places``: the cast's village, another of the province, one elsewhere."""
    home, other, elsewhere = places

    def two(world: Any) -> list[tuple[str, str]]:
        if "stranger" not in world.objects:
            world.objects["stranger"] = organisation(981, "450302000000")
            world.objects["helper"] = organisation(982, "450302000000")
        return [(world.objects["organisation"].number, home), (world.objects["stranger"].number, elsewhere)]

    def pairs(world: Any) -> list[Pairing]:
        if "pairs" not in world.objects:
            world.objects["pairs"] = [agreed_pairing(number, place) for number, place in two(world)]
        found: list[Pairing] = world.objects["pairs"]
        return found

    def formed(world: Any, *, leads: bool) -> list[Any]:
        own, stranger = (number for number, _place in two(world))
        helper = world.objects["helper"].number
        mine = formed_team(own, helper) if leads else formed_team(helper, own)
        return [sample((mine.number,), "", own), sample((formed_team(stranger, helper).number,), "", stranger)]

    return {
        "pairing": lambda world: [sample((one.number,), one.place, one.organisation) for one in pairs(world)],
        "agreement": lambda world: [sample((one.agreement,), one.place, one.organisation) for one in pairs(world)],
        "pairing_in_effect": lambda world: [
            sample((pairing_in_effect(two(world)[0][0], other).number,), other, is_public=True)
        ],
        "mandated_team": lambda world: [
            sample(
                (formed_team(two(world)[1][0], world.objects["helper"].number, mandated=True).number,), is_public=True
            )
        ],
        "formed_team": lambda world: formed(world, leads=False),
        "led_team": lambda world: formed(world, leads=True),
        "solved_village_plan": lambda world: [sample((village_plan(world, home, hands),), "440000000000")],
        "template_kind": lambda world: [sample(("pairing",), is_public=True)],
    }
