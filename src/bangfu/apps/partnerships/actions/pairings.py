"""The only writers of pairings. Lock order: the organisation, the pairing, its agreement.

A pairing begins when both sides said yes and both signed the same text; until then it binds nobody but holds its slots.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bangfu.apps.agreements.api import (
    Agreement,
    PartyGiven,
    amend_agreement,
    draft_agreement,
    end_agreement,
    sign_agreement,
)
from bangfu.apps.organisations.api import lock_organisations, organisations_by_number
from bangfu.apps.partnerships import policy
from bangfu.apps.partnerships.actions.slots import commit_slots, let_slots_go, refuse_unable, take_slots
from bangfu.apps.partnerships.models import Pairing, PairingAnswer
from bangfu.apps.partnerships.rules import pairings as rules
from bangfu.apps.partnerships.wording import pairing_public, pairing_values
from bangfu.apps.regions.api import regions_by_code
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day


@dataclass(frozen=True, slots=True)
class Terms:
    """What is proposed: goals and the four duties in words, from when to when."""

    goals: str
    duties: Mapping[str, str]
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Two:
    """An organisation by its number and a place by its code, with the plan's reason why these two."""

    organisation: str
    place: str
    reason: str = ""


@action("partnerships.propose_pairings")
def propose_pairings(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    pairs: Sequence[Two],
    terms: Terms,
    scenario: str = "",
    continues: str = "",
) -> Pairing:
    """Ask both sides of each pair. Nobody is paired by it: each side answers for itself.

    Returns: the first of the proposals. Errors: ``Refused`` naming the pair that cannot be; ``Denied`` where one does not plan.
    """
    refuse(
        rules.pairing_refusal(
            goals=terms.goals,
            duties=terms.duties,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            on=shanghai_day(at),
        )
    )
    if not pairs:
        raise Refused(Refusal("no_pairs", "请至少选一对。"))
    places = regions_by_code({pair.place for pair in pairs})
    lock_organisations({pair.organisation for pair in pairs})
    names = organisations_by_number({pair.organisation for pair in pairs})
    made = []
    for pair, number in zip(pairs, allocate("J", at=at, count=len(pairs)), strict=True):
        if pair.place not in places or places[pair.place].level not in ("town", "village"):
            raise Refused(Refusal("place", f"“{pair.place}”不是一个镇或村，请从区划里选。"))
        if pair.organisation not in names:
            raise Refused(Refusal("organisation", f"名录里没有编号为 {pair.organisation} 的组织，请核对编号。"))
        if not policy.may_plan_at(by, pair.place):
            raise Denied(policy.PAIR)
        place = places[pair.place]
        _refuse_twice(pair, names[pair.organisation].name, place.full_name)
        refuse_unable(pair.organisation)
        asked = {"scenario": scenario, "continues": continues}
        made.append(_drafted(pair, number, place.full_name, terms, by, at, **asked))
    for pairing in made:
        _put_forward(pairing, at)
    return made[0]


def _drafted(pair: Two, number: str, place_name: str, terms: Terms, by: Actor, at: datetime, **more: str) -> Pairing:
    return Pairing(
        number=number, organisation=pair.organisation, place=pair.place, place_name=place_name,
        starts_on=terms.starts_on, ends_on=terms.ends_on, goals=terms.goals.strip(),
        duties={code: words.strip() for code, words in terms.duties.items() if words.strip()},
        reason=pair.reason[:300], proposed_by=by.person or by.kind, proposed_at=at, **more,
    )  # fmt: skip


def _put_forward(pairing: Pairing, at: datetime) -> None:
    pairing.save(force_insert=True)
    put_event("partnerships.pairing_proposed", {"number": pairing.number}, at=at)
    record(subject=pairing, changes={"state": ("", "proposed")}, note=f"{pairing.organisation} {pairing.place}")


