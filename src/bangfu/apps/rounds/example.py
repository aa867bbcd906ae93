"""Invitations of the example city in every state, two published rounds, and needs that have waited long enough to climb."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bangfu.apps.exchange.api import recommended_for_need
from bangfu.apps.needs.api import Need
from bangfu.apps.rounds import actions
from bangfu.apps.rounds.models import Invitation, Round
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.actions import Refused

STORIES = ("sent", "accepted", "declined", "silent", "sent", "sent")

ANSWERED = 6


def build_example(*, people: Mapping[str, str], own: str, home: str, at: datetime) -> int:
    """Invite on six needs of the cast's county, then let what waited climb. Returns: how many invitations.

    Args: ``people`` opaque ids (``bureau``, ``staff``); ``own`` the number of the cast's organisation; ``home`` its village.
    """
    bureau = Actor(people["bureau"], "person", (Grant("bureau", "region", "44"),))
    rows = Need.objects.filter(state="published", region_path__startswith=home[:6], lines__held=0, lines__committed=0)
    needs = list(rows.distinct().order_by("number")[: len(STORIES)])
    lists = {need.number: [one.number for one in recommended_for_need(need.number).candidates] for need in needs}
    for story, need in zip(STORIES, needs, strict=False):
        numbers = [own, *lists[need.number]] if story == "sent" else lists[need.number]
        for number in numbers:
            try:
                _tell(story, need, number, bureau, people["staff"], at)
            except Refused:  # declined before, or at its capacity: the next of the list
                continue
            break
    actions.look_after_rounds(at=at)
    return Invitation.objects.count()


def _tell(story: str, need: Need, number: str, bureau: Actor, person: str, at: datetime) -> None:
    staff = Actor(person, "person", (Grant("staff", "organisation", number),))
    before = at - timedelta(days=9 if story == "silent" else 2)
    one = actions.invite(by=bureau, at=before, need=need.number, organisation=number, reason="推荐名单靠前，离村里近")
    if story == "accepted":
        wanted = {line.position: max(1, line.balance.open // 2) for line in need.lines.all()}
        actions.accept_invitation(by=staff, at=at - timedelta(hours=5), invitation_id=one.pk, wanted=wanted)
    elif story == "declined":
        actions.decline_invitation(by=staff, at=at - timedelta(hours=4), invitation_id=one.pk, reason="no_time")
    elif story == "silent":
        actions.expire_invitation(by=SYSTEM_ACTOR, at=at, invitation_id=one.pk)


def build_rounds(*, planner: Actor, plans: Sequence[str], person: str, at: datetime) -> list[Round]:
    """Publish two plans (ids of scenarios): some of the first are answered, the second is taken back.

    Args: ``planner`` publishes; ``person`` answers for whoever was invited.
    """
    published = [actions.publish_round(by=planner, at=at - timedelta(days=3), scenario_id=each) for each in plans]
    first, second = published
    rows = (
        Invitation.objects.filter(round=first, state="sent").select_related("organisation", "need").order_by("at", "pk")
    )
    for place, one in enumerate(rows[:ANSWERED]):
        staff = Actor(person, "person", (Grant("staff", "organisation", one.organisation.number),))
        with suppress(Refused):  # at its capacity by now: it stays open
            _answer(staff, one, place, at)
    actions.withdraw_round(by=planner, at=at, round_id=second.pk)
    return [first, second]


def _answer(staff: Actor, one: Invitation, place: int, at: datetime) -> None:
    if place % 2:
        reason = ("too_far", "no_time")[place // 2 % 2]
        # Not earlier: plans drafted a moment ago hold this pair, and what is declined before a plan may not stand in it.
        actions.decline_invitation(by=staff, at=at, invitation_id=one.pk, reason=reason)
        return
    wanted = {line.position: max(1, line.balance.open // 2) for line in one.need.lines.all()}
    actions.accept_invitation(by=staff, at=at - timedelta(hours=7), invitation_id=one.pk, wanted=wanted)
