"""Bringing things and saying what came: the only writers of deliveries and acceptances."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bangfu.apps.exchange.api import answering
from bangfu.apps.programmes.api import rules_of
from bangfu.apps.projects.actions.locking import locked, locked_delivery
from bangfu.apps.projects.actions.units import units_of
from bangfu.apps.projects.models import (
    Acceptance,
    AcceptedLine,
    Bundle,
    Delivery,
    DeliveryLine,
    Project,
)
from bangfu.apps.projects.policy import party_numbers
from bangfu.apps.projects.rules import deliveries as rules
from bangfu.apps.projects.rules.deliveries import Answer, Outcome
from bangfu.apps.projects.rules.life import LIFE
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.values import Refusal, shanghai_day


def _hours(on: date) -> timedelta:
    """How long each office has to answer a delivery, by the pack's rules of a day."""
    found = rules_of(on).limit("acceptance_answer_hours")
    return timedelta(hours=rules.HOURS_UNLESS_SAID if found is None else found)


def begin(project: Project, on: date) -> None:
    """Work has begun: the project and what was promised to it say so; within an action."""
    if project.state == "preparing":
        project.state, project.begun_on = "underway", on
        project.version += 1
        project.save(update_fields=["state", "begun_on", "version"])
        record(subject=project, changes={"state": ("preparing", "underway")})
    for bundle in project.bundles.filter(let_go_at=None).select_related("need", "offer"):
        units_of(bundle).mark_begun(project.begun_on or on)


@action("projects.begin")
def begin_project(*, by: Actor, at: datetime, key: str = "", number: str, on: date) -> Project:
    """Say that work begins; the lines of its needs read 实施中."""
    project = locked(by, number, "projects.run")
    refuse(LIFE.refusal(project.state, "begin"))
    if on > shanghai_day(at):
        raise Refused(Refusal("begun_later", "开工的日子不能晚于今天。"))
    begin(project, on)
    return project


@action("projects.deliver")
def deliver(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    bundle: int,
    units: Mapping[int, int],
    on: date,
    received_by: str = "",
    note: str = "",
) -> Delivery:
    """Hand over units that were promised; from now on they wait for the village's answer.

    Args: ``bundle`` the id of the claim's part in the project; ``units`` whole units by the line's position; ``on`` the day.
    Errors: ``Denied``; ``Refused`` for more than is still to be brought, for a day to come, for numbers of persons in words.
    """
    project = locked(by, number, "projects.run")
    part = Bundle.objects.select_related("need", "offer", "organisation").filter(pk=bundle, project=project).first()
    if part is None:
        raise Hidden
    if project.state == "ended":
        raise Refused(Refusal("ended", "项目已结束，不能再交付。要继续，请重新接单。"))
    here = units_of(part)
    wanted = {position: count for position, count in units.items() if count}
    refuse(rules.delivery_refusal(wanted=wanted, committed=here.committed(), on=on, today=shanghai_day(at)))
    refuse(rules.words_refusal(note))
    begin(project, on)
    here.move("deliver", wanted, by=by, at=at, reason=note)
    made = Delivery.objects.create(
        project=project,
        bundle=part,
        organisation=part.organisation,
        serial=project.deliveries.count() + 1,
        person=by.person,
        delivered_on=on,
        received_by=received_by.strip()[:60],
        note=note.strip()[:300],
        at=at,
        answer_by=at + _hours(shanghai_day(at)),
    )
    DeliveryLine.objects.bulk_create(
        DeliveryLine(delivery=made, quantity=count, **here.item(position)) for position, count in wanted.items()
    )
    record(subject=made, changes={"state": ("", "waiting")}, note=f"{project.number} 第 {made.serial} 批")
    put_event("projects.delivered", {"delivery": made.pk}, at=at)
    return made


@action("projects.take_back_delivery")
def take_back_delivery(*, by: Actor, at: datetime, key: str = "", delivery: str) -> Delivery:
    """Take a delivery back before anybody answered: the units are to be brought again."""
    project, found = locked_delivery(by, delivery, "projects.run")
    refuse(rules.DELIVERY_LIFE.refusal(found.state, "take_back"))
    units = {row.line.position: row.quantity for row in found.lines.all()}
    units_of(found.bundle).move("refuse", units, by=by, at=at, reason="收回")
    _again_underway(project, found.bundle, at)
    found.state, found.answer_by = "taken_back", None
    found.save(update_fields=["state", "answer_by"])
    record(subject=found, changes={"state": ("waiting", "taken_back")})
    return found


def _again_underway(project: Project, bundle: Bundle, at: datetime) -> None:
    """Units that came back to the organisation belong to work that has begun."""
    units_of(bundle).mark_begun(project.begun_on or shanghai_day(at))


def _check_answerer(by: Actor, project: Project) -> None:
    own = [grant.scope_id for grant in by.grants if grant.scope_kind == "organisation"]
    deliverers = set(project.deliveries.values_list("person", flat=True))
    refuse(
        rules.answerer_refusal(
            person=by.person, own_organisations=own, parties=party_numbers(project), deliverers=deliverers
        )
    )