@action("partnerships.suggest_pairing")
def suggest_pairing(*, by: Actor, at: datetime, key: str = "", side: str, pair: Two, terms: Terms) -> Pairing:
    """One side asks the other: its own yes is given with it (the organisation's takes the slots), the other side answers.

    The life that follows is that of every pairing. Errors: ``Denied`` for whoever does not speak for ``side``; ``Refused`` as
    for a planner's proposal, without a word why, or when both sides are the same person's.
    """
    scopes = {"organisation": Scope(organisation=pair.organisation), "place": Scope(region=pair.place)}
    if side not in scopes or not by.may(policy.ANSWER, scopes[side]):
        raise Denied(policy.ANSWER)
    refuse(
        rules.pairing_refusal(
            goals=terms.goals,
            duties=terms.duties,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            on=shanghai_day(at),
        )
    )
    refuse(rules.suggestion_refusal(reason=pair.reason))
    lock_organisations({pair.organisation})
    name = organisations_by_number({pair.organisation}).get(pair.organisation)
    place = regions_by_code({pair.place}).get(pair.place)
    if place is None or place.level not in ("town", "village"):
        raise Refused(Refusal("place", f"“{pair.place}”不是一个镇或村，请从区划里选。"))
    if name is None:
        raise Refused(Refusal("organisation", f"名录里没有编号为 {pair.organisation} 的组织，请核对编号。"))
    _refuse_twice(pair, name.name, place.full_name)
    refuse_unable(pair.organisation)
    pairing = _drafted(pair, allocate("J", at=at)[0], place.full_name, terms, by, at)
    _put_forward(pairing, at)
    answered: Pairing = answer_pairing(by=by, at=at, number=pairing.number, side=side, answer="accepted")
    return answered


def _refuse_twice(pair: Two, name: str, place: str) -> None:
    if Pairing.objects.filter(organisation=pair.organisation, place=pair.place, state__in=rules.LIVE).exists():
        raise Refused(Refusal("paired_already", f"{name}和{place}已经在结对，或已经提议过，不用再提。"))


def hold(number: str) -> Pairing:
    """A pairing with its organisation locked first. Errors: ``Hidden``."""
    known = Pairing.objects.filter(number=number).values_list("organisation", flat=True).first()
    if known is None:
        raise Hidden
    lock_organisations([known])
    return Pairing.objects.select_for_update().get(number=number)


def require_side(by: Actor, pairing: Pairing, side: str) -> None:
    """Errors: ``Denied`` for whoever speaks for another side, ``Hidden`` for whoever knows nothing of the pairing."""
    if side not in rules.SIDES or side not in policy.sides_of(by, pairing):
        if policy.may_follow_pairing(by, pairing):
            raise Denied(policy.ANSWER)
        raise Hidden


@action("partnerships.answer_pairing")
def answer_pairing(
    *, by: Actor, at: datetime, key: str = "", number: str, side: str, answer: str, reason: str = ""
) -> Pairing:
    """One side says yes or, with a reason, no. The organisation's yes holds a slot in each declared quarter of the term.

    Errors: ``Refused`` when it has answered, when no slot is free; ``Denied`` for whoever speaks for another.
    """
    pairing = hold(number)
    require_side(by, pairing, side)
    given = {one.side: one for one in pairing.answers.all()}
    refuse(
        rules.answer_refusal(
            state=pairing.state, answer=answer, reason=reason, given=given[side].answer if side in given else None,
            said_other_side=bool(by.person) and any(one.person == by.person for one in given.values() if one.side != side),
        )
    )  # fmt: skip
    if side == "organisation" and answer == "accepted":
        refuse_unable(pairing.organisation)
        wanted = rules.quarters_between(pairing.starts_on, pairing.ends_on, shanghai_day(at))
        pairing.quarters = take_slots(number=pairing.organisation, holder=pairing.holder, quarters=wanted, at=at)
    said = PairingAnswer.objects.create(
        pairing=pairing, side=side, answer=answer, reason=reason.strip()[:300], person=by.person or by.kind, at=at
    )
    before = pairing.state
    pairing.state = rules.state_after({name: one.answer for name, one in given.items()} | {side: answer})
    if pairing.state == "agreed":
        pairing.agreement = _write_agreement(pairing, at).pk
    if pairing.state == "declined":
        _let_go(pairing, at, never_began=True)
    pairing.save(update_fields=["state", "quarters", "agreement"])
    put_event("partnerships.pairing_answered", {"number": number, "side": side}, at=at)
    record(subject=said, changes={"answer": ("", answer)}, note=f"{number} {before} → {pairing.state}")
    return pairing


def _let_go(pairing: Pairing, at: datetime, *, never_began: bool = False) -> None:
    pairing.quarters = let_slots_go(
        number=pairing.organisation, holder=pairing.holder, quarters=pairing.quarters, at=at, all_of_them=never_began
    )


