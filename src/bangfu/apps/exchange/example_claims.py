"""The room's share of the example city: claims in every state, on the needs of the cast's own village first."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from bangfu.apps.exchange.actions import claims as actions
from bangfu.apps.exchange.models import Claim
from bangfu.apps.exchange.queries.recommend import recommended_for_need
from bangfu.apps.needs.api import Need
from bangfu.apps.organisations.api import record_capacity
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.actions import Refused
from bangfu.values import Quarter, shanghai_day

STORIES = (
    "offered",
    "chosen",
    "two_offers",
    "started",
    "passed_over",
    "withdrawn",
    "waiting",
    "offered",
    "chosen",
    "started",
)
CHOSEN_ELSEWHERE = 7
"""So many more offers were chosen in other villages, so that projects stand in every stage."""
OWN_SLOTS = 12
OWN_STORIES = 5
"""In the first so many stories, and in the one of waiting, the cast's own organisation takes part."""
PLANS = (
    "先派两人到村里看现场，下周把东西送到，教会三名村民再走。",
    "我们每月来两次，第一次带设备，以后带培训；材料由我们出，村里出场地。",
    "分三批做：先摸底，再集中一周，最后回访一次；路费我们自己出。",
    "联合一家会员单位一起做，月底前完成，坏了一年内免费修。",
)


def build_claims(*, people: Mapping[str, str], own: str, home: str, random: Random, at: datetime) -> int:
    """Tell ten small stories. Returns: how many claims were made.

    Args: ``people`` opaque ids (``village``, ``organisation``); ``own`` the number of the cast's organisation; ``home`` the
    cast's village (12 digits).
    """
    needs = list(Need.objects.filter(state="published").prefetch_related("lines").order_by("number"))
    random.shuffle(needs)
    ours = [need for need in needs if need.region_path == home]
    others = [need for need in needs if need.region_path != home]
    # The cast's village tells the first stories; what is left of its needs waits for whoever tries the site.
    needs = ours[:OWN_STORIES] + others
    # All lists before the first claim: an act on a need makes the lists be computed afresh.
    told = list(zip(STORIES, needs, strict=False))
    told += [("chosen", need) for need in needs[len(STORIES) :][-CHOSEN_ELSEWHERE:]]
    lists = {need.number: [one.number for one in recommended_for_need(need.number).candidates] for _story, need in told}
    # So that a visitor who signs in as its staff may still claim, and is recommended, after all these stories.
    record_capacity(by=SYSTEM_ACTOR, at=at, number=own, quarter=Quarter.of(shanghai_day(at)).text, slots=OWN_SLOTS)
    for place, (story, need) in enumerate(told):
        numbers = [number for number in lists[need.number] if number != own]
        if story == "waiting":
            numbers[2:2] = [own]
        elif place < OWN_STORIES:
            numbers[:0] = [own]
        _tell(story, need, numbers, people, random, at)
    return Claim.objects.count()


def _tell(
    story: str, need: Need, parties: Sequence[str], people: Mapping[str, str], random: Random, at: datetime
) -> None:
    before = at - timedelta(hours=random.randint(5, 60))
    village = Actor(person=people["village"], kind="person", grants=(Grant("village", "region", need.region_path),))
    wanted = {line.position: max(1, line.quantity * 2 // 3) for line in need.lines.all()}
    several = {"two_offers": 2, "passed_over": 2, "waiting": 3}.get(story, 1)
    made: list[Claim] = []
    for number in parties:
        if len(made) == several:
            break
        claim = _begun(need, number, people["organisation"], wanted, before)
        if claim:
            made.append(claim)
            if story != "started":
                _offer(claim, people["organisation"], random.choice(PLANS), before)
    if made and story in ("chosen", "passed_over"):
        actions.choose_claims(by=village, at=at, number=need.number, chosen=[made[-1].pk], reason="离村里近，去年来过")
    if made and story == "withdrawn":
        staff = _staff(people["organisation"], made[0])
        actions.withdraw_claim(by=staff, at=at, claim_id=made[0].pk, reason="这个月人手排满了")


def _staff(person: str, claim: Claim) -> Actor:
    return Actor(person=person, kind="person", grants=(Grant("staff", "organisation", claim.organisation.number),))


def _begun(need: Need, number: str, person: str, wanted: Mapping[int, int], at: datetime) -> Claim | None:
    staff = Actor(person=person, kind="person", grants=(Grant("staff", "organisation", number),))
    try:
        return actions.start_claim(by=staff, at=at, number=need.number, organisation=number, wanted=wanted)  # type: ignore[no-any-return]
    except Refused:
        return None


def _offer(claim: Claim, person: str, plan: str, at: datetime) -> None:
    day = at.date()
    actions.complete_offer(
        by=_staff(person, claim),
        at=at,
        claim_id=claim.pk,
        plan=plan,
        contact="演示联系人 020-00000000",
        starts_on=day + timedelta(days=7),
        ends_on=day + timedelta(days=40),
    )
