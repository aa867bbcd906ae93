"""What is written while a pairing lives: the year's plan, visits, reviews."""

from collections.abc import Mapping
from datetime import date, datetime

from bangfu.apps.partnerships.actions.pairings import hold, require_side
from bangfu.apps.partnerships.models import Pairing, PairingReview, PlanItem, Visit
from bangfu.apps.partnerships.rules import pairings as rules
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import Refusal, shanghai_day


def _alive(by: Actor, number: str, side: str) -> Pairing:
    pairing = hold(number)
    require_side(by, pairing, side)
    if pairing.state != "in_effect":
        raise Refused(
            Refusal("wrong_state", f"结对现在是“{rules.PAIRING_LIFE.states[pairing.state]}”，只有“结对中”的才能再写。")
        )
    return pairing


@action("partnerships.plan_item")
def add_plan_item(
    *, by: Actor, at: datetime, key: str = "", number: str, side: str, year: int, duty: str, words: str,
    due_on: date | None = None,
) -> PlanItem:  # fmt: skip
    """Put one thing into a year's plan, by either side."""
    pairing = _alive(by, number, side)
    if duty not in rules.DUTIES or not 2 <= len(words.strip()) <= 200:
        raise Refused(Refusal("plan_item", "请选一项共建内容，用 2 到 200 个字写做什么。"))
    if not pairing.starts_on.year <= year <= pairing.ends_on.year:
        raise Refused(Refusal("plan_year", f"{year} 年不在结对的期限里。"))
    if due_on is not None and due_on.year != year:
        raise Refused(Refusal("plan_due", f"最迟的日子要在 {year} 年里。"))
    item = PlanItem.objects.create(
        pairing=pairing, year=year, duty=duty, words=words.strip(), due_on=due_on, person=by.person or by.kind, at=at
    )
    record(subject=item, changes={"words": ("", item.words)})
    return item


@action("partnerships.plan_done")
def finish_plan_item(*, by: Actor, at: datetime, key: str = "", number: str, side: str, item: int) -> PlanItem:
    """Say that something of the plan is done. A second time changes nothing."""
    pairing = _alive(by, number, side)
    found = pairing.plan.filter(pk=item).first()
    if found is None:
        raise Hidden
    old, found.done_on = found.done_on, found.done_on or shanghai_day(at)
    found.save(update_fields=["done_on"])
    record(subject=found, changes={"done_on": (old and old.isoformat(), found.done_on.isoformat())})
    return found


@action("partnerships.note_visit")
def note_visit(*, by: Actor, at: datetime, key: str = "", number: str, side: str, on_day: date, words: str) -> Visit:
    """Note a visit that took place."""
    pairing = _alive(by, number, side)
    assert pairing.began_at is not None
    refuse(
        rules.visit_refusal(
            on_day=on_day,
            words=words,
            today=shanghai_day(at),
            began_on=min(pairing.starts_on, shanghai_day(pairing.began_at)),
        )
    )
    made = Visit.objects.create(
        pairing=pairing, on_day=on_day, side=side, words=words.strip(), person=by.person or by.kind, at=at
    )
    record(subject=made, changes={"on_day": ("", on_day.isoformat())})
    return made


@action("partnerships.review_pairing")
def review_pairing(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    side: str,
    year: int,
    scores: Mapping[str, int],
    words: str = "",
) -> PairingReview:
    """One side scores a year; what it said stays said."""
    pairing = _alive(by, number, side)
    given = pairing.reviews.filter(year=year, side=side).exists()
    refuse(rules.review_refusal(scores=scores, words=words, given=given, year=year))
    if not pairing.starts_on.year <= year <= shanghai_day(at).year:
        raise Refused(Refusal("review_year", f"{year} 年还没有可评的事。"))
    made = PairingReview.objects.create(
        pairing=pairing,
        year=year,
        side=side,
        scores=dict(scores),
        words=words.strip(),
        person=by.person or by.kind,
        at=at,
    )
    record(subject=made, note=f"{pairing.number} {year}")
    return made
