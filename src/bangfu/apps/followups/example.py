"""The room's share of the example city: things that an office wants done, one in each state."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bangfu.apps.followups import actions
from bangfu.apps.followups.actions import ActionPoint
from bangfu.plumbing.access import Actor, Grant, Scope

# (what is to be done, in how many days it is due, what became of it)
POINTS = (
    ("把送到村里的器材补登进台账", 6, ""),
    ("给受益农户补发使用说明", 4, "reported"),
    ("把上季度的走访记录补齐", 9, "closed"),
    ("再送一批宣传册", 12, "dropped"),
)


def build_example(*, people: Mapping[str, str], organisation: str, region: str, at: datetime) -> int:
    """Assign a few points and tell what became of them. Returns: how many.

    Args: ``people`` opaque ids (``bureau`` assigns and confirms, ``staff`` does); ``organisation`` and ``region`` say where.
    """
    office = Actor(people["bureau"], "person", (Grant("bureau", "region", "44"),))
    owner = Actor(people["staff"], "person", (Grant("staff", "organisation", organisation),))
    for title, days, end in POINTS:
        scope = Scope(region=region, organisation=organisation)
        point = ActionPoint(title=title, owner=owner.person, due_at=at + timedelta(days=days), scope=scope)
        made = actions.assign_followup(by=office, at=at - timedelta(days=3), point=point)
        if end in ("reported", "closed"):
            made = actions.report_followup(
                by=owner, at=at - timedelta(days=1), followup=made, outcome="已经办好，材料放在村委会。"
            )
        if end == "closed":
            actions.close_followup(by=office, at=at, followup=made)
        elif end == "dropped":
            actions.drop_followup(by=office, at=at, followup=made, reason="村里说还有剩，不用再送")
    return len(POINTS)
