"""The only writers of lots, trips and arrivals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bangfu.apps.goods import policy, rules
from bangfu.apps.goods.models import Arrival, GoodsLot, Movement, Trip, TripLine
from bangfu.apps.goods.questions import find_project
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.programmes.api import rules_of
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import Statement, publish_row, publish_rows
from bangfu.values import Refusal, shanghai_day, tidy

LOT_LETTER = "W"


@dataclass(frozen=True, slots=True)
class Given:
    """One kind of goods as it is recorded; see `GoodsLot`. ``unit_fen``: the value of one unit in fen, None without one."""

    item: str
    unit: str
    quantity: int
    received_on: date
    expires_on: date | None = None
    unit_fen: int | None = None
    basis: str = "unvalued"
    basis_note: str = ""
    purpose: str = ""
    place: Region | None = None
    donor_kind: str = "anonymous"
    donor: str = ""
    donor_shown: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the aided side says of one line. ``units``: what came and is good, where the answer does not say it already."""

    answer: str
    units: int | None = None
    reason: str = ""


def limits_on(day: date) -> rules.Limits:
    """The pack's rules of a day."""
    found, plain = rules_of(day), rules.Limits()

    def limit(name: str, otherwise: int) -> int:
        value = found.limit(name)
        return otherwise if value is None else int(value)

    return rules.Limits(
        limit("goods_expiry_red_days", plain.red_days),
        limit("goods_expiry_amber_days", plain.amber_days),
        limit("goods_second_person_fen", plain.second_person_fen),
        limit("acceptance_answer_hours", plain.answer_hours),
    )


def keeper_for(by: Actor, organisation: str) -> Organisation:
    """The organisation whose store the actor keeps. Errors: ``Denied``."""
    found = Organisation.objects.select_related("region").filter(number=organisation).first()
    if found is None or not by.may(policy.KEEP, Scope(organisation=found.number)):
        raise Denied(policy.KEEP)
    return found


@action("goods.receive")
def receive_goods(*, by: Actor, at: datetime, key: str = "", organisation: str, given: Given) -> GoodsLot:
    """Record goods given in kind: a lot with a number. See :func:`receive_many`."""
    return _received(by, at, keeper_for(by, organisation), [given])[0]


@action("goods.receive_many")
def receive_many(*, by: Actor, at: datetime, key: str = "", organisation: str, rows: Sequence[Given]) -> GoodsLot:
    """Record several kinds of goods, all or nothing. Returns: the first lot.

    Errors: ``Denied`` unless the actor keeps that store; ``Refused`` for goods that cannot be recorded so.
    """
    if not rows:
        raise Refused(Refusal("nothing_given", "请至少写一样物资。"))
    return _received(by, at, keeper_for(by, organisation), rows)[0]


def _received(by: Actor, at: datetime, party: Organisation, rows: Sequence[Given]) -> list[GoodsLot]:
    today, numbers = shanghai_day(at), allocate(LOT_LETTER, at=at, count=len(rows))
    lots = []
    for number, row in zip(numbers, rows, strict=True):
        refuse(_row_refusal(row, today))
        lots.append(
            GoodsLot.objects.create(
                number=number,
                organisation=party,
                kind=rules.kind_key(row.item, row.unit),
                item=tidy(row.item),
                unit=tidy(row.unit),
                quantity=row.quantity,
                expires_on=row.expires_on,
                unit_fen=row.unit_fen,
                basis=row.basis,
                basis_note=tidy(row.basis_note),
                purpose=tidy(row.purpose),
                place=row.place,
                donor_kind=row.donor_kind,
                donor_shown=row.donor_shown and row.donor_kind == "named",
                received_on=row.received_on,
                entered_by=by.person or by.kind,
                at=at,
            )
        )
    _name_donors(lots, rows)
    move(lots, "receive", [row.quantity for row in rows], by=by, at=at)
    publish_rows(
        [
            Statement("goods.received", lot.number, public_fields(lot), {"donor": row.donor} if row.donor else {})
            for lot, row in zip(lots, rows, strict=True)
        ],
        at=at,
    )
    record(
        subject=lots[0], changes={"quantity": (None, lots[0].quantity), "basis": ("", lots[0].basis)}, count=len(lots)
    )
    return lots


def _row_refusal(row: Given, today: date) -> Refusal | None:
    return rules.words_refusal(row.item, row.purpose) or rules.lot_refusal(
        item=row.item,
        unit=row.unit,
        quantity=row.quantity,
        unit_fen=row.unit_fen,
        basis=row.basis,
        donor_kind=row.donor_kind,
        donor=row.donor,
        expires_on=row.expires_on,
        received_on=row.received_on,
        today=today,
    )


