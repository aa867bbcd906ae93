"""Between the offer and the work: other units, what the village would rather have (还价), a choice taken back."""

from collections.abc import Mapping
from datetime import date, datetime

from bangfu.apps.exchange.actions.live import LiveClaims, live_claim, may_claim, release
from bangfu.apps.exchange.models import Claim, ClaimLine, Proposal
from bangfu.apps.exchange.queries.claims import standing_of, time_to_answer
from bangfu.apps.exchange.rules import claims as rules
from bangfu.apps.exchange.rules.claims import CLAIM_LIFE
from bangfu.apps.needs.api import units_in_hands
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.quantities.waiting import Step
from bangfu.values import Refusal, shanghai_day


def _may_choose(by: Actor, here: LiveClaims) -> None:
    if not by.may("exchange.choose", Scope(region=here.locked.need.region_path)):
        raise Denied("exchange.choose")


def _wants(here: LiveClaims, claim: Claim, wanted: Mapping[int, int], *, by: Actor, at: datetime) -> None:
    """Other units for a live claim: what it no longer wants is open again and goes to who waits, more comes from what is open."""
    mine = standing_of(claim, units_in_hands(here.locked.need))
    wanted = {place: units for place, units in wanted.items() if units}
    unknown = [place for place in wanted if place not in here.locked.lines]
    if unknown:
        raise Refused(Refusal("no_such_line", f"没有第 {unknown[0]} 项，请刷新页面看最新情况。"))
    refuse(rules.units_refusal(wanted, mine.wanted, mine.held, here.left()))
    back = {place: units - wanted.get(place, 0) for place, units in mine.held.items() if units > wanted.get(place, 0)}
    more = {
        place: units - mine.wanted.get(place, 0) for place, units in wanted.items() if units > mine.wanted.get(place, 0)
    }
    ClaimLine.objects.filter(claim=claim).exclude(position__in=wanted).delete()
    for place, units in wanted.items():
        ClaimLine.objects.update_or_create(claim=claim, position=place, defaults={"wanted": units})
    if back:
        here.move([Step("give_back", claim.holder, back)], by=by, at=at, reason="改数量")
    if more:
        if not here.hold_slot(claim, at):
            raise Refused(Refusal("capacity_full", "您的组织本季度已没有空的承接名额，不能再加数量。"))
        here.move([Step("take", claim.holder, more)], by=by, at=at, reason="改数量")
    claim.version += 1
    claim.save(update_fields=["version"])
    note = f"改数量：{_told(mine.wanted)} → {_told(wanted)}"
    record(subject=claim, changes={"version": (claim.version - 1, claim.version)}, note=note)
    here.claims[claim.holder] = Claim.objects.select_related("organisation").prefetch_related("lines").get(pk=claim.pk)
    for each in here.holding_nothing():
        here.let_slot_go(each, at)
    here.move_up(at=at)


def _told(units: Mapping[int, int]) -> str:
    return "、".join(f"第 {place} 项 {number}" for place, number in sorted(units.items()))


@action("exchange.change_units")
def change_units(*, by: Actor, at: datetime, key: str = "", claim_id: str, wanted: Mapping[int, int]) -> Claim:
    """The claimant takes less, or more of what is open. An official who saw the former offer is told before choosing it."""
    here, claim = live_claim(claim_id)
    may_claim(by, claim.organisation.number)
    _wants(here, claim, wanted, by=by, at=at)
    return here.claims[claim.holder]


