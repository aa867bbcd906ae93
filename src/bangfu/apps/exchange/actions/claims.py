"""Taking on a need, from the first unit held to the village's choice; the lock order stands in ``live``."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bangfu.apps.exchange.actions.live import LiveClaims, close_proposals, live_claim, may_claim, release, slot_of
from bangfu.apps.exchange.models import Claim, ClaimLine
from bangfu.apps.exchange.queries.claims import answering, standing_of, time_to_answer, time_to_offer
from bangfu.apps.exchange.rules import claims as rules
from bangfu.apps.exchange.rules.claims import CLAIM_LIFE
from bangfu.apps.organisations.api import commit_slot, eligible, take_slot
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.quantities import waiting
from bangfu.plumbing.ui.formats import day
from bangfu.values import Quarter, Refusal, shanghai_day

log = logging.getLogger(__name__)
DUE_AT_ONCE = 200
"""So many late and so many silent claims are looked after in one go; a minute later come the next."""


@action("exchange.start_claim")
def start_claim(
    *, by: Actor, at: datetime, key: str = "", number: str, organisation: str, wanted: Mapping[int, int]
) -> Claim:
    """Take on any part of any line; what is open is held for the hours that the pack gives, what exceeds it waits.

    Args: ``number`` of the need, ``organisation`` its number, ``wanted`` whole units by the line's position.
    Errors: ``Denied``; ``Refused`` when the need is not open, the organisation is out or at its capacity, or already in it.
    """
    may_claim(by, organisation)
    here = LiveClaims(number, newcomer=organisation)
    party = eligible().filter(number=organisation).first()
    if party is None:
        raise Refused(
            Refusal("not_eligible", "这家组织现在不能接单：资料未核实、信用状态不正常或已注销。请联系登记管理机关。")
        )
    _check_counter(here, at)
    wanted = {position: units for position, units in wanted.items() if units}
    asked = {position: balance.missing for position, balance in here.locked.balances.items()}
    refuse(waiting.wanted_refusal(wanted, asked))
    if any(claim.organisation_id == party.pk for claim in here.claims.values()):
        raise Refused(Refusal("claimed_already", "您的组织已经在接这条需求，要改数量，请先到“我的接单”退出再重新接。"))
    claim = Claim.objects.create(
        position=Claim.objects.filter(need=here.locked.need).count() + 1,
        need=here.locked.need,
        organisation=party,
        person=by.person,
        quarter=Quarter.of(shanghai_day(at)).text,
        started_at=at,
        offer_by=at + time_to_offer(shanghai_day(at)),
    )
    ClaimLine.objects.bulk_create(ClaimLine(claim=claim, position=place, wanted=n) for place, n in wanted.items())
    record(subject=claim, changes={"state": ("", "started")})
    _hold_what_is_open(here, claim, by=by, at=at)
    return claim


def _check_counter(here: LiveClaims, at: datetime) -> None:
    """Whether the need takes claims at all."""
    need = here.locked.need
    if need.state != "published":
        raise Refused(Refusal("not_published", "这条需求现在不接单，可能刚撤回或已结束。请看看别的需求。"))
    if need.claim_by and need.claim_by < shanghai_day(at):
        raise Refused(Refusal("counter_closed", f"接单已于 {day(need.claim_by)} 截止。如仍想帮，请联系村里延期。"))


def _hold_what_is_open(here: LiveClaims, claim: Claim, *, by: Actor, at: datetime) -> None:
    """Open units for the newest claim; those who waited before have been served when units came free."""
    mine = standing_of(claim, {})
    steps = waiting.promotions(here.left(), [mine])
    if not steps:
        return
    take_slot(by=by, at=at, number=claim.organisation.number, quarter=claim.quarter, holder=claim.holder)
    here.move(steps, by=by, at=at)


@action("exchange.offer")
def complete_offer(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    claim_id: str,
    plan: str,
    contact: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Claim:
    """Say how it will be done. From now on the units stay held until the village answers, and the village's clock runs."""
    _here, claim = live_claim(claim_id)
    may_claim(by, claim.organisation.number)
    refuse(CLAIM_LIFE.refusal(claim.state, "offer"))
    if claim.offer_by <= at:
        raise Refused(Refusal("offer_late", "写方案的期限已过，数量正在退回。如仍想帮，请稍后重新接单。"))
    refuse(rules.offer_refusal(plan))
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(Refusal("dates_order", "做完的日子不能早于开始的日子。"))
    claim.plan, claim.contact, claim.starts_on, claim.ends_on = plan.strip()[:1000], contact.strip(), starts_on, ends_on
    claim.state, claim.offered_at = "offered", at
    claim.version += 1
    claim.answer_by = at + time_to_answer(shanghai_day(at))
    claim.save()
    record(subject=claim, changes={"state": ("started", "offered")})
    put_event("exchange.claim_offered", {"claim": claim.pk}, at=at)
    return claim


@action("exchange.withdraw_claim")
def withdraw_claim(*, by: Actor, at: datetime, key: str = "", claim_id: str, reason: str) -> Claim:
    """Step back before the village chose; the units return at once and the line moves up."""
    here, claim = live_claim(claim_id)
    may_claim(by, claim.organisation.number)
    if len(reason.strip()) < 2:
        raise Refused(Refusal("reason", "请写一句为什么退出，村里会看到。"))
    release(here, claim, "withdrawn", by=by, at=at, reason=reason.strip())
    here.move_up(at=at)
    return claim