def _name_donors(lots: Sequence[GoodsLot], rows: Sequence[Given]) -> None:
    """Names are sealed under the row's own key, so the row must be there first."""
    for lot, row in zip(lots, rows, strict=True):
        if row.donor_kind == "named":
            lot.donor = tidy(row.donor)
            lot.save(update_fields=["donor"])


def public_fields(lot: GoodsLot) -> dict[str, Any]:
    """What everybody may know of a gift of goods: no donor."""
    return {
        "organisation": lot.organisation.number,
        "item": lot.item,
        "unit": lot.unit,
        "quantity": lot.quantity,
        "expires_on": lot.expires_on.isoformat() if lot.expires_on else "",
        "unit_fen": lot.unit_fen or 0,
        "basis": lot.basis,
        "purpose": lot.purpose,
        "place": lot.place.code if lot.place else "",
        "received_on": lot.received_on.isoformat(),
    }


def move(
    lots: Sequence[GoodsLot],
    kind: str,
    units: Sequence[int],
    *,
    by: Actor,
    at: datetime,
    lines: Sequence[TripLine | None] = (),
    disposal: Any = None,
) -> None:
    """Write movements, whose trigger moves the counters; within an action that holds the lots' locks.

    Errors: ``Refused`` when a lot has not so many units in that place.
    """
    step = rules.MOVES[kind]
    for lot, count in zip(lots, units, strict=True):
        after = lot.stock.moved(kind, count)
        if isinstance(after, Refusal):
            raise Refused(after)
    Movement.objects.bulk_create(
        Movement(
            lot=lot,
            line=line,
            disposal=disposal,
            kind=kind,
            source=step.source,
            target=step.target,
            units=count,
            person=by.person or by.kind,
            on=shanghai_day(at),
            at=at,
        )
        for lot, count, line in zip(lots, units, lines or [None] * len(lots), strict=True)
    )
    for lot in lots:
        lot.refresh_from_db(fields=["received", "in_store", "on_way", "accepted", "gone"])


def locked_lots(numbers: Sequence[str], organisation: int) -> list[GoodsLot]:
    """Lots of one store under lock, in the order of their ids so that two actions never wait for each other in a ring."""
    rows = GoodsLot.objects.select_for_update(of=("self",)).select_related("place", "organisation__region")
    return list(rows.filter(number__in=numbers, organisation_id=organisation).order_by("pk"))


@action("goods.send")
def send_goods(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    organisation: str,
    region: Region,
    units: Mapping[str, int],
    on: date,
    project: str = "",
    note: str = "",
    reason: str = "",
    purpose_kept: bool = False,
) -> Trip:
    """Send goods to a place: they leave the store and wait for the place's answer.

    Args: ``units`` by the lot's number; ``project`` the number of a running project there, or empty; ``reason`` why not what
    expires first. Errors: ``Denied``; ``Refused`` for more than is there, expired goods, another's purpose or place.
    """
    party, chosen = keeper_for(by, organisation), {number: count for number, count in units.items() if count}
    kinds = GoodsLot.objects.filter(organisation=party, number__in=chosen).values("kind")
    shelf = GoodsLot.objects.filter(organisation=party, kind__in=kinds, in_store__gt=0).values_list("number", flat=True)
    lots = locked_lots(list(shelf), party.pk)
    refuse(rules.words_refusal(note, reason))
    refuse(_project_refusal(project, region))
    refuse(
        rules.dispatch_refusal(
            [lot.as_batch() for lot in lots],
            chosen,
            place=region.code,
            on=on,
            today=shanghai_day(at),
            reason=reason,
            purpose_kept=purpose_kept,
        )
    )
    trip = Trip.objects.create(
        organisation=party,
        region=region,
        region_path=region.code,
        project=project,
        sent_on=on,
        note=tidy(note),
        reason=tidy(reason),
        person=by.person or by.kind,
        at=at,
        answer_by=at + timedelta(hours=limits_on(shanghai_day(at)).answer_hours),
    )
    taken = [lot for lot in lots if lot.number in chosen]
    TripLine.objects.bulk_create(TripLine(trip=trip, lot=lot, units=chosen[lot.number]) for lot in taken)
    lines = {line.lot_id: line for line in trip.lines.all()}
    move(taken, "dispatch", [chosen[lot.number] for lot in taken], by=by, at=at, lines=[lines[lot.pk] for lot in taken])
    record(subject=trip, changes={"state": ("", "on_way"), "region_path": ("", region.code)}, note=trip.reason)
    publish_row(kind="goods.sent", subject=trip.pk, fields=trip_fields(trip, taken, chosen), at=at)
    put_event("goods.sent", {"trip": trip.pk}, at=at)
    return trip