def parties_of(pairing: Pairing, name: str) -> list[PartyGiven]:
    """Both sides as `agreements` knows them."""
    return [
        PartyGiven("organisation", pairing.organisation, name, "甲方"),
        PartyGiven("place", pairing.place, pairing.place_name, "乙方"),
    ]


def _name(pairing: Pairing) -> str:
    found = organisations_by_number([pairing.organisation])
    return found[pairing.organisation].name if found else pairing.organisation


def _write_agreement(pairing: Pairing, at: datetime) -> Agreement:
    name = _name(pairing)
    return draft_agreement(
        by=SYSTEM_ACTOR, at=at, kind="pairing", subject=pairing.holder, number=pairing.number,
        title=f"{name}与{pairing.place_name}结对共建协议", region=pairing.place,
        parties=parties_of(pairing, name), values=pairing_values(pairing, name),
    )  # fmt: skip


@action("partnerships.sign_pairing")
def sign_pairing(*, by: Actor, at: datetime, key: str = "", number: str, side: str, seen: str, intent: str) -> Pairing:
    """One side signs the text that it has before it. With the last signature the pairing begins, or its renewal counts."""
    pairing = hold(number)
    require_side(by, pairing, side)
    if not pairing.agreement or pairing.state not in ("agreed", "in_effect"):
        raise Refused(Refusal("nothing_to_sign", "现在没有等您签署的文本，请刷新页面看最新情况。"))
    kind, code = ("organisation", pairing.organisation) if side == "organisation" else ("place", pairing.place)
    paper = sign_agreement(by=by, at=at, agreement_id=pairing.agreement, kind=kind, code=code, seen=seen, intent=intent)
    record(subject=pairing, note=f"{rules.SIDES[side]}签署")
    if paper.proposed_id is None:
        _take_effect(pairing, at)
    return pairing


def _take_effect(pairing: Pairing, at: datetime) -> None:
    if pairing.state == "agreed":
        commit_slots(number=pairing.organisation, holder=pairing.holder, quarters=pairing.quarters, at=at)
        pairing.state, pairing.began_at = "in_effect", at
        pairing.save(update_fields=["state", "began_at"])
        record(subject=pairing, changes={"state": ("agreed", "in_effect")})
        put_event("partnerships.pairing_began", {"number": pairing.number}, at=at)
        publish_row(kind="pairing.began", subject=pairing.number, fields=pairing_public(pairing), at=at)
        if pairing.continues:
            _hand_over_done(pairing.continues, pairing.number, at)
    elif pairing.renew_until is not None:
        _renewed(pairing, at)


def _hand_over_done(old: str, to: str, at: datetime) -> None:
    former = Pairing.objects.select_for_update().filter(number=old, state="in_effect").first()
    if former is not None:
        _end(former, "handed_over", f"移交给 {to}", SYSTEM_ACTOR, at)


def _renewed(pairing: Pairing, at: datetime) -> None:
    assert pairing.renew_until is not None
    old, pairing.ends_on, pairing.renew_until = pairing.ends_on, pairing.renew_until, None
    wanted = rules.quarters_between(shanghai_day(at), pairing.ends_on, shanghai_day(at))
    more = [quarter for quarter in wanted if quarter not in pairing.quarters]
    if more:
        taken = take_slots(number=pairing.organisation, holder=pairing.holder, quarters=more, at=at, first_must=False)
        commit_slots(number=pairing.organisation, holder=pairing.holder, quarters=taken, at=at)
        pairing.quarters = sorted({*pairing.quarters, *taken})
    pairing.save(update_fields=["ends_on", "renew_until", "quarters"])
    record(subject=pairing, changes={"ends_on": (old.isoformat(), pairing.ends_on.isoformat())})
    publish_row(kind="pairing.renewed", subject=pairing.number, fields=pairing_public(pairing), at=at)


