"""Samples of invitations and rounds, for `tests.samples`: whatever that module makes is handed in."""

from collections.abc import Callable
from typing import Any

from bangfu.apps.rounds import actions as rounds
from bangfu.apps.rounds.models import Climb, Invitation, Round
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now
from tests.cast import VILLAGE


def make_invitation(need: Any, party: Any) -> Invitation:
    """An organisation asked to take on a published need."""
    return rounds.invite(by=SYSTEM_ACTOR, need=need.number, organisation=party.number, reason="离村里近")  # type: ignore[no-any-return]


def round_makers(sample: Any, new_party: Any, new_need: Any) -> dict[str, Callable[[Any], list[Any]]]:
    """Makers by kind. ``new_party(number, region)``, ``new_need(world)`` of `samples`."""

    def invited(world: Any) -> list[Any]:
        found = []
        for own in (True, False):
            party = (
                world.objects["organisation"] if own else new_party(1170 + Invitation.objects.count(), "450302000000")
            )
            found.append(sample((make_invitation(new_need(world, VILLAGE), party).pk,), "", party.number))
        return found

    def published(world: Any) -> list[Any]:
        found = []
        for place, region in enumerate(("440000000000", "450302000000")):
            made = Round.objects.create(
                title="试发一轮",
                scenario="none",
                solution=f"none{place}{region}"[:16],
                region=region,
                person="p",
                at=now(),
                answer_by=now(),
            )
            found.append(sample((made.pk,), region))
        return found

    def with_hubs(world: Any) -> list[Any]:
        need, own = new_need(world, VILLAGE), world.objects["organisation"]
        type(own).objects.filter(pk=own.pk).update(is_hub=True)
        for step, office in enumerate(("district", "hub"), 1):
            Climb.objects.create(
                need=need, step=step, days=30 * step, office=office, code="not_taken", why="还没有人接单。",
                suggestion="请再邀请名单上的下一家。", at=now(),
            )  # fmt: skip
        return [sample((need.number,), "", own.number)]

    return {"invitation": invited, "round": published, "need_with_hubs": with_hubs}