def _project_refusal(project: str, region: Region) -> Refusal | None:
    if not project:
        return None
    found = find_project(project)
    if found is None:
        return Refusal("no_such_project", "没有这个项目，或项目已经结束。", "请核对编号，或留空只写地方。")
    if not found.region.startswith(region.region_code.prefix) and not region.code.startswith(found.region):
        return Refusal("project_elsewhere", f"项目“{found.title}”不在这个地方。", "请核对地方或项目编号。")
    return None


def trip_fields(trip: Trip, lots: Sequence[GoodsLot], units: Mapping[str, int]) -> dict[str, Any]:
    """What everybody may know of a trip."""
    return {
        "organisation": trip.organisation.number,
        "place": trip.region_path,
        "project": trip.project,
        "sent_on": trip.sent_on.isoformat(),
        "lines": [[lot.number, units[lot.number]] for lot in sorted(lots, key=lambda each: each.number)],
        "reason": trip.reason,
    }


@action("goods.accept")
def accept_goods(
    *, by: Actor, at: datetime, key: str = "", trip: str, answers: Mapping[int, Said], words: str = ""
) -> Trip:
    """The place says of each item: as promised, less, poor, not. What is not accepted stays to be cleared up by the sender.

    Args: ``answers`` by the line's id. Errors: ``Hidden``; ``Refused`` for the side that sent, an answered or returned trip,
    answers that do not fit.
    """
    found = Trip.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=trip).first()
    if found is None:
        raise Hidden
    policy.require_arrival(by, found)
    own = [grant.scope_id for grant in by.grants if grant.scope_kind == "organisation"]
    refuse(rules.acceptor_refusal(person=by.person, sent_by=found.person, own=own, sender=found.organisation.number))
    refuse(rules.TRIP.refusal(found.state, "answer"))
    refuse(rules.words_refusal(words, *(said.reason for said in answers.values())))
    lots = {
        lot.pk: lot
        for lot in locked_lots(list(found.lines.values_list("lot__number", flat=True)), found.organisation_id)
    }
    lines = [line for line in found.lines.order_by("pk") if line.left]
    arrivals = [_arrival(line, lots[line.lot_id], answers.get(line.pk, Said("")), by, at, found) for line in lines]
    Arrival.objects.bulk_create(arrivals)
    good = [(line, each.accepted) for line, each in zip(lines, arrivals, strict=True) if each.accepted]
    move(
        [lots[line.lot_id] for line, _ in good],
        "accept",
        [count for _, count in good],
        by=by,
        at=at,
        lines=[line for line, _ in good],
    )
    found.state, found.answered_at, found.answer_by, found.words = "answered", at, None, tidy(words)[: rules.TEXT_MAX]
    found.save(update_fields=["state", "answered_at", "answer_by", "words"])
    record(subject=found, changes={"state": ("on_way", "answered")})
    said = [[lots[each.line.lot_id].number, each.answer, each.expected, each.accepted] for each in arrivals]
    publish_row(kind="goods.arrived", subject=found.pk, fields={"place": found.region_path, "lines": said}, at=at)
    put_event("goods.arrived", {"trip": found.pk}, at=at)
    return found


def _arrival(line: TripLine, lot: GoodsLot, said: Said, by: Actor, at: datetime, trip: Trip) -> Arrival:
    good = rules.good_units(lot.item, line.left, said.answer, said.units)
    if isinstance(good, Refusal):
        raise Refused(good)
    return Arrival(
        line=line,
        answer=said.answer,
        expected=line.left,
        accepted=good,
        reason=tidy(said.reason)[:200],
        person=by.person,
        sent_by=trip.person,
        at=at,
    )


@action("goods.show_donor")
def show_donor(*, by: Actor, at: datetime, key: str = "", number: str, shown: bool) -> GoodsLot:
    """The donor's choice whether the name stands on the public page; it may be changed at any time."""
    lot = lot_under_lock(by, number, policy.KEEP)
    if shown and lot.donor_kind != "named":
        raise Refused(Refusal("anonymous", "这一批没有记捐赠人，不能公开名字。"))
    before, lot.donor_shown = lot.donor_shown, shown
    lot.save(update_fields=["donor_shown"])
    record(subject=lot, changes={"donor_shown": (before, shown)})
    return lot


def lot_under_lock(by: Actor, number: str, permission: str) -> GoodsLot:
    """One lot under lock. Errors: ``Hidden``, ``Denied``."""
    rows = GoodsLot.objects.select_for_update(of=("self",)).select_related("organisation__region", "place")
    lot = rows.filter(number=number).first()
    if lot is None:
        raise Hidden
    policy.require(by, lot, permission)
    return lot
