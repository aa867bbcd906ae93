"""The live claims of one need with everything that a move among them makes scarcer locked. Lock order: organisations by number, the
need, its lines; :class:`LiveClaims` keeps it.

A popular need has many claims: whoever moves one locks the organisations of all live claims first, because units that come
free go to those who wait, and with them a slot of their capacity.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from bangfu.apps.exchange.models import Claim, Proposal
from bangfu.apps.exchange.queries.claims import LIVE, standing_of
from bangfu.apps.needs.api import LockedNeed, lock_need, move_units, units_in_hands
from bangfu.apps.organisations.api import eligible, lock_organisations, release_slot, take_slot
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, record
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.quantities import waiting
from bangfu.plumbing.quantities.waiting import Standing
from bangfu.values import Refusal

JOINED_MEANWHILE = 5


class _Joined(Exception):
    """Somebody took on the need between our locks of its organisations and of itself."""


def slot_of(claim: Claim) -> dict[str, str]:
    """The slot that goes with a claim, as `organisations` names it."""
    return {"number": claim.organisation.number, "quarter": claim.quarter, "holder": claim.holder}


class LiveClaims:
    """All live claims of one need, with everything that a move among them makes scarcer locked."""

    def __init__(self, number: str, newcomer: str = "") -> None:
        """``newcomer``: the organisation that joins; it moves nobody else's units, so the others stay unlocked."""
        for _attempt in range(JOINED_MEANWHILE):
            try:
                with transaction.atomic():  # leaving it by an exception lets the locks go that were taken within
                    self._lock(number, newcomer)
                return
            except _Joined:
                continue
        raise Refused(Refusal("many_join", "这条需求正有好几家同时接单，请稍等一会儿再点一次。"))

    def _lock(self, number: str, newcomer: str) -> None:
        live = Claim.objects.filter(need__number=number, state__in=LIVE)
        known = {newcomer} if newcomer else set(live.values_list("organisation__number", flat=True))
        lock_organisations(known)
        self.locked: LockedNeed = lock_need(number)
        rows = list(live.select_related("organisation").prefetch_related("lines").order_by("position"))
        # Locking the one that joined only now would turn the order round: two acts could wait for each other.
        if not newcomer and not {claim.organisation.number for claim in rows} <= known:
            raise _Joined
        self.claims: dict[str, Claim] = {claim.holder: claim for claim in rows}

    @property
    def number(self) -> str:
        return self.locked.need.number

    def left(self) -> dict[int, int]:
        """Open units by position."""
        return {position: balance.open for position, balance in self.locked.balances.items()}

    def queue(self) -> list[Standing]:
        """The live claims as they stand now, oldest first."""
        hands = units_in_hands(self.locked.need)
        return [standing_of(claim, hands) for claim in self.claims.values()]

    def move(self, steps: Sequence[waiting.Step], *, by: Actor, at: datetime, reason: str = "") -> None:
        """Carry out moves of units in order."""
        for step in steps:
            move_units(
                by=by, at=at, number=self.number, name=step.move, holder=step.holder, units=step.units, reason=reason
            )
        self.locked = lock_need(self.number)

    def hold_slot(self, claim: Claim, at: datetime) -> bool:
        """One slot of its organisation for whoever holds units; False when none is free."""
        try:
            with transaction.atomic():
                take_slot(by=SYSTEM_ACTOR, at=at, **slot_of(claim))
        except Refused:
            return False
        return True

    def let_slot_go(self, claim: Claim, at: datetime) -> None:
        """Give the slot back once the claim holds nothing any more; without a slot nothing happens."""
        try:
            with transaction.atomic():
                release_slot(by=SYSTEM_ACTOR, at=at, **slot_of(claim))
        except Refused:
            return

    def holding_nothing(self) -> list[Claim]:
        """Live claims that only wait."""
        return [self.claims[one.holder] for one in self.queue() if not one.held]

    def out(self, holders: Collection[str]) -> set[str]:
        """Those among ``holders`` whose organisation may take on nothing new at present. One query."""
        able = set(
            eligible().filter(pk__in=[self.claims[one].organisation_id for one in holders]).values_list("pk", flat=True)
        )
        return {one for one in holders if self.claims[one].organisation_id not in able}

    def move_up(self, *, at: datetime) -> None:
        """Units that came free go to those who wait, in their order; whoever has no slot free, or may take on nothing at
        present, is passed by and keeps waiting. A need that has ended gives nothing out any more."""
        if self.locked.need.state != "published":
            return
        passed = self.out(self.claims)
        while steps := waiting.promotions(self.left(), [one for one in self.queue() if one.holder not in passed]):
            step = steps[0]
            claim = self.claims[step.holder]
            if not self.hold_slot(claim, at):
                passed.add(step.holder)
                continue
            self.move([step], by=SYSTEM_ACTOR, at=at, reason="前面有人退出，递补")
            put_event("exchange.moved_up", {"claim": claim.pk}, at=at)


def may_claim(by: Actor, organisation: str) -> None:
    """Errors: ``Denied`` for who does not claim for the organisation."""
    if not by.may("exchange.claim", Scope(organisation=organisation)):
        raise Denied("exchange.claim")


def live_claim(claim_id: str) -> tuple[LiveClaims, Claim]:
    """A claim that has no outcome yet, among all of its need. Errors: ``Hidden``; ``Refused`` when it is over."""
    number = Claim.objects.filter(pk=claim_id).values_list("need__number", flat=True).first()
    if number is None:
        raise Hidden
    here = LiveClaims(number)
    claim = next((each for each in here.claims.values() if each.pk == claim_id), None)
    if claim is None:
        raise Refused(Refusal("claim_over", "这次接单已经有结果了，请刷新页面看最新情况。"))
    return here, claim


def close_proposals(claim: Claim, *, at: datetime) -> None:
    """What was proposed to a claim that has its outcome is no longer open."""
    Proposal.objects.filter(claim=claim, state="open").update(state="gone", decided_at=at)


def release(here: LiveClaims, claim: Claim, how: str, *, by: Actor, at: datetime, reason: str) -> None:
    """End a claim without a yes: what it held and its slot are free again, who wrote it is told."""
    held = units_in_hands(here.locked.need).get((claim.holder, "held"), {})
    if held:
        here.move([waiting.Step("give_back", claim.holder, held)], by=by, at=at, reason=reason)
    here.let_slot_go(claim, at)
    before = claim.state
    claim.state, claim.released_how, claim.reason = "released", how, reason[:300]
    claim.decided_at, claim.decided_by = at, by.person
    claim.save(update_fields=["state", "released_how", "reason", "decided_at", "decided_by"])
    close_proposals(claim, at=at)
    here.claims.pop(claim.holder, None)
    record(subject=claim, changes={"state": (before, "released"), "released_how": ("", how)})
    told = {"claim": claim.pk, "holder": claim.holder, "how": how, "reason": claim.reason}
    put_event("exchange.claim_released", told, at=at)