@action("exchange.choose")
def choose_claims(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    chosen: Sequence[str],
    keep_others: bool = False,
    reason: str = "",
    versions: Mapping[str, int] | None = None,
) -> list[str]:
    """The village chooses one or several complete offers (选定承接方), held or waiting.

    Args: ``chosen`` ids of claims; ``reason`` is what those who were not chosen read;
        ``versions`` by id: what the official saw, so that nothing is chosen that was changed meanwhile.
    Returns: the ids of the chosen claims. Errors: ``Denied`` outside the actor's places; ``Refused`` with the line that is short.
    """
    here = LiveClaims(number)
    if not by.may("exchange.choose", Scope(region=here.locked.need.region_path)):
        raise Denied("exchange.choose")
    holders = [f"claim:{each}" for each in dict.fromkeys(chosen)]
    settled = waiting.settlement(here.left(), here.queue(), holders, keep_others=keep_others)
    if isinstance(settled, Refusal):
        raise Refused(settled)
    _check_chosen(here, holders, by)
    refuse(rules.seen_refusal({each.pk: each.version for each in here.claims.values()}, versions or {}))
    for holder in holders:
        _seal_slot(here.claims[holder], at)
    here.move(settled.steps, by=by, at=at, reason="村里选定承接方")
    for holder in holders:
        _choose(here.claims.pop(holder), by=by, at=at)
    for claim in here.holding_nothing():
        here.let_slot_go(claim, at)
    for holder in settled.passed_over:
        release(here, here.claims[holder], "passed_over", by=by, at=at, reason=reason.strip() or "村里选定了别家的方案")
    here.move_up(at=at)
    return list(dict.fromkeys(chosen))


def _check_chosen(here: LiveClaims, holders: Sequence[str], by: Actor) -> None:
    """Nobody decides on an offer of their own, and nobody is chosen who may take on nothing new."""
    if any(here.claims[holder].person == by.person for holder in holders):
        raise Refused(Refusal("own_offer", "这份方案是您自己提交的，请由村里另一位有权限的人来选定。"))
    out = here.out(holders)
    if out:
        names = "、".join(sorted(here.claims[holder].organisation.name for holder in out))
        raise Refused(
            Refusal(
                "not_eligible",
                f"{names}现在不能接单：资料未核实、信用状态不正常或已注销。请选别家，或联系登记管理机关。",
            )
        )


def _seal_slot(claim: Claim, at: datetime) -> None:
    """A waiting claim has no slot yet; a chosen one needs it committed. Errors: ``Refused`` when the organisation is full."""
    taken = slot_of(claim)
    take_slot(by=SYSTEM_ACTOR, at=at, **taken)
    commit_slot(by=SYSTEM_ACTOR, at=at, **taken)


def _choose(claim: Claim, *, by: Actor, at: datetime) -> None:
    claim.state, claim.decided_at, claim.decided_by = "chosen", at, by.person
    claim.save(update_fields=["state", "decided_at", "decided_by"])
    close_proposals(claim, at=at)
    record(subject=claim, changes={"state": ("offered", "chosen")})
    put_event("exchange.claim_chosen", {"claim": claim.pk}, at=at)


@action("exchange.expire_claim")
def expire_claim(*, by: Actor, at: datetime, key: str = "", claim_id: str) -> Claim:
    """An offer that was not completed in time: the units return. Doing it again has no second effect."""
    here, claim = live_claim(claim_id)
    refuse(CLAIM_LIFE.refusal(claim.state, "expire"))
    if claim.offer_by > at:
        raise Refused(Refusal("not_due", "还没到期。"))
    release(here, claim, "expired", by=by, at=at, reason="没有在期限内写完方案")
    here.move_up(at=at)
    return claim


@action("exchange.climb")
def climb(*, by: Actor, at: datetime, key: str = "", claim_id: str) -> Claim:
    """An offer without an answer goes to the next office; the claim keeps its units. At the last office it stays, and
    nobody is told a second time."""
    _here, claim = live_claim(claim_id)
    if claim.state != "offered" or claim.answer_by is None or claim.answer_by > at:
        raise Refused(Refusal("not_due", "还没到期。"))
    before, top = claim.level, len(answering()) - 1
    if before >= top:
        claim.answer_by = None
        claim.save(update_fields=["answer_by"])
        record(subject=claim, note="已到最后一级，继续等答复")
        return claim
    claim.level, claim.answer_by = before + 1, at + time_to_answer(shanghai_day(at))
    claim.save(update_fields=["level", "answer_by"])
    record(subject=claim, changes={"level": (before, claim.level)})
    put_event("exchange.claim_climbed", {"claim": claim.pk}, at=at)
    return claim


def look_after_claims(*, at: datetime) -> int:
    """About once a minute: what was not completed in time returns, what was not answered climbs. Returns: how many.

    One claim that fails is logged and keeps nobody else from their turn.
    """
    done = 0
    late = Claim.objects.filter(state="started", offer_by__lte=at)
    silent = Claim.objects.filter(state="offered", answer_by__lte=at)
    for act, rows in ((expire_claim, late), (climb, silent)):
        for claim_id in rows.order_by("started_at").values_list("pk", flat=True)[:DUE_AT_ONCE]:
            try:
                act(by=SYSTEM_ACTOR, at=at, claim_id=claim_id)
            except Refused:  # somebody was faster; the next look finds what is left
                continue
            except Exception:
                log.exception("claim %s could not be looked after; it is tried again in a minute", claim_id)
                continue
            done += 1
    return done


@action("exchange.end_claims")
def end_claims(*, by: Actor, at: datetime, key: str = "", number: str) -> int:
    """A need that ended lets its live claims go. Returns: how many."""
    here = LiveClaims(number)
    claims = list(here.claims.values())
    for claim in claims:
        release(here, claim, "ended", by=by, at=at, reason="需求已结束")
    record(subject=here.locked.need, note=f"释放 {len(claims)} 份接单")
    return len(claims)
