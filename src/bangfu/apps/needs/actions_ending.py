"""How a published need loses some of its units, ends honestly, is judged by the village and opens again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bangfu.apps.needs import rules, rules_ending
from bangfu.apps.needs.actions import locked, take_step
from bangfu.apps.needs.actions_units import lock_need
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.queries_life import possible_ends, terms_of
from bangfu.apps.needs.rules import LIFE
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.publication.write import publish_row
from bangfu.plumbing.quantities.moving import move_units
from bangfu.values import Refusal, shanghai_day

Units = Mapping[int, int]


def move_lines(
    lines: Mapping[int, NeedLine], name: str, units: Units, by: Actor, at: datetime, reason: str, holder: str = ""
) -> None:
    """Move units of locked items that the office itself sets aside or takes back; ``holder`` says for what."""
    for position in sorted(units):
        if position not in lines:
            raise Refused(Refusal("no_such_line", f"这条需求没有第 {position} 项，请刷新页面看最新情况。"))
        line = lines[position]
        count = units[position]
        changes = move_units(line, name=name, units=count, holder=holder, person=by.person, at=at, reason=reason)
        record(subject=line, changes=changes, note=reason)


def state_change(need: Need, at: datetime, **fields: Any) -> None:
    """The public record of what changed about a need that everybody can read."""
    publish_row(kind="need.changed", subject=need.number, fields=fields, at=at)


def refuse_private(words: str) -> None:
    """Words that everybody will read name nobody. Errors: ``Refused``."""
    for warning in rules.privacy_warnings(words):
        raise Refused(warning)


def _asked(units: Units) -> dict[int, int]:
    return {position: count for position, count in units.items() if count}


@action("needs.reduce_need")
def reduce_need(*, by: Actor, at: datetime, key: str = "", number: str, units: Units, reason: str) -> Need:
    """Withdraw open units of single items (``units`` by position); the rest goes on waiting. Errors: ``Refused``."""
    need = locked(by, number, "needs.withdraw")
    refuse(LIFE.refusal(need.state, "reduce"))
    refuse(rules.reason_refusal(reason))
    refuse_private(reason)
    here, wanted = lock_need(number), _asked(units)
    musts = [position for position, line in here.lines.items() if line.is_must]
    refuse(rules_ending.reduce_refusal(here.balances, musts, wanted))
    move_lines(here.lines, "withdraw", wanted, by, at, reason)
    state_change(
        need, at, withdrawn={str(place): count for place, count in wanted.items()}, reason=reason.strip()[:300]
    )
    return take_step(need, "reduce", by, at, reason)


@action("needs.restore_units")
def restore_units(*, by: Actor, at: datetime, key: str = "", number: str, units: Units) -> Need:
    """Take back a withdrawal of units: they wait for somebody again."""
    need = locked(by, number, "needs.withdraw")
    refuse(LIFE.refusal(need.state, "restore"))
    wanted = _asked(units)
    refuse(None if wanted else Refusal("no_units", "请至少写一项的数量。"))
    move_lines(lock_need(number).lines, "reopen", wanted, by, at, "重新需要")
    state_change(need, at, restored={str(place): count for place, count in wanted.items()})
    return take_step(need, "restore", by, at)


@action("needs.close_need")
def close_need(*, by: Actor, at: datetime, key: str = "", number: str, how: str, reason: str = "") -> Need:
    """End a published need as its items say (已解决、部分解决) or, when nothing was accepted, as ``how`` states with a reason."""
    need = locked(by, number, "needs.withdraw")
    refuse(LIFE.refusal(need.state, "close"))
    refuse(rules_ending.end_refusal(how, possible_ends(need), reason))
    refuse_private(reason)
    return end_need(need, "close", how, by, at, reason)


def end_need(need: Need, step: str, how: str, by: Actor, at: datetime, reason: str, **more: str) -> Need:
    """End a locked need as ``how`` by a step that the caller has decided; what was public says so in public."""
    need.ended_how, need.ended_at, need.asked_at = how, at, None
    was_public = need.state == "published"
    need.ended_reason = reason.strip()[:300] if was_public else ""
    take_step(need, step, by, at, reason)
    if was_public:
        said = {"how": how, "reason": reason.strip()[:300]} | more
        publish_row(kind="need.closed", subject=need.number, fields=said, at=at)
    return need


@action("needs.reopen_need")
def reopen_need(
    *, by: Actor, at: datetime, key: str = "", number: str, reason: str, claim_by: date | None = None
) -> Need:
    """The village lets an ended need wait for somebody again, within the days that the pack gives."""
    need = locked(by, number, "needs.evaluate")
    refuse(LIFE.refusal(need.state, "reopen"))
    refuse(rules.reason_refusal(reason))
    refuse_private(reason)
    lines = lock_need(number).balances.values()
    refuse(
        rules_ending.reopen_refusal(
            how=need.ended_how,
            was_public=need.published_at is not None,
            ended_at=need.ended_at,
            at=at,
            days=terms_of(shanghai_day(at)).reopen_days,
            open_units=sum(each.open for each in lines),
        )
    )
    if claim_by is not None:
        refuse(Refusal("deadline_past", "接单截止日期要在今天以后。") if claim_by <= shanghai_day(at) else None)
        need.claim_by = claim_by
    return open_again(need, "reopen", by, at, reason)


def open_again(need: Need, step: str, by: Actor, at: datetime, reason: str) -> Need:
    """A locked need stands before everybody as on the day of its publication, its end and its judgement forgotten."""
    need.ended_how, need.ended_at, need.merged_into = "", None, None
    need.rating, need.rating_words, need.ended_reason = None, "", ""
    need.confirmed_at, need.asked_at = at, None
    take_step(need, step, by, at, reason)
    state_change(need, at, reopened=reason.strip()[:300], claim_by=need.claim_by.isoformat() if need.claim_by else None)
    return need


@action("needs.evaluate_need")
def evaluate_need(*, by: Actor, at: datetime, key: str = "", number: str, rating: int, words: str = "") -> Need:
    """The village says what it was good for; its words stand on the public page."""
    need = locked(by, number, "needs.evaluate")
    refuse(LIFE.refusal(need.state, "evaluate"))
    accepted = sum(line.accepted for line in need.lines.all())
    refuse(rules_ending.evaluate_refusal(rating=rating, accepted=accepted))
    refuse_private(words)
    need.rating, need.rating_words = rating, words.strip()[:300]
    take_step(need, "evaluate", by, at, note=rules_ending.RATINGS[rating])
    publish_row(
        kind="need.evaluated", subject=need.number, fields={"rating": rating, "words": need.rating_words}, at=at
    )
    return need
