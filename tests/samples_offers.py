"""Samples of offers and orders, for `tests.samples`: whatever that module makes is handed in, so that it may import this one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bangfu.apps.offers import actions as offers
from bangfu.apps.offers.models import Offer, Order
from bangfu.apps.offers.rules import Given
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.clock import today
from tests.cast import VILLAGE

ELSEWHERE = "450302001990"
PURPOSE = "给村卫生站的老人量血压用"


def make_offer(party: Any, state: str) -> Offer:
    """An offer of an organisation that serves both villages of the samples, brought to ``state``."""
    staff = Actor("offering", "person", (Grant("staff", "organisation", party.number),))
    office = Actor("checking", "person", (Grant("bureau", "region", party.region.code[:2]),))
    values = {
        "title": f"血压计送到村卫生站，第 {Offer.objects.count() + 1} 批",
        "way": "goods",
        "themes": ["village_clinic"],
        "ends_on": today() + timedelta(days=60),
        "contact": "李师傅 020-00000000",
    }
    served = list(Region.objects.filter(code__in=("441800000000", "450000000000")))
    made = offers.draft_offer(
        by=staff, organisation=party.number, values=values, lines=[Given("血压计", 20, "台")], places=served
    )
    if state in ("submitted", "published"):
        offers.submit_offer(by=staff, number=made.number)
    if state == "published":
        offers.publish_offer(by=office, number=made.number)
    made.refresh_from_db()
    return made


def offer_makers(sample: Any, new_party: Any, hands: Any) -> dict[str, Callable[[Any], list[Any]]]:
    """Makers by kind. ``sample``: the class of a sample; ``new_party(number, region)`` and ``hands(world, region)`` of `samples`."""

    def given(state: str, *more: Any) -> Callable[[Any], list[Any]]:
        def make(world: Any) -> list[Any]:
            found = []
            for party in (world.objects["organisation"], new_party(970 + Offer.objects.count(), "450302000000")):
                made = make_offer(party, state)
                found.append(sample((made.number, *more), party.region.code, party.number, "", state == "published"))
            return found

        return make

    def asked(*more: Any) -> Callable[[Any], list[Any]]:
        def make(world: Any) -> list[Any]:
            found = []
            for region in (VILLAGE, ELSEWHERE):
                party = new_party(1070 + Order.objects.count(), "450302000000")
                offer, place = make_offer(party, "published"), Region.objects.get(code=region)
                order = offers.place_order(
                    by=hands(world, region)["village"],
                    number=offer.number,
                    region=place,
                    wanted={1: 2},
                    purpose=PURPOSE,
                )
                found.append(sample((order.pk, *more), region, party.number))
            return found

        return make

    return {
        "published_offer": given("published"),
        "draft_offer": given("draft"),
        "submitted_offer": given("submitted"),
        "offer_to_submit": given("draft", "submit"),
        "offer_to_publish": given("submitted", "publish"),
        "order": asked(),
        "order_to_withdraw": asked("withdraw"),
    }
