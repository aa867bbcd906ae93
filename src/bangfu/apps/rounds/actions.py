"""The only writers of invitations, rounds and climbs. An invitation commits nobody: its yes is a claim, and the village chooses."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bangfu.apps.exchange.api import (
    decline,
    declined_pairs,
    live_claim_pairs,
    plan_to_publish,
    resting_organisations,
    start_claim,
)
from bangfu.apps.needs.api import Need, need_for
from bangfu.apps.organisations.api import eligible
from bangfu.apps.programmes.api import rules_of
from bangfu.apps.rounds import policy, rules
from bangfu.apps.rounds.models import Climb, Invitation, Round
from bangfu.apps.rounds.queries import round_for
from bangfu.apps.rounds.queries_reasons import unserved_reasons
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.values import Refusal, shanghai_day

log = logging.getLogger(__name__)
DUE_AT_ONCE = 200
CLIMBS_AT_ONCE = 20


def time_to_answer(on: date) -> timedelta:
    """How long an organisation has to answer an invitation, by the pack's rules of a day."""
    found = rules_of(on).limit("invitation_answer_days")
    return timedelta(days=rules.ANSWER_DAYS_UNLESS_SAID if found is None else found)


class _Standing:
    """What decides whether pairs may be invited, read once for many."""

    def __init__(self, needs: list[str], on: date) -> None:
        self.able = dict(eligible().values_list("number", "pk"))
        self.declined, self.resting = declined_pairs(on), resting_organisations(on)
        self.there = live_claim_pairs(needs)
        sent = Invitation.objects.filter(state="sent", need__number__in=needs)
        self.invited = set(sent.values_list("need__number", "organisation__number"))

    def refusal(self, need: str, organisation: str) -> Refusal | None:
        return rules.pair_refusal(
            (need, organisation),
            able=self.able,
            declined=self.declined,
            resting=self.resting,
            there=self.there,
            invited=self.invited,
        )


def _sent(
    need: Need, organisation_pk: int, reason: str, by: Actor, at: datetime, round_: Round | None = None
) -> Invitation:
    made = Invitation.objects.create(
        round=round_,
        need=need,
        organisation_id=organisation_pk,
        reason=reason.strip()[:200],
        person=by.person,
        at=at,
        answer_by=at + time_to_answer(shanghai_day(at)),
    )
    put_event("rounds.invited", {"invitation": made.pk}, at=at)
    return made


@action("rounds.invite")
def invite(*, by: Actor, at: datetime, key: str = "", need: str, organisation: str, reason: str) -> Invitation:
    """Ask one organisation to take on a need (numbers of both), with a word why just this one.

    Errors: ``Hidden``, ``Denied``; ``Refused`` when the need takes no claims or the pair may not be.
    """
    asked = Need.objects.select_for_update(of=("self",)).filter(number=need_for(by, need).number).get()
    if not policy.may_invite(by, asked.region_path, organisation):
        raise Denied(policy.INVITE)
    on = shanghai_day(at)
    refuse(rules.reason_refusal(reason))
    refuse(rules.invite_refusal(state=asked.state, claim_by=asked.claim_by, on=on))
    standing = _Standing([need], on)
    refuse(standing.refusal(need, organisation))
    made = _sent(asked, standing.able[organisation], reason, by, at)
    record(subject=made, changes={"state": ("", "sent")})
    return made


