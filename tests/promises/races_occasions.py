"""Races of occasions: the last seat, a seat given up while two want it. Run by `races`."""

import itertools
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bangfu.apps.occasions import actions
from bangfu.apps.occasions.invariants import INVARIANTS
from bangfu.apps.occasions.models import Occasion, Seat
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.clock import now

HANDS = 4
VILLAGE = "441802101990"
Together = Callable[..., list[str]]
_serial = itertools.count(1)
HOLDER = Actor("raceholderxxxxxx", "person", (Grant("bureau", "region", "44"),))


def _occasion(seats: int) -> Occasion:
    starts = now() + timedelta(days=1)
    values = {"kind": "activity", "title": "义诊", "region": VILLAGE, "starts": starts, "office": "44"}
    values |= {"ends": starts + timedelta(hours=2), "seats": seats}
    return actions.announce(by=HOLDER, values=values)  # type: ignore[call-arg,no-any-return]


def _guest() -> Actor:
    return Actor(f"guest{next(_serial):011d}", "person")


def _wrong(made: Occasion, ends: list[str], seated: int, waiting: int) -> list[str]:
    kept = {state: Seat.objects.filter(occasion=made, state=state).count() for state in ("seated", "waiting")}
    wrong = [end for end in ends if end != "done"]
    wrong += [] if kept == {"seated": seated, "waiting": waiting} else [f"{kept}"]
    return wrong + [finding.what for each in INVARIANTS for finding in each.broken() if finding.where == made.pk]


def last_seat(together: Together) -> list[str]:
    """Four want the last seat: one has it, three stand in the line, and everybody is told which."""
    made = _occasion(seats=1)
    ends = together(*(partial(actions.join, by=_guest(), occasion=made.pk) for _hand in range(HANDS)))
    return _wrong(made, ends, 1, HANDS - 1)


def seat_given_up(together: Together) -> list[str]:
    """One gives up the only seat while two sign up: it is never empty and never held twice."""
    made, first = _occasion(seats=1), _guest()
    actions.join(by=first, occasion=made.pk)  # type: ignore[call-arg]
    ends = together(
        partial(actions.leave, by=first, occasion=made.pk),
        *(partial(actions.join, by=_guest(), occasion=made.pk) for _hand in range(2)),
    )
    return _wrong(made, ends, 1, 1)


def unseated() -> None:
    """The planted fault: who signs up is seated without counting the seats, as if the occasion had no end of them."""

    def free(_room: object) -> bool:
        return True

    actions.rules.Room.free = property(free)  # type: ignore[assignment,method-assign]


def unlocked() -> None:
    """The planted fault: the occasion is read without a lock, and written a moment later."""

    def read(occasion: str) -> Occasion:
        found = Occasion.objects.get(pk=occasion)
        time.sleep(0.02)
        return found

    actions._locked = read


OCCASION_RACES = (last_seat, seat_given_up)
