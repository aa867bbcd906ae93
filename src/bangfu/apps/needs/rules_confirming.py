"""Pure decisions about whether a need is still one: how long its last word counts, when it goes grey, when it ends.

The figures are the pack's (``need_confirm_days``, ``need_expire_days``, ``need_reopen_days``); one that is not certain only
warns: the need goes grey and people are asked, but nothing ends by it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bangfu.values import Refusal

UNCONFIRMED, PAST_DEADLINE = "unconfirmed", "past_deadline"
WORDS = {UNCONFIRMED: "许久没有确认", PAST_DEADLINE: "过了接单截止日期"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the pack says on a day: days until grey, days from the question to the end, days for reopening.

    ``may_end``: the rule of the end is certain enough to act on.
    """

    confirm_days: int = 60
    expire_days: int = 21
    reopen_days: int = 30
    may_end: bool = False


def staleness(*, said_at: datetime | None, claim_by: date | None, at: datetime, on: date, terms: Terms) -> str:
    """``""`` while somebody's word is fresh, else a key of :data:`WORDS`. ``said_at``: the last time that somebody said it is
    needed (publication counts); ``on`` is the day of ``at`` in Shanghai."""
    if said_at is None or at > said_at + timedelta(days=terms.confirm_days):
        return UNCONFIRMED
    if claim_by is not None and claim_by < on:
        return PAST_DEADLINE
    return ""


def ends_on(asked_at: datetime, terms: Terms) -> datetime:
    """When a need ends whose people were asked and do not answer."""
    return asked_at + timedelta(days=terms.expire_days)


def confirm_refusal(*, claim_by: date | None, needed_by: date | None, on: date) -> Refusal | None:
    """A need that is confirmed can be claimed: its dates lie ahead and in order."""
    if claim_by is None or claim_by <= on:
        return Refusal("deadline_past", "接单截止日期要在今天以后，请写一个新的日子。")
    if needed_by is not None and needed_by < claim_by:
        return Refusal("dates_order", "希望完成的日子不能早于接单截止日期。")
    return None


def asks_again(*, first_day: str, last_day: str, ended_on: date | None, again_on: date | None, on: date) -> bool:
    """Whether a need of last season is offered as this season's template.

    Args: from ``first_day`` to ``last_day`` (MM-DD, may run over New Year) people write for the season; ``ended_on`` when
    the old need ended; ``again_on`` when it was last written anew.

    >>> july = {"first_day": "07-01", "last_day": "09-10", "on": date(2026, 7, 5)}
    >>> asks_again(ended_on=date(2025, 9, 20), again_on=None, **july)
    True
    >>> asks_again(ended_on=date(2025, 9, 20), again_on=date(2026, 7, 2), **july)
    False
    """
    begins = _yearly(first_day, on.year)
    if on < begins:
        begins = _yearly(first_day, on.year - 1)
    ends = _yearly(last_day, begins.year)
    if ends < begins:
        ends = _yearly(last_day, begins.year + 1)
    return on <= ends and ended_on is not None and ended_on < begins and (again_on is None or again_on < begins)


def _yearly(day: str, year: int) -> date:
    month, number = (int(part) for part in day.split("-"))
    return date(year, month, number)
