"""Writing off, giving back, taking back, losing: with a reason, and from a value on with a second person."""

from datetime import datetime

from bangfu.apps.goods import policy, rules
from bangfu.apps.goods.actions import limits_on, lot_under_lock, move
from bangfu.apps.goods.models import Disposal, GoodsLot, Trip, TripLine
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, shanghai_day, tidy


@action("goods.dispose")
def dispose(
    *, by: Actor, at: datetime, key: str = "", number: str, kind: str, units: int, reason: str, line: int | None = None
) -> Disposal:
    """Take units out of the store, or clear up what was not accepted on a trip (``line``: its id).

    Below the value of the day's rule it is done at once; else it waits for another person.
    Errors: ``Hidden``, ``Denied``; ``Refused`` for more than is there, no reason, goods that did not expire.
    """
    _lock_trip_of(line)
    lot = lot_under_lock(by, number, policy.KEEP)
    on_trip = _line(lot, line)
    there = lot.in_store if on_trip is None else on_trip.left
    if kind in rules.WITH_REASON and (rules.MOVES[kind].source == "way") != (on_trip is not None):
        raise Refused(Refusal("kind", "请选怎么处置。"))
    refuse(rules.disposal_refusal(kind, units, there - _asked_already(lot, on_trip), reason))
    refuse(rules.expiry_refusal(kind, lot.expires_on, shanghai_day(at)))
    limit, value = limits_on(shanghai_day(at)).second_person_fen, rules.value_of(units, lot.unit_fen)
    second = rules.needs_second(value, limit)
    made = Disposal.objects.create(
        lot=lot,
        line=on_trip,
        kind=kind,
        units=units,
        reason=tidy(reason),
        value_fen=value,
        limit_fen=limit,
        state="asked" if second else "done",
        asked_by=by.person or by.kind,
        asked_at=at,
    )
    record(
        subject=made,
        changes={"state": ("", made.state), "units": (None, units)},
        note=f"{lot.number} {made.get_kind_display()}",
    )
    if second:
        put_event("goods.disposal_asked", {"disposal": made.pk}, at=at)
    else:
        _carry_out(made, lot, by, at)
    return made


def _lock_trip_of(line: int | None) -> None:
    """The trip before its lots, in the order that an answer locks them."""
    if line is not None:
        list(Trip.objects.select_for_update(of=("self",)).filter(lines=line).values_list("pk"))


def _line(lot: GoodsLot, line: int | None) -> TripLine | None:
    if line is None:
        return None
    found = TripLine.objects.select_for_update(of=("self",)).filter(pk=line, lot=lot).first()
    if found is None:
        raise Hidden
    return found


def _asked_already(lot: GoodsLot, line: TripLine | None) -> int:
    """Units in the same place that wait for somebody's approval."""
    return sum(lot.disposals.filter(state="asked", line=line).values_list("units", flat=True))


@action("goods.approve_disposal")
def approve_disposal(*, by: Actor, at: datetime, key: str = "", disposal: str) -> Disposal:
    """Another person agrees; the units move. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found, lot = _under_lock(by, disposal)
    refuse(rules.deciding_refusal(state=found.state, step="approve", asked_by=found.asked_by, by=by.person))
    found.state, found.decided_by, found.decided_at = "done", by.person, at
    found.save(update_fields=["state", "decided_by", "decided_at"])
    record(subject=found, changes={"state": ("asked", "done"), "decided_by": ("", by.person)})
    _carry_out(found, lot, by, at)
    return found


@action("goods.decline_disposal")
def decline_disposal(*, by: Actor, at: datetime, key: str = "", disposal: str, answer: str) -> Disposal:
    """Another person does not agree, saying why; nothing moves. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found, _lot = _under_lock(by, disposal)
    refuse(rules.deciding_refusal(state=found.state, step="decline", asked_by=found.asked_by, by=by.person))
    refuse(rules.answer_refusal(answer))
    found.state, found.decided_by, found.decided_at, found.answer = "declined", by.person, at, tidy(answer)
    found.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    record(subject=found, changes={"state": ("asked", "declined"), "decided_by": ("", by.person)})
    return found


def _under_lock(by: Actor, disposal: str) -> tuple[Disposal, GoodsLot]:
    """The trip and the lot first, as everybody locks, then the disposal."""
    known = Disposal.objects.filter(pk=disposal).values_list("lot__number", "line_id").first()
    if known is None:
        raise Hidden
    _lock_trip_of(known[1])
    lot = lot_under_lock(by, known[0], policy.CHECK)
    return Disposal.objects.select_for_update(of=("self",)).get(pk=disposal), lot


def _carry_out(disposal: Disposal, lot: GoodsLot, by: Actor, at: datetime) -> None:
    """Move the units, say so in public, and end a trip of which everything came back before it was answered."""
    line = disposal.line
    if line is not None and line.left < disposal.units:
        words = f"这一批还没有说清去向的只有 {line.left}，不能{disposal.get_kind_display()} {disposal.units}。"
        raise Refused(Refusal("not_so_many", words, "村里可能刚答复过，请刷新页面。"))
    move([lot], disposal.kind, [disposal.units], by=by, at=at, lines=[line], disposal=disposal)
    fields = {
        "lot": lot.number,
        "kind": disposal.kind,
        "units": disposal.units,
        "reason": disposal.reason,
        "value_fen": disposal.value_fen or 0,
    }
    publish_row(kind="goods.disposed", subject=disposal.pk, fields=fields, at=at)
    if line is not None:
        trip = Trip.objects.get(pk=line.trip_id)
        if trip.state == "on_way" and not any(each.left for each in trip.lines.all()):
            trip.state, trip.answer_by = "called_back", None
            trip.save(update_fields=["state", "answer_by"])
