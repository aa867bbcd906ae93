"""For one pair of a kept plan: who else could do it, and what would have to change. The plan is made again without the pair."""

from dataclasses import dataclass

from bangfu.apps.exchange.models import Scenario, Solution
from bangfu.apps.exchange.queries.kept import Index
from bangfu.apps.exchange.queries.orders import options_of
from bangfu.apps.exchange.queries.scenarios import again
from bangfu.apps.programmes.api import current_pack
from bangfu.engines import matching
from bangfu.engines.matching import PART_NAMES

# Beyond this many cells planning again takes longer than a page may; the workbook's reasons remain.
CELLS_MAX = 60_000


@dataclass(frozen=True, slots=True)
class Other:
    """Another organisation: how far ``behind``, part by part in words, whom it serves in the plan, whether it is full."""

    organisation: str
    name: str
    score: int
    behind: int
    parts: tuple[tuple[str, int], ...]
    serves: tuple[str, ...]
    full: bool


@dataclass(frozen=True, slots=True)
class NextBest:
    """Without the pair: ``loss`` points less, ``leave`` go and ``enter`` come; ``change`` says what it would take."""

    others: tuple[Other, ...]
    loss: int
    shortfall: int
    leave: tuple[str, ...]
    enter: tuple[str, ...]
    change: str


def can_plan_again(scenario: Scenario) -> bool:
    """Whether the lists are small enough for an answer at once."""
    return scenario.organisations * scenario.places <= CELLS_MAX


def next_best(solution: Solution, lists: Index, organisation: str, need: str) -> NextBest | None:
    """The next best for a pair of the plan; None when it is not in it."""
    kept = again(solution)
    inputs = kept.inputs
    try:
        found = matching.alternatives(
            inputs.organisations,
            inputs.needs,
            kept.plan,
            matching.Pair(need=need, organisation=organisation),
            locks=inputs.locks,
            existing=inputs.existing,
            **options_of(solution.settings, current_pack()),
        )
    except matching.InputRefused:
        return None
    return NextBest(
        others=tuple(_other(one, lists) for one in found.others),
        loss=found.loss,
        shortfall=found.shortfall,
        leave=tuple(_named(pair, lists) for pair in found.leave),
        enter=tuple(_named(pair, lists) for pair in found.enter),
        change=found.change.text,
    )


def _other(one: matching.Alternative, lists: Index) -> Other:
    parts = tuple((PART_NAMES.get(code, code), points) for code, points in one.parts.items())
    serves = tuple(_name(lists.needs, name) for name in one.serves)
    return Other(
        one.organisation, _name(lists.organisations, one.organisation), one.score, one.behind, parts, serves, one.full
    )


def _named(pair: matching.Pair, lists: Index) -> str:
    return f"{_name(lists.organisations, pair.organisation)} — {_name(lists.needs, pair.need)}"


def _name(known: object, name: str) -> str:
    listed = known.get(name)  # type: ignore[attr-defined]
    return listed.name or name if listed else name