@action("rounds.publish_round")
def publish_round(*, by: Actor, at: datetime, key: str = "", scenario_id: str) -> Round:
    """Put a solved plan to both sides: an invitation for each pair that is still allowed, the others named with their reason.

    The same plan again has no second effect: the round that it became is answered.
    Errors: ``Hidden``; ``Refused`` for a plan that is stale, unfinished or archived.
    """
    plan = plan_to_publish(by, scenario_id)
    known = Round.objects.filter(solution=plan.solution).first()
    if known is not None:
        record(subject=known, note="已经发布过，没有变化")
        return known
    on = shanghai_day(at)
    needs = {each.number: each for each in Need.objects.filter(number__in={pair.need for pair in plan.pairs})}
    made = Round.objects.create(
        title=plan.title,
        scenario=scenario_id,
        solution=plan.solution,
        region=plan.region,
        person=by.person,
        at=at,
        answer_by=at + time_to_answer(on),
    )
    standing, skipped = _Standing(sorted(needs), on), []
    for pair in plan.pairs:
        need = needs.get(pair.need)
        wrong = (
            Refusal("no_need", "这条需求已经不在了。")
            if need is None
            else rules.invite_refusal(state=need.state, claim_by=need.claim_by, on=on)
            or standing.refusal(pair.need, pair.organisation)
        )
        if wrong is not None or need is None:
            sentence = wrong.sentence if wrong else ""
            skipped.append({"need": pair.need, "organisation": pair.organisation, "why": sentence})
            continue
        _sent(need, standing.able[pair.organisation], f"对接方案推荐，匹配 {pair.score} 分", by, at, made)
    if len(skipped) == len(plan.pairs):
        raise Refused(Refusal("nobody_to_invite", "方案里的每一对现在都不能邀请，请重新求解。"))
    made.skipped = skipped
    made.save(update_fields=["skipped"])
    record(subject=made, note=f"邀请 {len(plan.pairs) - len(skipped)} 对，跳过 {len(skipped)} 对")
    return made


def _open(by: Actor, invitation_id: str) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("need", "organisation")
    found = rows.filter(pk=invitation_id).first()
    if found is None or not by.may(policy.ANSWER, Scope(organisation=found.organisation.number)):
        raise Hidden
    return found


def _decided(found: Invitation, name: str, by: Actor, at: datetime, *fields: str) -> Invitation:
    refuse(rules.LIFE.refusal(found.state, name))
    before, found.state = found.state, rules.LIFE.transition(name).target
    found.decided_at, found.decided_by = at, by.person
    found.save(update_fields=["state", "decided_at", "decided_by", *fields])
    record(subject=found, changes={"state": (before, found.state)})
    put_event("rounds.answered", {"invitation": found.pk}, at=at)
    return found


@action("rounds.accept_invitation")
def accept_invitation(
    *, by: Actor, at: datetime, key: str = "", invitation_id: str, wanted: Mapping[int, int]
) -> Invitation:
    """The organisation says yes: it takes on units as anybody does, and the village chooses. Errors: as ``start_claim``."""
    found = _open(by, invitation_id)
    refuse(rules.LIFE.refusal(found.state, "accept"))
    claim = start_claim(by=by, at=at, number=found.need.number, organisation=found.organisation.number, wanted=wanted)
    found.claim = claim.pk
    return _decided(found, "accept", by, at, "claim")


@action("rounds.decline_invitation")
def decline_invitation(
    *, by: Actor, at: datetime, key: str = "", invitation_id: str, reason: str, words: str = ""
) -> Invitation:
    """The organisation says no; the reason is remembered as any 「不合适」 and heeded by what is proposed next."""
    found = _open(by, invitation_id)
    refuse(rules.LIFE.refusal(found.state, "decline"))
    said = decline(
        by=by, at=at, need=found.need.number, organisation=found.organisation.number, reason=reason, words=words
    )
    found.answer = f"{said.get_reason_display()} {words}".strip()[:200]
    return _decided(found, "decline", by, at, "answer")


@action("rounds.withdraw_round")
def withdraw_round(*, by: Actor, at: datetime, key: str = "", round_id: str) -> Round:
    """Take back all invitations of a round that nobody has answered; answers that were given stay."""
    found = round_for(by, round_id)
    Round.objects.select_for_update().get(pk=found.pk)
    for each in Invitation.objects.select_for_update().filter(round=found, state="sent").order_by("pk"):
        _decided(each, "withdraw", by, at)
    found.withdrawn_at = found.withdrawn_at or at
    found.save(update_fields=["withdrawn_at"])
    record(subject=found, note="收回没有答复的邀请")
    return found