@action("partnerships.renew_pairing")
def renew_pairing(*, by: Actor, at: datetime, key: str = "", number: str, side: str, until: date) -> Pairing:
    """Propose a later end; it counts when both have signed the text that says so."""
    pairing = hold(number)
    require_side(by, pairing, side)
    refuse(_not_in_effect(pairing, "续期"))
    refuse(
        rules.renew_refusal(
            ends_on=pairing.ends_on, until=until, on=shanghai_day(at), pending=pairing.renew_until is not None
        )
    )
    pairing.renew_until = until
    pairing.save(update_fields=["renew_until"])
    name = _name(pairing)
    amend_agreement(
        by=by, at=at, agreement_id=pairing.agreement, parties=parties_of(pairing, name),
        values=pairing_values(pairing, name, ends_on=until), why=f"续期到 {until.isoformat()}",
    )  # fmt: skip
    put_event("partnerships.pairing_answered", {"number": number, "side": side}, at=at)
    record(subject=pairing, changes={"renew_until": (None, until.isoformat())})
    return pairing


def _not_in_effect(pairing: Pairing, what: str) -> Refusal | None:
    if pairing.state == "in_effect":
        return None
    state = rules.PAIRING_LIFE.states[pairing.state]
    return Refusal("wrong_state", f"结对现在是“{state}”，不能{what}；只有“结对中”的可以。请刷新页面看最新情况。")


@action("partnerships.end_pairing")
def end_pairing(*, by: Actor, at: datetime, key: str = "", number: str, side: str, reason: str) -> Pairing:
    """End in good order, with a word on what happens to the work in hand."""
    pairing = hold(number)
    require_side(by, pairing, side)
    refuse(_not_in_effect(pairing, "结束"))
    refuse(rules.end_refusal(reason=reason))
    how = "expired" if pairing.ends_on <= shanghai_day(at) else "ended"
    _end(pairing, how, reason.strip()[:300], by, at)
    return pairing


def _end(pairing: Pairing, how: str, reason: str, by: Actor, at: datetime) -> None:
    _let_go(pairing, at)
    pairing.state, pairing.ended_at, pairing.ended_how, pairing.ended_reason = "ended", at, how, reason
    pairing.renew_until = None
    pairing.save(update_fields=["state", "ended_at", "ended_how", "ended_reason", "quarters", "renew_until"])
    end_agreement(by=by, at=at, agreement_id=pairing.agreement, how=how, reason=reason)
    record(subject=pairing, changes={"state": ("in_effect", "ended")}, note=reason)
    put_event("partnerships.pairing_ended", {"number": pairing.number}, at=at)
    publish_row(kind="pairing.ended", subject=pairing.number, fields=pairing_public(pairing), at=at)


@action("partnerships.withdraw_pairing")
def withdraw_pairing(*, by: Actor, at: datetime, key: str = "", number: str, reason: str) -> Pairing:
    """Take a proposal back that did not begin yet; by whoever plans there, or by the side that had asked."""
    pairing = hold(number)
    if not policy.may_take_back(by, pairing):
        raise Denied(policy.PAIR) if policy.may_follow_pairing(by, pairing) else Hidden
    refuse(rules.PAIRING_LIFE.refusal(pairing.state, "withdraw"))
    refuse(rules.end_refusal(reason=reason))
    before = pairing.state
    _let_go(pairing, at, never_began=True)
    pairing.state = "withdrawn"
    pairing.save(update_fields=["state", "quarters"])
    if pairing.agreement:
        end_agreement(by=by, at=at, agreement_id=pairing.agreement, how="abandoned", reason=reason)
    record(subject=pairing, changes={"state": (before, "withdrawn")}, note=reason.strip()[:200])
    return pairing


@action("partnerships.hand_over_pairing")
def hand_over_pairing(
    *, by: Actor, at: datetime, key: str = "", number: str, to: str, until: date, reason: str
) -> Pairing:
    """Propose that another organisation carries on. The present one stays until the next has begun.

    Returns: the proposal to the other organisation and the place.
    """
    pairing = hold(number)
    if not policy.may_plan_at(by, pairing.place):
        raise Denied(policy.PAIR) if policy.may_follow_pairing(by, pairing) else Hidden
    refuse(_not_in_effect(pairing, "移交"))
    refuse(rules.end_refusal(reason=reason))
    if to == pairing.organisation:
        raise Refused(Refusal("same_organisation", "接手的要是另一家组织。"))
    record(subject=pairing, note=f"提议移交给 {to}：{reason.strip()[:200]}")
    terms = Terms(pairing.goals, pairing.duties, shanghai_day(at), until)
    made: Pairing = propose_pairings(
        by=by, at=at, pairs=[Two(to, pairing.place, f"接手 {number}：{reason.strip()}")], terms=terms, continues=number
    )
    return made
