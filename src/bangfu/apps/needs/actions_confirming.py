"""Whether a need is still one: people say so, or are asked, or it ends. The worker asks before it ends anything."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from bangfu.apps.needs import rules_confirming, rules_ending
from bangfu.apps.needs.actions import locked, take_step
from bangfu.apps.needs.actions_ending import end_need, state_change
from bangfu.apps.needs.models import Need, NeedStep
from bangfu.apps.needs.queries_life import (
    possible_ends,
    staleness_of,
    terms_of,
    untouched,
    waiting_for_somebody,
    wholly_accepted,
)
from bangfu.apps.needs.rules import LIFE
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.values import Refusal, shanghai_day

log = logging.getLogger(__name__)
AT_ONCE = 200
"""So many needs of each kind are looked after in one go; a minute later come the next."""
EXPIRED = "问过以后仍没有人确认还需要，按规定到期结束"


@action("needs.confirm_need")
def confirm_need(
    *, by: Actor, at: datetime, key: str = "", number: str, claim_by: date | None = None, needed_by: date | None = None
) -> Need:
    """还需要: the clock begins anew, and new dates may come with it. Errors: ``Refused`` when its dates lie behind."""
    need = locked(by, number, "needs.draft")
    refuse(LIFE.refusal(need.state, "confirm"))
    dates = (need.claim_by, need.needed_by)
    need.claim_by = claim_by or need.claim_by
    need.needed_by = needed_by or need.needed_by
    refuse(rules_confirming.confirm_refusal(claim_by=need.claim_by, needed_by=need.needed_by, on=shanghai_day(at)))
    need.confirmed_at, need.asked_at = at, None
    if dates != (need.claim_by, need.needed_by):
        state_change(
            need,
            at,
            claim_by=need.claim_by.isoformat() if need.claim_by else None,
            needed_by=need.needed_by.isoformat() if need.needed_by else None,
        )
    return take_step(need, "confirm", by, at)


def _still(number: str) -> Need:
    need = Need.objects.select_for_update(of=("self",)).select_related("region").filter(number=number).first()
    if need is None or need.state != "published":
        raise Refused(Refusal("meanwhile", "这条需求刚有了变化。"))
    return need


@action("needs.ask_whether_needed")
def ask_whether_needed(*, by: Actor, at: datetime, key: str = "", number: str) -> Need:
    """Ask the people of a grey need, once for each time that it turns grey."""
    need = _still(number)
    if need.asked_at is not None or not staleness_of(need, at=at):
        raise Refused(Refusal("not_due", "还不用问。"))
    need.asked_at = at
    need.save(update_fields=["asked_at"])
    record(subject=need, changes={"asked_at": (None, at)})
    put_event("needs.ask", {"need": need.number, "step": "ask", "person": "", "reason": ""}, at=at)
    return need


@action("needs.expire_need")
def expire_need(*, by: Actor, at: datetime, key: str = "", number: str) -> Need:
    """End a need that nobody spoke for in time: 已过期, or 部分解决 where something was accepted."""
    need = _still(number)
    terms = terms_of(shanghai_day(at))
    due = terms.may_end and need.asked_at is not None and rules_confirming.ends_on(need.asked_at, terms) <= at
    if not due or not staleness_of(need, at=at):
        raise Refused(Refusal("not_due", "还没到期。"))
    lines = [line.balance for line in need.lines.all()]
    if any(each.held for each in lines) or rules_ending.promised(lines):
        raise Refused(Refusal("still_held", "还有组织在办，不能到期。"))
    how = "partly" if any(each.accepted for each in lines) else "expired"
    return end_need(need, "expire", how, by, at, EXPIRED)


@action("needs.end_solved")
def end_solved(*, by: Actor, at: datetime, key: str = "", number: str) -> Need:
    """End a need whose every item the village accepted: 已解决, and nobody has to press a button for it."""
    need = _still(number)
    lines = [line.balance for line in need.lines.all()]
    if not rules_ending.is_solved(lines) or possible_ends(need) != ("solved",):
        raise Refused(Refusal("not_due", "还没有全部验收。"))
    return end_need(need, "close", "solved", by, at, "")


def look_after_needs(*, at: datetime) -> int:
    """About once a minute: what was wholly accepted ends as solved, grey needs are asked about, unanswered ones end.

    Returns: how many. One need that fails is logged and keeps no other from its turn.
    """
    on = shanghai_day(at)
    terms = terms_of(on)
    waiting = waiting_for_somebody()
    long_ago = at - timedelta(days=terms.confirm_days)
    grey = waiting.filter(asked_at=None).filter(
        Q(confirmed_at__lt=long_ago) | Q(confirmed_at=None, published_at__lt=long_ago) | Q(claim_by__lt=on)
    )
    reopened = Exists(NeedStep.objects.filter(need=OuterRef("pk"), name="reopen"))
    done = _each(end_solved, wholly_accepted().exclude(reopened), at) + _each(ask_whether_needed, grey, at)
    if terms.may_end:
        late = untouched(waiting.filter(asked_at__lte=at - timedelta(days=terms.expire_days)))
        done += _each(expire_need, late, at)
    return done


def _each(act: Callable[..., Any], rows: Any, at: datetime) -> int:
    done = 0
    for number in rows.order_by("pk").values_list("number", flat=True)[:AT_ONCE]:
        try:
            act(by=SYSTEM_ACTOR, at=at, number=number)
        except Refused:  # somebody was faster; the next look finds what is left
            continue
        except Exception:
            log.exception("need %s could not be looked after; it is tried again in a minute", number)
            continue
        done += 1
    return done
