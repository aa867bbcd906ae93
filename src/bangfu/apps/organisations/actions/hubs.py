"""Bonds: joining and leaving a hub, responsible persons and their hand-over."""

from collections.abc import Mapping
from datetime import date, datetime

from bangfu.apps.organisations.actions.writing import locked
from bangfu.apps.organisations.models import HubMembership, ResponsiblePerson
from bangfu.apps.organisations.rules.decisions import membership_refusal
from bangfu.apps.organisations.rules.words import DUTIES
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import Refusal, shanghai_day


@action("organisations.join_hub")
def join_hub(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    member: str,
    hub: str,
    from_day: date | None = None,
    mandate: bool = False,
) -> HubMembership:
    """Record that ``member`` (a number) belongs to ``hub`` from a day on; ``mandate``: the hub may act for it."""
    assert at is not None
    first, second = (locked(number) for number in sorted({member, hub})) if member != hub else (locked(hub),) * 2
    by_number = {first.number: first, second.number: second}
    joining, the_hub = by_number[member], by_number[hub]
    live = HubMembership.objects.filter(member=joining, hub=the_hub, to_day=None)
    refuse(membership_refusal(hub_is_hub=the_hub.is_hub, same=member == hub, already=live.exists()))
    membership = HubMembership.objects.create(
        member=joining, hub=the_hub, from_day=from_day or shanghai_day(at), mandate=mandate
    )
    record(subject=membership, changes={"member": (None, joining), "hub": (None, the_hub)})
    return membership


@action("organisations.leave_hub")
def leave_hub(
    *, by: Actor, at: datetime | None = None, key: str = "", member: str, hub: str, to_day: date | None = None
) -> HubMembership:
    """End a live membership on a day. Errors: ``Refused`` when there is none, or it would end before it began."""
    assert at is not None
    live = HubMembership.objects.select_for_update().filter(member__number=member, hub__number=hub, to_day=None).first()
    if live is None:
        raise Refused(Refusal("organisations.not_a_member", "现在不是这家枢纽的会员单位。", "请刷新页面。"))
    last = to_day or shanghai_day(at)
    if last < live.from_day:
        raise Refused(Refusal("organisations.membership_days", "退出日期早于加入日期。", "请核对日期。"))
    live.to_day = last
    live.save(update_fields=["to_day"])
    record(subject=live, changes={"to_day": (None, last)})
    return live


@action("organisations.hand_over")
def hand_over(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    number: str,
    duty: str,
    person: str,
    note: str = "",
    contact: Mapping[str, str] | None = None,
) -> ResponsiblePerson:
    """Name the person who answers (or the deputy) from today; whoever had the duty hands over, and the history stays.

    Args: ``contact`` has the sealed ``contact_name``, ``contact_phone`` and ``contact_email`` of the new person.
    """
    assert at is not None
    organisation = locked(number)
    if duty not in DUTIES:
        raise Refused(Refusal("organisations.duty", "没有这种职责。", f"可选：{'、'.join(DUTIES.values())}。"))
    today = shanghai_day(at)
    before = ResponsiblePerson.objects.filter(organisation=organisation, duty=duty, to_day=None).first()
    if before is not None and before.person == person:
        raise Refused(Refusal("organisations.same_person", "现在的负责人就是这一位。", "没有需要交接的。"))
    others = ResponsiblePerson.objects.filter(organisation=organisation, to_day=None).exclude(duty=duty)
    if others.filter(person=person).exists():
        raise Refused(Refusal("organisations.both_duties", "专人和副手不能是同一个人。", "请选择另一位。"))
    if before is not None:
        before.to_day = today
        before.save(update_fields=["to_day"])
    row = ResponsiblePerson.objects.create(
        organisation=organisation, duty=duty, person=person, from_day=today, note=note[:300]
    )
    if before is not None:
        before.handed_over_to = row
        before.save(update_fields=["handed_over_to"])
    changes = {"person": (before.person if before else "", person), **row.seal_contact(contact or {})}
    record(subject=row, changes=changes, note=note)
    return row
