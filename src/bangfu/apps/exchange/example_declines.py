"""The room's share of the example city: a dozen declines of every side and reason, on the lists as they then stand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from bangfu.apps.exchange.actions.declines import decline
from bangfu.apps.exchange.queries.recommend import recommended_for_need
from bangfu.apps.needs.api import Need
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.actions import Refused

SAID = (
    ("village", "too_far", ""),
    ("organisation", "no_capability", ""),
    ("bureau", "has_partner", ""),
    ("organisation", "no_time", ""),
    ("village", "no_capability", ""),
    ("organisation", "no_capacity", ""),
    ("village", "other", "上次来过，村民希望换一家有经验的"),
    ("organisation", "too_far", ""),
    ("bureau", "no_time", ""),
    ("village", "has_partner", ""),
    ("organisation", "other", "这类活动我们只在周末做"),
    ("bureau", "no_capability", ""),
)


def build_declines(*, people: Mapping[str, str], random: Random, at: datetime) -> int:
    """Say them, each about one of the first three of a need's list. Returns: how many were said.

    Args: ``people`` are opaque ids of who speaks for each side (``village``, ``organisation``, ``bureau``).
    """
    needs = list(Need.objects.filter(state="published").order_by("number").values_list("number", "region_path"))
    random.shuffle(needs)
    said = 0
    for number, place in needs:
        if said == len(SAID):
            break
        side, reason, words = SAID[said]
        moment = at - timedelta(hours=len(SAID) - said)
        said += _say(people[side], side, number, place, (reason, words), random, moment)
    return said


def _say(person: str, side: str, number: str, place: str, why: tuple[str, str], random: Random, at: datetime) -> bool:
    first = recommended_for_need(number).candidates[:3]
    if not first:
        return False
    organisation = random.choice(first).number
    grants = {
        "village": Grant("village", "region", place),
        "organisation": Grant("staff", "organisation", organisation),
        "bureau": Grant("bureau", "region", "44"),
    }
    by = Actor(person=person, kind="person", grants=(grants[side],))
    try:
        decline(by=by, at=at, need=number, organisation=organisation, reason=why[0], words=why[1])
    except Refused:
        return False
    return True
