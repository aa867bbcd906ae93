"""Races on scenarios, in a database of their own: many hands at one row, released together by a barrier.

`python -m tests.promises.races ROUNDS [FAULT…]` makes the tables, tries ROUNDS rounds of each race as the program is and then with
each planted fault, and prints a line for each: `as it is: R3 rounds 20 over 0`. FAULT: `unlocked` (no row lock; only an engine
with row locks can show it), `unversioned` (nobody compares versions),
`uncounted` (an order does not look at what others hold), `unseated` (nobody counts the seats of an occasion), `unweighed`
(nobody counts what is in store).
The races of claims stand in `races_claims`, those of occasions in `races_occasions`, of goods in `races_goods`.
"""

import itertools
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402

from bangfu.apps.exchange import actions  # noqa: E402
from bangfu.apps.exchange.actions import held  # noqa: E402
from bangfu.apps.exchange.actions.changes import Settings  # noqa: E402
from bangfu.apps.exchange.models import Scenario, Solution  # noqa: E402
from bangfu.apps.offers.actions.counter import Counter  # noqa: E402
from bangfu.apps.rounds import actions as rounds  # noqa: E402
from bangfu.cli.migrate import migrate  # noqa: E402
from bangfu.plumbing.access import Actor, Grant  # noqa: E402
from bangfu.plumbing.actions import Refused  # noqa: E402
from bangfu.plumbing.lifecycle import LifeCycle  # noqa: E402
from bangfu.plumbing.runs.actions import cancel_run, carry_out  # noqa: E402
from bangfu.plumbing.runs.models import Run  # noqa: E402
from tests.promises import races_goods, races_occasions  # noqa: E402
from tests.promises.races_claims import CLAIM_RACES  # noqa: E402
from tests.samples import make_scenario  # noqa: E402

HANDS = 4
CLERKS = [Actor(f"clerk{n}" * 2, "person", (Grant("bureau", "region", "44"),)) for n in range(HANDS)]
OWNER = CLERKS[0]


def together(*acts: Callable[[], Any]) -> list[str]:
    """Each act in a thread of its own, all at once. Returns: "done", a refusal's code or an error's name, in their order."""
    barrier, ends = threading.Barrier(len(acts)), [""] * len(acts)

    def one(place: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            act()
            ends[place] = "done"
        except Refused as refused:
            ends[place] = refused.refusal.code
        except Exception as error:  # noqa: BLE001 - the race's judge reads the name
            ends[place] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def _one_winner(ends: list[str], *losers: str) -> list[str]:
    wrong = [end for end in ends if end != "done" and end not in losers]
    return wrong + ([f"{ends.count('done')} winners"] if ends.count("done") != 1 else [])


def two_editors() -> list[str]:
    """Everybody saw version 1; one change is kept, and the others are told."""
    scenario = make_scenario(OWNER, "440000000000")

    def change(by: Actor, weight: int) -> Callable[[], Any]:
        settings = Settings("score", "ties", scenario.weights | {"themes": weight})
        return lambda: actions.change_settings(by=by, scenario_id=scenario.pk, version=1, settings=settings)

    ends = together(*(change(clerk, 10 + place) for place, clerk in enumerate(CLERKS)))
    scenario.refresh_from_db()
    return _one_winner(ends, "version_stale") + ([] if scenario.version == 2 else [f"version {scenario.version}"])


def lock_against_ban() -> list[str]:
    """A pair is locked or banned, never both, never twice."""
    scenario = make_scenario(OWNER, "440000000000")

    def decide(by: Actor, decision: str) -> Callable[[], Any]:
        pair = {"organisation": "A1", "need": "B1", "decision": decision}
        return lambda: actions.decide_pair(by=by, scenario_id=scenario.pk, version=1, **pair)

    words = itertools.cycle(("lock", "ban"))
    ends = together(*(decide(clerk, next(words)) for clerk in CLERKS))
    kept = scenario.pairs.count()
    return _one_winner(ends, "version_stale") + ([] if kept == 1 else [f"{kept} decisions"])


def two_solves() -> list[str]:
    """One run at a time."""
    scenario = make_scenario(OWNER, "440000000000")
    ends = together(
        *(
            lambda by=clerk: actions.solve_scenario(by=by, scenario_id=scenario.pk, version=1)  # type: ignore[misc]
            for clerk in CLERKS
        )
    )
    queued = Run.objects.filter(arguments__scenario=scenario.pk).count()
    return _one_winner(ends, "run_going") + ([] if queued == 1 else [f"{queued} runs"])


def cancel_against_finish() -> list[str]:
    """A run ends cancelled without a plan or done with one whole plan."""
    scenario = make_scenario(OWNER, "440000000000")
    run_id = actions.solve_scenario(by=OWNER, scenario_id=scenario.pk, version=1).run
    ends = together(lambda: carry_out.call(run_id), lambda: cancel_run(by=OWNER, run_id=run_id))
    state, kept = Run.objects.get(pk=run_id).state, Solution.objects.filter(scenario=scenario).count()
    wrong = [end for end in ends if end not in ("done", "run_over")]
    return wrong + ([] if (state, kept) in (("done", 1), ("cancelled", 0)) else [f"{state} with {kept} plans"])


RACES = (
    two_editors,
    lock_against_ban,
    two_solves,
    cancel_against_finish,
    *(partial(race, together) for race in (*CLAIM_RACES, *races_occasions.OCCASION_RACES, *races_goods.GOODS_RACES)),
)


def _unversioned() -> None:
    held.rules.stale_refusal = lambda **_said: None  # type: ignore[assignment]


def _unlocked() -> None:
    """As it would be without `select_for_update`: the version is read, and written a moment later."""

    def hold(by: Actor, scenario_id: str) -> Scenario:
        found = Scenario.objects.get(pk=scenario_id)
        time.sleep(0.02)
        return found

    held.hold = hold
    races_occasions.unlocked()


def _uncounted() -> None:
    """As it would be if an order did not look at what others hold."""
    Counter.left = lambda self: {position: line.quantity for position, line in self.lines.items()}  # type: ignore[method-assign]


def _unasked() -> None:
    """As it would be if an invitation did not look at whether it was answered."""

    class Blind:
        """The table of an invitation's life that refuses nothing."""

        def __init__(self, table: LifeCycle) -> None:
            self.transition = table.transition

        def refusal(self, _state: str, _name: str) -> None:
            return None

    rounds.rules.LIFE = Blind(rounds.rules.LIFE)  # type: ignore[assignment]


FAULTS: dict[str, Callable[[], None]] = {
    "unlocked": _unlocked,
    "unversioned": _unversioned,
    "uncounted": _uncounted,
    "unseated": races_occasions.unseated,
    "unasked": _unasked,
    "unweighed": races_goods.uncounted_units,
}


def tried(rounds: int, what: str) -> int:
    """Tries each race; answers how many rounds went wrong."""
    over = 0
    for race in RACES:
        for _round in range(rounds):
            wrong = race()
            over += bool(wrong)
            if wrong:
                print(what, getattr(race, "func", race).__name__, *wrong, file=sys.stderr)
    print(f"{what}: R3 rounds {rounds * len(RACES)} over {over}")
    return over


def main(rounds: int, *faults: str) -> int:
    """As it is, then with each fault on top. Answers 1 when a round went wrong as it is."""
    migrate(quiet=True)
    over = tried(rounds, "as it is")
    for fault in faults:
        FAULTS[fault]()
        tried(rounds, fault)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
