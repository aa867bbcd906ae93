"""Declaring capacity and taking slots: O1 is decided in ``rules``, refused by a trigger, re-derived by ``invariants``."""

from datetime import datetime

from bangfu.apps.organisations.actions.writing import locked
from bangfu.apps.organisations.models import Capacity, CapacityHolding
from bangfu.apps.organisations.rules.decisions import take_refusal
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import InvalidValue, Quarter, Refusal

SLOTS_MOST = 999


def _quarter(text: str) -> str:
    try:
        return Quarter.parse(text).text
    except InvalidValue as wrong:
        raise Refused(wrong.refusal) from wrong


@action("organisations.record_capacity")
def record_capacity(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, quarter: str, slots: int
) -> Capacity:
    """Declare how many engagements an organisation takes on in a quarter; below present use is allowed and stops new ones."""
    organisation = locked(number)
    quarter = _quarter(quarter)
    if not 0 <= slots <= SLOTS_MOST:
        raise Refused(
            Refusal("organisations.slots", f"可承接数量应在 0 到 {SLOTS_MOST} 之间。", "量力而行，请填实际能做的数。")
        )
    capacity, created = Capacity.objects.select_for_update().get_or_create(
        organisation=organisation, quarter=quarter, defaults={"slots": slots}
    )
    old = None if created else capacity.slots
    if not created:
        capacity.slots = slots
        capacity.save(update_fields=["slots"])
    record(subject=capacity, changes={"slots": (old, slots)})
    return capacity


def _live(organisation_id: int, quarter: str, holder: str) -> CapacityHolding | None:
    return CapacityHolding.objects.filter(
        capacity__organisation_id=organisation_id, capacity__quarter=quarter, holder=holder, released_at=None
    ).first()


@action("organisations.take_slot")
def take_slot(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, quarter: str, holder: str
) -> CapacityHolding:
    """Take one slot for an opaque holder. The same holder again has no second effect.

    Errors: ``Refused`` when nothing was declared or no slot is free. Lock order: organisation first (house).
    """
    assert at is not None
    organisation = locked(number)
    quarter = _quarter(quarter)
    capacity = Capacity.objects.select_for_update().filter(organisation=organisation, quarter=quarter).first()
    live = _live(organisation.pk, quarter, holder)
    if live is not None:
        record(subject=live, note="已占用，没有变化")
        return live
    refuse(
        take_refusal(
            slots=capacity.slots if capacity else None,
            held=capacity.held if capacity else 0,
            committed=capacity.committed if capacity else 0,
            quarter=quarter,
        )
    )
    assert capacity is not None
    capacity.held += 1
    capacity.save(update_fields=["held"])
    holding = CapacityHolding.objects.create(
        capacity=capacity,
        holder=holder,
        state="held",
        taken_at=at,
        slots_then=capacity.slots,
        used_then=capacity.held + capacity.committed,
    )
    record(subject=holding, changes={"state": ("", "held")})
    return holding


def _held(number: str, quarter: str, holder: str) -> tuple[Capacity, CapacityHolding]:
    organisation = locked(number)
    quarter = _quarter(quarter)
    holding = _live(organisation.pk, quarter, holder)
    if holding is None:
        raise Refused(Refusal("organisations.no_holding", "没有占用这个季度的名额。", "请刷新页面。"))
    return Capacity.objects.select_for_update().get(pk=holding.capacity_id), holding


@action("organisations.commit_slot")
def commit_slot(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, quarter: str, holder: str
) -> CapacityHolding:
    """Turn a held slot into a committed one. The same holder again has no second effect."""
    assert at is not None
    capacity, holding = _held(number, quarter, holder)
    if holding.state == "held":
        capacity.held -= 1
        capacity.committed += 1
        capacity.save(update_fields=["held", "committed"])
        holding.state, holding.committed_at = "committed", at
        holding.save(update_fields=["state", "committed_at"])
    record(subject=holding, changes={"state": ("held", "committed")})
    return holding


@action("organisations.release_slot")
def release_slot(
    *, by: Actor, at: datetime | None = None, key: str = "", number: str, quarter: str, holder: str
) -> CapacityHolding:
    """Give a slot back, held or committed."""
    assert at is not None
    capacity, holding = _held(number, quarter, holder)
    old = holding.state
    setattr(capacity, old, getattr(capacity, old) - 1)
    capacity.save(update_fields=[old])
    holding.state, holding.released_at = "released", at
    holding.save(update_fields=["state", "released_at"])
    record(subject=holding, changes={"state": (old, "released")})
    return holding