@action("exchange.propose")
def propose(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    claim_id: str,
    units: Mapping[int, int],
    starts_on: date | None = None,
    ends_on: date | None = None,
    words: str = "",
) -> Proposal:
    """The village says what it would rather have of a complete offer; the offer stands as it is until the claimant says yes.

    A later proposal takes the place of an open one. The village's clock begins anew: a proposal is an answer.
    """
    here, claim = live_claim(claim_id)
    _may_choose(by, here)
    if claim.state != "offered":
        raise Refused(Refusal("not_complete", "对方还没写完方案，等提交以后再提建议。"))
    units = {place: number for place, number in units.items() if number}
    mine = standing_of(claim, units_in_hands(here.locked.need))
    refuse(rules.units_refusal(units, mine.wanted, mine.held, here.left()))
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(Refusal("dates_order", "做完的日子不能早于开始的日子。"))
    if units == mine.wanted and (starts_on, ends_on) == (claim.starts_on, claim.ends_on) and not words.strip():
        raise Refused(Refusal("same", "和对方的方案一样，不用还价；同意就直接选定。"))
    Proposal.objects.filter(claim=claim, state="open").update(state="gone", decided_at=at)
    made = Proposal.objects.create(
        claim=claim,
        units={str(place): number for place, number in units.items()},
        starts_on=starts_on,
        ends_on=ends_on,
        words=words.strip()[:300],
        person=by.person,
        at=at,
    )
    claim.answer_by = at + time_to_answer(shanghai_day(at))
    claim.save(update_fields=["answer_by"])
    record(subject=made, changes={"state": ("", "open")})
    put_event("exchange.proposed", {"claim": claim.pk, "proposal": made.pk}, at=at)
    return made


def _open_proposal(claim: Claim) -> Proposal:
    found = Proposal.objects.select_for_update().filter(claim=claim, state="open").first()
    if found is None:
        raise Refused(Refusal("proposal_over", "村里的这个建议已经作废，请刷新页面看最新情况。"))
    return found


@action("exchange.answer_proposal")
def answer_proposal(*, by: Actor, at: datetime, key: str = "", claim_id: str, accept: bool) -> Claim:
    """The claimant agrees, and the offer becomes what the village proposed; or does not, and it stands as it was."""
    here, claim = live_claim(claim_id)
    may_claim(by, claim.organisation.number)
    found = _open_proposal(claim)
    found.state = "accepted" if accept else "declined"
    found.decided_at, found.decided_by = at, by.person
    found.save(update_fields=["state", "decided_at", "decided_by"])
    record(subject=found, changes={"state": ("open", found.state)})
    if accept:
        claim.starts_on, claim.ends_on = found.starts_on or claim.starts_on, found.ends_on or claim.ends_on
        claim.save(update_fields=["starts_on", "ends_on"])
        _wants(here, claim, found.wanted, by=by, at=at)
        claim = here.claims[claim.holder]
    claim.answer_by = at + time_to_answer(shanghai_day(at))
    claim.save(update_fields=["answer_by"])
    put_event("exchange.proposal_answered", {"claim": claim.pk, "proposal": found.pk}, at=at)
    return claim


@action("exchange.undo_choice")
def undo_choice(*, by: Actor, at: datetime, key: str = "", claim_id: str, reason: str) -> Claim:
    """The village takes a choice back while nothing has begun: units and slot are free, the line moves up, the claimant is told.

    Those who were passed over are not brought back: they may come again. Errors: ``Refused`` once work has begun.
    """
    number = Claim.objects.filter(pk=claim_id).values_list("need__number", flat=True).first()
    if number is None:
        raise Hidden
    here = LiveClaims(number)
    _may_choose(by, here)
    claim = Claim.objects.select_related("organisation").prefetch_related("lines").get(pk=claim_id)
    refuse(CLAIM_LIFE.refusal(claim.state, "undo"))
    if len(reason.strip()) < 2:
        raise Refused(Refusal("reason", "请写一句为什么撤销，组织会看到。"))
    hands = units_in_hands(here.locked.need)
    promised = hands.get((claim.holder, "committed"), {})
    wanted = {row.position: row.wanted for row in claim.lines.all()}
    begun = claim.holder in here.locked.begun()
    refuse(rules.undo_refusal(begun=begun, moved_on=promised != wanted))
    here.move([Step("step_down", claim.holder, dict(promised))], by=by, at=at, reason="村里撤销选定")
    release(here, claim, "undone", by=by, at=at, reason=reason.strip())
    here.move_up(at=at)
    return claim
