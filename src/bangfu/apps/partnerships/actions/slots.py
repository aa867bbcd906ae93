"""Slots of an organisation for an engagement that lasts: one in each quarter that it declared. `organisations` refuses too many."""

from collections.abc import Sequence
from datetime import datetime

from bangfu.apps.organisations.api import commit_slot, eligible, engagements, release_slot, take_slot
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused
from bangfu.values import Quarter, Refusal, shanghai_day


def refuse_unable(number: str) -> None:
    """Errors: ``Refused`` when an organisation may take on nothing new."""
    if not eligible().filter(number=number).exists():
        raise Refused(
            Refusal("unable", "这家组织现在不能承接新的事：未核实、信用异常，或已合并。", "请先更新名录资料。")
        )


def take_slots(
    *, number: str, holder: str, quarters: Sequence[str], at: datetime, first_must: bool = True
) -> list[str]:
    """Take one slot in each of ``quarters`` that was declared; the first must be, unless said otherwise. Returns: where.

    Errors: ``Refused`` when the first was not declared, or none is free in a declared one.
    """
    taken = []
    for place, quarter in enumerate(quarters):
        if (place or not first_must) and number not in engagements(quarter, at, [number]):
            continue
        take_slot(by=SYSTEM_ACTOR, at=at, number=number, quarter=quarter, holder=holder)
        taken.append(quarter)
    return taken


def commit_slots(*, number: str, holder: str, quarters: Sequence[str], at: datetime) -> None:
    """Held slots become committed."""
    for quarter in quarters:
        commit_slot(by=SYSTEM_ACTOR, at=at, number=number, quarter=quarter, holder=holder)


def let_slots_go(
    *, number: str, holder: str, quarters: Sequence[str], at: datetime, all_of_them: bool = False
) -> list[str]:
    """Give back the slots of this quarter and of those to come. Returns: the past quarters, which stay as they were worked.

    ``all_of_them``: of an engagement that never began, the past ones too.
    """
    now = Quarter.of(shanghai_day(at)).text
    going = [quarter for quarter in quarters if all_of_them or quarter >= now]
    for quarter in going:
        release_slot(by=SYSTEM_ACTOR, at=at, number=number, quarter=quarter, holder=holder)
    return [quarter for quarter in quarters if quarter not in going]
