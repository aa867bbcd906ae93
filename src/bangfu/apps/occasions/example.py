"""The room's share of the example city: activities that are full, open and called off, and visits to the cast's own village."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bangfu.apps.occasions import actions
from bangfu.apps.occasions.models import Occasion
from bangfu.plumbing.access import Actor, Grant

# (days ahead, kind, title, seats, how many of the cast sign up)
ACTIVITIES = (
    (2, "activity", "周末义诊进村", 2, 3),
    (5, "training", "果树冬季修剪课", 30, 2),
    (9, "fair", "返乡青年招聘会", None, 1),
    (12, "activity", "老屋电线检查日", 12, 0),
)
# (days ahead, kind, title, whether the village must be asked)
VISITS = (
    (3, "visit", "看望独居老人", False),
    (4, "research", "了解灌溉设施现状", False),
    (6, "inspection", "核对物资台账", False),
    (8, "press", "拍摄丰收节短片", True),
)


def build_example(*, people: Mapping[str, str], organisation: str, village: str, at: datetime) -> int:
    """Announce a few occasions at one village. Returns: how many.

    Args: ``people``: opaque ids by role (``staff``, ``volunteer``, ``donor``, ``job_seeker``); ``organisation`` holds them.
    """
    holder = Actor(people["staff"], "person", (Grant("staff", "organisation", organisation),))
    guests = [Actor(people[role], "person") for role in ("volunteer", "donor", "job_seeker")]
    for days, kind, title, seats, coming in ACTIVITIES:
        made = _announced(holder, organisation, village, at, days, kind, title, seats=seats)
        for guest in guests[:coming]:
            actions.join(by=guest, at=at, occasion=made.pk)  # type: ignore[call-arg]
    off = _announced(holder, organisation, village, at, 7, "activity", "河边清理日", seats=20)
    actions.cancel(by=holder, at=at, occasion=off.pk, reason="预报有暴雨，改期另行通知。")  # type: ignore[call-arg]
    later = _until_one_month_holds_all(at)
    for days, kind, title, asks in VISITS:
        _announced(holder, organisation, village, at, days + later, kind, title, asks=asks)
    return len(ACTIVITIES) + len(VISITS) + 1


def _until_one_month_holds_all(at: datetime) -> int:
    """By how many days the visits are put off so that they fall into one month, whose burden the last one exceeds."""
    first, last = VISITS[0][0], VISITS[-1][0]
    ahead = range(32)
    return next(n for n in ahead if (at + timedelta(days=first + n)).month == (at + timedelta(days=last + n + 1)).month)


def _announced(
    holder: Actor,
    organisation: str,
    village: str,
    at: datetime,
    days: int,
    kind: str,
    title: str,
    *,
    seats: int | None = None,
    asks: bool = False,
) -> Occasion:
    starts = (at + timedelta(days=days)).replace(hour=1, minute=0, second=0, microsecond=0)
    values = {
        "kind": kind,
        "title": title,
        "region": village,
        "address": "村委会前广场",
        "starts": starts,
        "ends": starts + timedelta(hours=3),
        "seats": seats,
        "organiser": organisation,
    }
    made: Occasion = actions.announce(by=holder, at=at, values=values, ask_the_village=asks)  # type: ignore[call-arg]
    return made
