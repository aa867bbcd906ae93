"""Races of claims: the last units, the last slot, a choice against a step back, two choices. Run by `races`."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

from bangfu.apps.exchange.actions import claims
from bangfu.apps.exchange.invariants import INVARIANTS as OF_EXCHANGE
from bangfu.apps.exchange.models import Claim
from bangfu.apps.needs.invariants import INVARIANTS as OF_NEEDS
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.offers import actions as offers
from bangfu.apps.offers.invariants import INVARIANTS as OF_OFFERS
from bangfu.apps.offers.models import Offer, OfferLine, Order
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.organisations.invariants import INVARIANTS as OF_ORGANISATIONS
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.regions.models import Region
from bangfu.apps.rounds import actions as rounds
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.clock import today
from bangfu.values import Quarter
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, ELSEWHERES, make_need, make_organisation, make_places
from tests.samples_offers import make_offer

HANDS = 4
Together = Callable[..., list[str]]
_serial = itertools.count(2000)
PLAN = "派两名师傅带新机下乡，月底前送到。"


def _village(place: str = VILLAGE) -> dict[str, Actor]:
    return {
        role: Actor(f"race{role}"[:16].ljust(16, "x"), "person", (Grant(role, "region", place[:2]),))
        for role in ELSEWHERES
    }


def _need() -> Need:
    if not Need.objects.exists():
        make_places()
    return make_need(VILLAGE, "published", _village(), title=f"村卫生站缺血压计 {next(_serial)}")


def _party(slots: int = 9) -> tuple[Actor, str]:
    number = make_organisation(next(_serial)).number
    quarter = Quarter.of(today()).text
    organisations.record_capacity(by=SYSTEM_ACTOR, number=number, quarter=quarter, slots=slots)
    return Actor(number.ljust(16, "x")[:16], "person", (Grant("staff", "organisation", number),)), number


def _start(need: Need, party: tuple[Actor, str], units: int) -> Claim:
    staff, number = party
    return claims.start_claim(by=staff, number=need.number, organisation=number, wanted={1: units})  # type: ignore[no-any-return]


def _offered(need: Need, party: tuple[Actor, str], units: int) -> Claim:
    claim = _start(need, party, units)
    return claims.complete_offer(by=party[0], claim_id=claim.pk, plan=PLAN)  # type: ignore[no-any-return]


def _faults(need: Need, **expected: int) -> list[str]:
    """Where the line differs from what it should be, and what `bangfu check` finds."""
    line = NeedLine.objects.get(need=need)
    wrong = [f"{name} {getattr(line, name)}" for name, units in expected.items() if getattr(line, name) != units]
    every = [each for each in (*OF_NEEDS, *OF_ORGANISATIONS, *OF_EXCHANGE) if each.id in ("N6", "O1", "C1", "C2")]
    return wrong + [finding.what for each in every for finding in each.broken()]


def _others(ends: list[str], *allowed: str) -> list[str]:
    return [end for end in ends if end not in ("done", *allowed)]


def last_units(together: Together) -> list[str]:
    """Four organisations want eight of twenty each: all twenty are held, nobody holds what another does."""
    need, parties = _need(), [_party() for _hand in range(HANDS)]
    ends = together(*(partial(_start, need, party, 8) for party in parties))
    return _others(ends) + _faults(need, held=20)


def last_slot(together: Together) -> list[str]:
    """One organisation with one slot takes on two needs at once: one of them."""
    first, second, party = _need(), _need(), _party(slots=1)
    ends = together(partial(_start, first, party, 5), partial(_start, second, party, 5))
    held = sum(NeedLine.objects.get(need=need).held for need in (first, second))
    return _others(ends, "organisations.capacity_full") + ([] if held == 5 else [f"held {held}"]) + _faults(first)


def choice_against_step_back(together: Together) -> list[str]:
    """A claim is chosen or given back, never both."""
    need, party = _need(), _party()
    claim, people = _offered(need, party, 8), _village()
    ends = together(
        partial(claims.choose_claims, by=people["village"], number=need.number, chosen=[claim.pk]),
        partial(claims.withdraw_claim, by=party[0], claim_id=claim.pk, reason="人手不够"),
    )
    chosen = Claim.objects.get(pk=claim.pk).state == "chosen"
    return _others(ends, "claim_over", "nobody_chosen") + _faults(need, committed=8 * chosen, held=0)


def two_choices(together: Together) -> list[str]:
    """Two officials choose two offers that do not fit together: one is chosen."""
    need, parties, people = _need(), [_party(), _party()], _village()
    offers = [_offered(need, party, 15) for party in parties]
    choose: Callable[[Claim], Any] = lambda offer: claims.choose_claims(  # noqa: E731
        by=people["village"], number=need.number, chosen=[offer.pk]
    )
    ends = together(*(partial(choose, offer) for offer in offers))
    return _others(ends, "nobody_chosen", "chosen_too_much") + _faults(need, committed=15)


def joining_against_step_back(together: Together) -> list[str]:
    """Two join while the one that holds everything steps back: nobody waits for the other for ever, all units find hands."""
    need, parties = _need(), [_party() for _hand in range(3)]
    first = _start(need, parties[0], 20)
    ends = together(
        partial(claims.withdraw_claim, by=parties[0][0], claim_id=first.pk, reason="人手不够"),
        partial(_start, need, parties[1], 12),
        partial(_start, need, parties[2], 12),
    )
    return _others(ends) + _faults(need, held=20)


def _offer() -> tuple[Offer, Actor]:
    if not Region.objects.exists():
        make_places()
    staff, number = _party()
    return make_offer(Organisation.objects.get(number=number), "published"), staff


def _order(offer: Offer, place: str, units: int) -> Order:
    village = Actor(place[-12:].ljust(16, "v"), "person", (Grant("village", "region", place),))
    region = Region.objects.get(code=place)
    purpose = "给村卫生站的老人量血压用"
    return offers.place_order(by=village, number=offer.number, region=region, wanted={1: units}, purpose=purpose)  # type: ignore[no-any-return]


def _order_faults(offer: Offer, **expected: int) -> list[str]:
    line = OfferLine.objects.get(offer=offer)
    wrong = [f"{name} {getattr(line, name)}" for name, units in expected.items() if getattr(line, name) != units]
    every = [each for each in (*OF_OFFERS, *OF_ORGANISATIONS) if each.id in ("U4", "U5", "O1")]
    return wrong + [finding.what for each in every for finding in each.broken()]


ORDER_PLACES = ("441802101990", "441802101000", "441802000000", ELSEWHERE)


def last_units_ordered(together: Together) -> list[str]:
    """Four places order eight of twenty each: all twenty are held, nobody holds what another does."""
    offer, _staff = _offer()
    ends = together(*(partial(_order, offer, place, 8) for place in ORDER_PLACES))
    return _others(ends) + _order_faults(offer, held=20)


def two_answers(together: Together) -> list[str]:
    """An order is accepted by two people at once and taken back by its place: one of the three counts."""
    offer, staff = _offer()
    order = _order(offer, ORDER_PLACES[0], 8)
    village = Actor(order.person, "person", (Grant("village", "region", ORDER_PLACES[0]),))
    ends = together(
        partial(offers.accept_order, by=staff, order_id=order.pk),
        partial(offers.accept_order, by=staff, order_id=order.pk),
        partial(offers.withdraw_order, by=village, order_id=order.pk, reason="镇里另有安排"),
    )
    accepted = Order.objects.get(pk=order.pk).state == "accepted"
    wins = [] if ends.count("done") == 1 else [f"{ends.count('done')} winners"]
    return wins + _others(ends, "order_over") + _order_faults(offer, committed=8 * accepted, held=0)


def two_yes(together: Together) -> list[str]:
    """An invitation is accepted by two people at once and declined by a third: one answer counts, one claim at most."""
    need, (staff, number) = _need(), _party()
    one = rounds.invite(by=SYSTEM_ACTOR, need=need.number, organisation=number, reason="离村里近")
    yes = partial(rounds.accept_invitation, by=staff, invitation_id=one.pk, wanted={1: 8})
    no = partial(rounds.decline_invitation, by=staff, invitation_id=one.pk, reason="too_far")
    ends = together(yes, yes, no)
    taken = Claim.objects.filter(need=need).count()
    wins = [] if ends.count("done") == 1 else [f"{ends.count('done')} winners"]
    return wins + _others(ends, "wrong_state") + _faults(need, held=8 * taken)


CLAIM_RACES = (
    last_units,
    last_slot,
    choice_against_step_back,
    two_choices,
    joining_against_step_back,
    last_units_ordered,
    two_yes,
    two_answers,
)
