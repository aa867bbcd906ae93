"""The only writers of occasions and seats. Lock order: the occasion, its seats."""

from datetime import datetime
from typing import Any

from bangfu.apps.occasions import policy, queries, rules
from bangfu.apps.occasions.models import Occasion, Seat
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.values import opaque_id


@action("occasions.announce")
def announce(
    *, by: Actor, at: datetime, key: str = "", values: dict[str, Any], ask_the_village: bool = False
) -> Occasion:
    """Fix an occasion, or ask the village about a visit that would be too much.

    Args: ``values`` holds fields of :class:`Occasion` from ``kind`` to ``seats``; ``organiser`` or ``office`` says who holds it.
    Errors: ``Denied`` outside the actor's organisations and places; ``Refused``.
    """
    made = Occasion(pk=opaque_id(), announced_by=by.person, announced_at=at, **values)
    if bool(made.organiser) == bool(made.office) or not by.may(policy.RUN, policy.holder_scope(made)):
        raise Denied(policy.RUN)
    refuse(rules.announcing_refusal(starts=made.starts, ends=made.ends, sign_up_by=made.sign_up_by, at=at))
    if made.kind in rules.VISITS:
        made.seats, made.sign_up_by, made.burden = None, None, rules.BURDEN[made.kind]
        too_much = queries.burden_refusal(made.kind, made.region, made.starts)
        made.state = "asked" if too_much and ask_the_village else "open"
        refuse(None if ask_the_village else too_much)
    made.save(force_insert=True)
    record(subject=made, changes={"state": ("", made.state), "title": ("", made.title)})
    put_event("occasions.announced", {"occasion": made.pk}, at=at)
    return made


def _locked(occasion: str) -> Occasion:
    found = Occasion.objects.select_for_update().filter(pk=occasion).first()
    if found is None:
        raise Hidden
    return found


def _standing(occasion: Occasion, person: str) -> Seat | None:
    return occasion.places.filter(person=person).exclude(state="left").first()


def _state_of(seat: Seat | None) -> str:
    return seat.state if seat else ""


@action("occasions.join")
def join(*, by: Actor, at: datetime, key: str = "", occasion: str) -> Seat:
    """Sign up: a seat when one is free, else a place in the waiting line. Errors: ``Hidden``, ``Refused``."""
    found = _locked(occasion)
    if found.kind in rules.VISITS or not policy.can_see(by, found):
        raise Hidden
    mine = _standing(found, by.person)
    refuse(rules.joining_refusal(state=found.state, closes=found.closes, at=at, standing=_state_of(mine)))
    state = "seated" if rules.Room(found.seats, found.taken).free else "waiting"
    seat = Seat.objects.create(occasion=found, person=by.person, state=state, since=at)
    if state == "seated":
        _take(found, 1)
    record(subject=seat, changes={"state": ("", state)})
    return seat


def _take(occasion: Occasion, by: int) -> None:
    occasion.taken += by
    occasion.save(update_fields=["taken"])


@action("occasions.leave")
def leave(*, by: Actor, at: datetime, key: str = "", occasion: str) -> Occasion:
    """Give up one's seat or place in the line; the next in the line gets the seat and is told. Errors: ``Hidden``, ``Refused``."""
    found = _locked(occasion)
    mine = _standing(found, by.person)
    refuse(rules.leaving_refusal(standing=_state_of(mine), came=bool(mine and mine.checked_in_at)))
    assert mine is not None
    before, mine.state = mine.state, "left"
    mine.save(update_fields=["state"])
    record(subject=mine, changes={"state": (before, "left")})
    if before == "seated":
        _take(found, -1)
        _move_up(found, at)
    return found


def _move_up(occasion: Occasion, at: datetime) -> None:
    following = occasion.places.filter(state="waiting").order_by("since", "id").first()
    if following is None or at >= occasion.starts:
        return
    following.state = "seated"
    following.save(update_fields=["state"])
    _take(occasion, 1)
    put_event("occasions.moved_up", {"occasion": occasion.pk, "person": following.person}, at=at)


@action("occasions.check_in")
def check_in(*, by: Actor, at: datetime, key: str = "", occasion: str, person: str) -> Seat:
    """Note that somebody came: themselves with the organiser's code, or the organiser by hand. Twice is once.

    Errors: ``Hidden``, ``Denied``, ``Refused``.
    """
    found = _locked(occasion)
    if person != by.person:
        policy.require(by, found, policy.RUN)
    seat = _standing(found, person)
    refuse(
        rules.checking_in_refusal(
            state=found.state, starts=found.starts, ends=found.ends, at=at, standing=_state_of(seat)
        )
    )
    assert seat is not None
    if seat.checked_in_at is None:
        seat.checked_in_at, seat.checked_in_by = at, by.person
        seat.save(update_fields=["checked_in_at", "checked_in_by"])
    record(subject=seat, changes={"checked_in_at": (None, seat.checked_in_at)})
    return seat


@action("occasions.cancel")
def cancel(*, by: Actor, at: datetime, key: str = "", occasion: str, reason: str) -> Occasion:
    """Call it off with a reason that all who signed up are told. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(occasion)
    policy.require(by, found, policy.RUN)
    return _end(found, reason, at)


def _end(found: Occasion, reason: str, at: datetime) -> Occasion:
    refuse(rules.reason_refusal(reason))
    refuse(rules.CYCLE.refusal(found.state, "cancel"))
    before, found.state, found.reason = found.state, "cancelled", reason.strip()
    found.save(update_fields=["state", "reason"])
    record(subject=found, changes={"state": (before, "cancelled")}, note=reason.strip())
    put_event("occasions.cancelled", {"occasion": found.pk}, at=at)
    return found


@action("occasions.agree")
def agree(*, by: Actor, at: datetime, key: str = "", occasion: str) -> Occasion:
    """The village lets a visit come that goes beyond its month. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(occasion)
    policy.require(by, found, policy.AGREE)
    refuse(rules.CYCLE.refusal(found.state, "agree"))
    found.state, found.agreed_by = "open", by.person
    found.save(update_fields=["state", "agreed_by"])
    record(subject=found, changes={"state": ("asked", "open"), "agreed_by": ("", by.person)})
    put_event("occasions.agreed", {"occasion": found.pk}, at=at)
    return found


@action("occasions.decline")
def decline(*, by: Actor, at: datetime, key: str = "", occasion: str, reason: str) -> Occasion:
    """The village does not let a visit come, with a reason. Errors: ``Hidden``, ``Denied``, ``Refused``."""
    found = _locked(occasion)
    policy.require(by, found, policy.AGREE)
    refuse(rules.CYCLE.refusal(found.state, "agree"))
    return _end(found, reason, at)
