"""Orders (点单): a place asks for units, the organisation answers; silence is no consent.

Open units are held for who asks first, what exceeds them waits. A slot of the organisation's capacity is taken only with its yes:
nobody's capacity is used up by a question.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bangfu.apps.offers import rules
from bangfu.apps.offers.actions.counter import Counter
from bangfu.apps.offers.models import Order, OrderLine
from bangfu.apps.offers.queries.offers import serves
from bangfu.apps.offers.queries.orders import standing_of
from bangfu.apps.organisations.api import commit_slot, eligible, take_slot
from bangfu.apps.programmes.api import rules_of
from bangfu.apps.regions.api import Region
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Denied, Hidden, Scope
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.outbox.deliver import put_event
from bangfu.plumbing.quantities.waiting import promotions, settlement, wanted_refusal
from bangfu.values import Quarter, Refusal, shanghai_day

log = logging.getLogger(__name__)
DUE_AT_ONCE = 200


def time_to_answer(on: date) -> timedelta:
    """How long an organisation has to answer an order, by the pack's rules of a day."""
    found = rules_of(on).limit("order_answer_hours")
    return timedelta(hours=rules.WAIT_HOURS_UNLESS_SAID if found is None else found)


@action("offers.place_order")
def place_order(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    number: str,
    region: Region,
    wanted: Mapping[int, int],
    purpose: str,
    wanted_by: date | None = None,
    contact: str = "",
    need: str = "",
) -> Order:
    """Ask for any part of any item of an offer, for a place.

    Args: ``number`` of the offer, ``wanted`` whole units by the item's position, ``need`` the number of the need it is for.
    Errors: ``Denied`` outside the actor's places; ``Refused`` when the offer takes no orders of this place, or has one already.
    """
    if not by.may("offers.order", Scope(region=region.code)):
        raise Denied("offers.order")
    here, today = Counter(number), shanghai_day(at)
    refuse(
        rules.order_refusal(
            state=here.offer.state, serves=serves(here.offer, region.code), ends_on=here.offer.ends_on, on=today
        )
    )
    wanted = {position: units for position, units in wanted.items() if units}
    refuse(wanted_refusal(wanted, {position: line.balance.missing for position, line in here.lines.items()}))
    refuse(rules.purpose_refusal(purpose))
    if any(order.region_id == region.pk for order in here.orders.values()):
        raise Refused(Refusal("ordered_already", "本地已经点过这份供给，正等组织答复；要改数量，请先撤回再点。"))
    order = Order.objects.create(
        offer=here.offer,
        position=Order.objects.filter(offer=here.offer).count() + 1,
        region=region,
        region_path=region.code,
        need=need[:14],
        person=by.person,
        purpose=purpose.strip()[:500],
        wanted_by=wanted_by,
        asked_at=at,
        answer_by=at + time_to_answer(today),
    )
    if contact.strip():
        order.contact = contact.strip()
        order.save(update_fields=["contact"])
    OrderLine.objects.bulk_create(OrderLine(order=order, position=place, wanted=n) for place, n in wanted.items())
    record(subject=order, changes={"state": ("", "asked")})
    here.move(promotions(here.left(), [standing_of(order, {})]), by=by, at=at)
    put_event("offers.order_placed", {"order": order.pk}, at=at)
    return order


def _live(order_id: str) -> tuple[Counter, Order]:
    number = Order.objects.filter(pk=order_id).values_list("offer__number", flat=True).first()
    if number is None:
        raise Hidden
    here = Counter(number)
    order = next((each for each in here.orders.values() if each.pk == order_id), None)
    if order is None:
        raise Refused(Refusal("order_over", "这次点单已经有结果了，请刷新页面看最新情况。"))
    return here, order


def _answering(by: Actor, order_id: str) -> tuple[Counter, Order]:
    here, order = _live(order_id)
    if not by.may("offers.draft", Scope(organisation=here.offer.organisation.number)):
        raise Denied("offers.draft")
    return here, order


@action("offers.accept_order")
def accept_order(*, by: Actor, at: datetime, key: str = "", order_id: str) -> Order:
    """The organisation says yes, to whoever it likes, held or waiting: units are committed, a slot of its capacity with them.

    Errors: ``Refused`` when the organisation may take on nothing new, has no slot free, or there are not so many units.
    """
    here, order = _answering(by, order_id)
    refuse(rules.own_order_refusal(asked_by=order.person, answers=by.person))
    if not eligible().filter(pk=here.offer.organisation_id).exists():
        raise Refused(
            Refusal("not_eligible", "您的组织现在不能承接：资料未核实、信用状态不正常或已注销。请联系登记管理机关。")
        )
    settled = settlement(here.left(), here.queue(), [order.holder], keep_others=True)
    if isinstance(settled, Refusal):
        raise Refused(settled)
    quarter = Quarter.of(shanghai_day(at)).text
    slot = {"number": here.offer.organisation.number, "quarter": quarter, "holder": order.holder}
    take_slot(by=SYSTEM_ACTOR, at=at, **slot)
    commit_slot(by=SYSTEM_ACTOR, at=at, **slot)
    here.move(settled.steps, by=by, at=at, reason="组织接受点单")
    order.state, order.quarter, order.decided_at, order.decided_by = "accepted", quarter, at, by.person
    order.save(update_fields=["state", "quarter", "decided_at", "decided_by"])
    here.orders.pop(order.holder)
    record(subject=order, changes={"state": ("asked", "accepted")})
    put_event("offers.order_accepted", {"order": order.pk}, at=at)
    here.move_up(at=at)
    return order


@action("offers.decline_order")
def decline_order(*, by: Actor, at: datetime, key: str = "", order_id: str, reason: str) -> Order:
    """The organisation says no, with a word why; the units go to who waits."""
    here, order = _answering(by, order_id)
    refuse(rules.reason_refusal(reason))
    here.release(order, "declined", by=by, at=at, reason=reason.strip())
    here.move_up(at=at)
    return order


@action("offers.withdraw_order")
def withdraw_order(*, by: Actor, at: datetime, key: str = "", order_id: str, reason: str) -> Order:
    """The place takes its order back before the answer."""
    here, order = _live(order_id)
    if not by.may("offers.order", Scope(region=order.region_path)):
        raise Denied("offers.order")
    refuse(rules.reason_refusal(reason))
    here.release(order, "withdrawn", by=by, at=at, reason=reason.strip())
    here.move_up(at=at)
    return order


@action("offers.expire_order")
def expire_order(*, by: Actor, at: datetime, key: str = "", order_id: str) -> Order:
    """No answer in time: the units go to who waits, the place may ask elsewhere. Doing it again has no second effect."""
    here, order = _live(order_id)
    if order.answer_by > at:
        raise Refused(Refusal("not_due", "还没到期。"))
    here.release(order, "expired", by=by, at=at, reason="组织没有在期限内答复")
    here.move_up(at=at)
    return order


def look_after_orders(*, at: datetime) -> int:
    """About once a minute: orders without an answer in time are let go. Returns: how many."""
    done = 0
    late = Order.objects.filter(state="asked", answer_by__lte=at).order_by("asked_at")
    for order_id in late.values_list("pk", flat=True)[:DUE_AT_ONCE]:
        try:
            expire_order(by=SYSTEM_ACTOR, at=at, order_id=order_id)
        except Refused:  # somebody was faster
            continue
        except Exception:
            log.exception("order %s could not be looked after; it is tried again in a minute", order_id)
            continue
        done += 1
    return done
