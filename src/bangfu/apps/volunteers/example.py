"""The room's share of the example city: hours in every state, some that look wrong, a certificate, and two
verification samples."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bangfu.apps.volunteers import actions, actions_certificates, actions_samples, rules_samples
from bangfu.apps.volunteers.models import Hours
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.clock import SHANGHAI

# (days ago, begins at, hours, what); the first ones are confirmed
CONFIRMED = (
    (40, 9, 3.0, "给老人量血压、建健康卡"),
    (33, 9, 2.5, "教老人用手机挂号"),
    (26, 14, 3.0, "周末给孩子辅导作业"),
    (19, 9, 4.0, "帮果园搬运和分拣"),
    (12, 9, 3.0, "整理村图书室"),
    (5, 9, 2.0, "陪独居老人聊天、打扫"),
)
WAITING = (
    (2, 9, 3.0, "入户测量血压"),
    (2, 11, 3.0, "午间给孩子送餐"),
    (1, 7, 6.0, "清理河道"),
    (1, 13, 6.5, "清理河道（下午）"),
)
REFUSED = ((9, 9, 8.0, "走访农户"), "那天只来了半天，请按实际的时间重报。")
CORRECTED = ((8, 9, 5.0, "给果树修枝"), (8, 9, 4.0, "给果树修枝"))


def build_example(*, people: Mapping[str, str], organisation: str, village: str, at: datetime) -> int:
    """Report and answer hours at one village, and draw two samples. Returns: how many hours.

    Args: ``people``: opaque ids by role (``volunteer``, ``donor``, ``village``, ``bureau``); ``organisation`` sent the volunteer.
    """
    one, two = (Actor(people[role], "person", (Grant("volunteer", "all"),)) for role in ("volunteer", "donor"))
    official = Actor(people["village"], "person", (Grant("village", "region", village),))
    profile = {"helps_with": "health teaching", "region": village, "free": "weekend", "organisation": organisation}
    actions.save_profile(by=one, at=at, values=profile)  # type: ignore[call-arg]
    for who in (one, two):
        for row in CONFIRMED:
            hours = _reported(who, village, organisation, at, *row)
            actions.confirm(by=official, at=hours.ends + timedelta(hours=8), hours=[hours.pk])  # type: ignore[call-arg]
    since = (at - timedelta(days=60)).astimezone(SHANGHAI).date()
    actions_certificates.issue_certificate(  # type: ignore[call-arg]
        by=one, at=at, since=since, until=at.astimezone(SHANGHAI).date(), shows="surname"
    )
    for row in WAITING:
        _reported(one, village, organisation, at, *row)
    refused = _reported(one, village, organisation, at, *REFUSED[0])
    actions.refuse_hours(by=official, at=at, hours=[refused.pk], reason=REFUSED[1])  # type: ignore[call-arg]
    first = _reported(one, village, organisation, at, *CORRECTED[0])
    _reported(one, village, organisation, at, *CORRECTED[1], corrects=first.pk)
    _build_samples(Actor(people["bureau"], "person", (Grant("bureau", "region", "44"),)), village, at)
    return len(CONFIRMED) * 2 + len(WAITING) + 3


def _reported(
    who: Actor,
    village: str,
    organisation: str,
    at: datetime,
    days: int,
    begins: int,
    length: float,
    what: str,
    corrects: str = "",
) -> Hours:
    day = at.astimezone(SHANGHAI) - timedelta(days=days)
    starts = day.replace(hour=begins, minute=0, second=0, microsecond=0)
    values = {
        "region": village,
        "starts": starts,
        "ends": starts + timedelta(hours=length),
        "what": what,
        "organisation": organisation,
    }
    ended = starts + timedelta(hours=length + 1)
    made: Hours = actions.report(by=who, at=min(ended, at), values=values, corrects=corrects)  # type: ignore[call-arg]
    return made


def _build_samples(by: Actor, village: str, at: datetime) -> None:
    """One that is finished, with one item that was not so; one that is under way."""
    today = at.astimezone(SHANGHAI).date()
    asked: dict[str, Any] = {"kind": "hours", "region": village, "confidence": 900}
    asked |= {"since": today - timedelta(days=60), "until": today}
    for tolerable, looked, bad in ((200, None, 1), (100, 2, 0)):
        sample = actions_samples.draw_sample(by=by, at=at, tolerable=tolerable, **asked)  # type: ignore[call-arg]
        for place, item in enumerate(rules_samples.chosen(sample.items, sample.size, sample.seed)[:looked]):
            good = place >= bad
            note = "问过两户人家，确有其事。" if good else "问过的人家都说那天没有人来。"
            actions_samples.look(by=by, at=at, sample=sample.pk, item=item, good=good, note=note)  # type: ignore[call-arg]