@action("projects.accept_delivery")
def accept_delivery(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    delivery: str,
    answers: Mapping[int, Answer],
    words: str = "",
    on_behalf_of: str = "",
) -> Acceptance:
    """The aided side says of each item: as promised, less, poor, not. One key, one effect, also from a draft that comes late.

    Args: ``delivery`` its id; ``answers`` by the position of the need's line; ``words`` are shown as they are said.
    Errors: ``Hidden``, ``Denied``; ``Refused`` for the side that delivers, an answered or taken-back delivery, answers that
    do not fit what was brought: nothing is changed then, and the caller keeps what was written.
    """
    project, found = locked_delivery(by, delivery, "projects.accept")
    refuse(rules.answer_refusal(state=found.state, delivered_at=found.at, at=at, now=now()))
    _check_answerer(by, project)
    refuse(rules.words_refusal(words, *(answer.reason for answer in answers.values())))
    made = _answered(by, at, found, answers, words=words, on_behalf_of=on_behalf_of)
    found.state, found.answered_at, found.answer_by = "answered", at, None
    found.save(update_fields=["state", "answered_at", "answer_by"])
    record(subject=found, changes={"state": ("waiting", "answered")})
    _again_underway(project, found.bundle, at)
    put_event("projects.answered", {"delivery": found.pk}, at=at)
    return made


def _answered(
    by: Actor,
    at: datetime,
    found: Delivery,
    answers: Mapping[int, Answer],
    *,
    words: str = "",
    reason: str = "",
    on_behalf_of: str = "",
) -> Acceptance:
    """Write one acceptance and move the units that it speaks of."""
    rows = {row.line.position: row for row in found.lines.all()}
    meant = rules.outcomes(
        {position: row.quantity for position, row in rows.items()},
        answers,
        {position: row.line.item for position, row in rows.items()},
    )
    if isinstance(meant, Refusal):
        raise Refused(meant)
    _move(by, at, found, meant, words or reason)
    made = Acceptance.objects.create(
        delivery=found,
        serial=found.acceptances.count() + 1,
        person=by.person,
        delivered_by=found.person,
        on_behalf_of=on_behalf_of.strip()[:60],
        words=words.strip()[:300],
        reason=reason.strip()[:300],
        at=at,
    )
    AcceptedLine.objects.bulk_create(
        AcceptedLine(
            acceptance=made,
            delivery_line=rows[position],
            answer=answers[position].answer,
            accepted=each.accepted,
            again=each.again,
            opened=each.opened,
            reason=answers[position].reason.strip()[:200],
        )
        for position, each in meant.items()
    )
    record(subject=made, count=len(meant), note=f"{found.project.number} 第 {found.serial} 批")
    return made


def _move(by: Actor, at: datetime, found: Delivery, meant: Mapping[int, Outcome], reason: str) -> None:
    here = units_of(found.bundle)
    for name, units in (
        ("accept", {position: each.accepted for position, each in meant.items()}),
        ("refuse", {position: each.again + each.opened for position, each in meant.items()}),
        ("step_down", {position: each.opened for position, each in meant.items()}),
    ):
        moved = {position: count for position, count in units.items() if count}
        if moved:
            here.move(name, moved, by=by, at=at, reason=reason)


@action("projects.correct_acceptance")
def correct_acceptance(
    *, by: Actor, at: datetime, key: str = "", delivery: str, answers: Mapping[int, Answer], reason: str
) -> Acceptance:
    """The aided side corrects what it said, within days and with a reason; the first answer stays readable.

    Errors: ``Refused`` as :func:`rules.correction_refusal` says, or when units were brought again meanwhile.
    """
    project, found = locked_delivery(by, delivery, "projects.accept")
    last = max(found.acceptances.all(), key=lambda each: each.serial, default=None)
    rows = list(last.lines.select_related("delivery_line__need_line", "delivery_line__offer_line")) if last else []
    refuse(
        rules.correction_refusal(
            state=found.state,
            answered_at=found.answered_at,
            at=at,
            reason=reason,
            opened=sum(row.opened for row in rows),
        )
    )
    _check_answerer(by, project)
    refuse(rules.words_refusal(reason, *(answer.reason for answer in answers.values())))
    _unsay(by, at, found, rows, reason)
    made = _answered(by, at, found, answers, reason=reason)
    _again_underway(project, found.bundle, at)
    put_event("projects.answered", {"delivery": found.pk}, at=at)
    return made


def _unsay(by: Actor, at: datetime, found: Delivery, rows: list[AcceptedLine], reason: str) -> None:
    """Put the units of the last answer back to where they waited for it."""
    accepted = {row.delivery_line.line.position: row.accepted for row in rows if row.accepted}
    again = {row.delivery_line.line.position: row.again for row in rows if row.again}
    here = units_of(found.bundle)
    there = here.committed()
    if any(units > there.get(position, 0) for position, units in again.items()):
        raise Refused(Refusal("brought_again", "退回的那几件对方已经重新送来，请在新的一批里验收。"))
    here.reopen(by=by, at=at, reason=reason)
    if accepted:
        here.move("correct", accepted, by=by, at=at, reason=reason)
    if again:
        here.move("deliver", again, by=by, at=at, reason=reason)


@action("projects.climb_delivery")
def climb_delivery(*, by: Actor, at: datetime, key: str = "", delivery: str) -> Delivery:
    """Nobody answered in time: the next office is told as well, at the last one again and again. Nothing is ever accepted."""
    found = Delivery.objects.select_for_update().filter(pk=delivery).first()
    if found is None:
        raise Hidden
    if found.state != "waiting" or found.answer_by is None or found.answer_by > at:
        raise Refused(Refusal("not_due", "还没到期。"))
    before = found.level
    found.level = min(before + 1, len(answering()) - 1)
    found.answer_by = at + _hours(shanghai_day(at))
    found.save(update_fields=["level", "answer_by"])
    record(subject=found, changes={"level": (before, found.level)}, note="没有人验收，再提醒一次")
    put_event("projects.delivery_climbed", {"delivery": found.pk, "at": found.answer_by.isoformat()}, at=at)
    return found