@action("rounds.expire_invitation")
def expire_invitation(*, by: Actor, at: datetime, key: str = "", invitation_id: str) -> Invitation:
    """No answer in time: silence is no consent, and it is said so. Errors: ``Refused`` before its time or once answered."""
    found = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if found.answer_by > at:
        raise Refused(Refusal("not_due", "还没到期。"))
    return _decided(found, "expire", by, at)


@action("rounds.remind")
def remind(*, by: Actor, at: datetime, key: str = "", invitation_id: str) -> Invitation:
    """Once, shortly before its time is over."""
    found = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if found.state != "sent" or found.reminded_at is not None:
        raise Refused(Refusal("not_due", "还没到期。"))
    found.reminded_at = at
    found.save(update_fields=["reminded_at"])
    record(subject=found, note="提醒")
    put_event("rounds.reminded", {"invitation": found.pk}, at=at)
    return found


@action("rounds.climb")
def climb(*, by: Actor, at: datetime, key: str = "", number: str, step: int) -> Climb:
    """Write that an unserved need has reached a step, with why nobody came and one thing to do. Once for each step."""
    need = Need.objects.select_for_update(of=("self",)).get(number=number)
    known = Climb.objects.filter(need=need, step=step).first()
    if known is not None:
        record(subject=known, note="已经上报过，没有变化")
        return known
    refuse(rules.climb_refusal(step, Climb.objects.filter(need=need).count()))
    assert need.published_at is not None
    why = unserved_reasons([need], shanghai_day(at))[need.pk]
    made = Climb.objects.create(
        need=need,
        step=step,
        days=(at - need.published_at).days,
        office=rules.OFFICES[step - 1],
        code=why.code,
        why=why.sentence[:300],
        suggestion=why.suggestion,
        at=at,
    )
    record(subject=made, changes={"step": (step - 1, step)})
    put_event("rounds.climbed", {"climb": made.pk}, at=at)
    return made


def steps_of(on: date) -> tuple[int, ...]:
    """After how many days an unserved need climbs, by the pack's rules of a day."""
    found = [rules_of(on).limit(f"unserved_days_{place}") for place in (1, 2, 3)]
    return tuple(
        usual if limit is None else int(limit) for usual, limit in zip(rules.STEPS_UNLESS_SAID, found, strict=True)
    )


def look_after_rounds(*, at: datetime) -> int:
    """About once a minute: remind, end what was not answered, let unserved needs climb. Returns: how many acts."""
    done = 0
    open_ones = Invitation.objects.filter(state="sent")
    soon = open_ones.filter(answer_by__lte=at + timedelta(days=rules.REMIND_DAYS_BEFORE), reminded_at=None)
    for act, rows in ((expire_invitation, open_ones.filter(answer_by__lte=at)), (remind, soon)):
        for invitation_id in rows.order_by("answer_by").values_list("pk", flat=True)[:DUE_AT_ONCE]:
            done += _tried(act, at=at, invitation_id=invitation_id)
    for place, days in enumerate(steps_of(shanghai_day(at)), 1):
        known = Climb.objects.filter(step=place).values("need_id")
        late = Need.objects.filter(state="published", published_at__lte=at - timedelta(days=days))
        untouched = late.exclude(lines__held__gt=0).exclude(lines__committed__gt=0).exclude(lines__delivered__gt=0)
        waiting = untouched.exclude(lines__accepted__gt=0).exclude(pk__in=known).order_by("published_at")
        for number in waiting.values_list("number", flat=True)[:CLIMBS_AT_ONCE]:
            done += _tried(climb, at=at, number=number, step=place)
    return done


def _tried(act: object, **arguments: object) -> int:
    """1 when it was done; one that fails is logged and keeps nobody else from their turn."""
    try:
        act(by=SYSTEM_ACTOR, **arguments)  # type: ignore[operator]
    except Refused:  # somebody was faster
        return 0
    except Exception:
        log.exception("rounds could not look after %s; it is tried again in a minute", arguments)
        return 0
    return 1
