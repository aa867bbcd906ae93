"""What goes into the matching engine and what comes out: frozen values, no behaviour beyond checks of one field.

Sources: the columns of the planning sheets (docs/reference/interfaces). Amounts are whole numbers, distances kilometres,
coordinates WGS-84 degrees, scores whole thousandths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Objective = Literal["score", "fair"]
Priorities = Literal["ties", "strict"]

CREDIT_NORMAL = "正常"

PART_NAMES = {
    "themes": "领域",
    "capabilities": "专业能力",
    "resources": "可提供资源",
    "distance": "距离",
    "track": "履约",
    "hub": "枢纽与结对",
    "text": "文字说明",
    "existing": "延续结对",
}
"""The parts of a score in the order in which they are told, with the word that every page and sheet uses."""
PARTS = tuple(PART_NAMES)
"""The parts of a score, in the order in which reasons are written."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One social organisation that could help.

    `region` and `service_regions` are 12-digit statistics codes as text ("" or () = not stated; no stated service region
    means everywhere). `capabilities` maps a word to a level 1-3, `resources` a word to a whole amount; words may be official
    names, synonyms or free text. `track_record` is 0-1 or None when unknown. `lon`/`lat` are None when neither the place
    nor any ancestor of it has a point (the caller resolves ancestors). `hub` is the id or name of its hub.
    """

    id: str
    name: str = ""
    credit_code: str = ""
    kind: str = ""
    themes: tuple[str, ...] = ()
    capabilities: Mapping[str, int] = field(default_factory=dict)
    resources: Mapping[str, int] = field(default_factory=dict)
    region: str = ""
    service_regions: tuple[str, ...] = ()
    service_radius_km: float | None = None
    capacity: int = 1
    hub: str = ""
    is_hub: bool = False
    track_record: float | None = None
    credit_status: str = CREDIT_NORMAL
    lon: float | None = None
    lat: float | None = None
    summary: str = ""
    field: str = ""
    cost: int | Decimal = 0
    fit: int | Decimal = 0


@dataclass(frozen=True, slots=True)
class Need:
    """One need, or one village to be paired.

    `region` is a 12-digit code as text, `region_name` what a reader calls it. `capabilities` maps a word to the level
    needed (1 when the sheet gives only a name). `kind` is 输血, 造血 or 兼有. `urgency` is 1-3, `priority` 1-5 (larger first).
    """

    id: str
    name: str = ""
    region: str = ""
    region_name: str = ""
    themes: tuple[str, ...] = ()
    capabilities: Mapping[str, int] = field(default_factory=dict)
    resources: Mapping[str, int] = field(default_factory=dict)
    kind: str = ""
    beneficiaries: int | None = None
    urgency: int = 1
    min_partners: int = 0
    max_partners: int = 1
    priority: int = 1
    deadline: date | None = None
    lon: float | None = None
    lat: float | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """An (organisation, need) pair by ids; sorts by need, then organisation."""

    need: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Locks:
    """Pairs that must be in the plan (`locked`) and pairs that must not (`banned`)."""

    locked: frozenset[Pair] = frozenset()
    banned: frozenset[Pair] = frozenset()


ExistingPairs = frozenset[Pair]
ReadyScores = Mapping[Pair, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; whole numbers 0-1000. The engine scales them with `scaled`."""

    themes: int = 230
    capabilities: int = 230
    resources: int = 120
    distance: int = 120
    track: int = 100
    hub: int = 60
    text: int = 90
    existing: int = 50

    def scaled(self) -> Weights:
        """The same proportions with a sum of exactly 1000 (largest remainder, earlier part first among equals).

        Raises:
            InputRefused: a weight is not a whole number from 0 to 1000, or all are 0.
        """
        given = {part: getattr(self, part) for part in PARTS}
        wrong = [f"{part}={value!r}" for part, value in given.items() if not _is_weight(value)]
        if wrong:
            raise InputRefused((Problem("weight_out_of_range", f"权重必须是 0 到 1000 的整数：{'、'.join(wrong)}。"),))
        total = sum(given.values())
        if total == 0:
            raise InputRefused((Problem("weights_all_zero", "所有权重都是 0，无法评分；请至少给一项大于 0 的权重。"),))
        shares = {part: value * 1000 // total for part, value in given.items()}
        by_remainder = sorted(PARTS, key=lambda part: (-(given[part] * 1000 % total), PARTS.index(part)))
        for part in by_remainder[: 1000 - sum(shares.values())]:
            shares[part] += 1
        return Weights(**shares)

    def as_dict(self) -> dict[str, int]:
        """The weights by part, in the order of `PARTS`."""
        return {part: getattr(self, part) for part in PARTS}


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score with its evidence in a sentence; `points` are whole thousandths (0 in an `against`)."""

    code: str
    text: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of a plan or a ranking. `score` is the sum of the points of `reasons`."""

    organisation: str
    need: str
    score: int
    reasons: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    locked: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A need that has nobody: why, and what would help."""

    need: str
    why: tuple[Reason, ...]
    help: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one need got: partners against its limits, and the shortfall of its minimum."""

    need: str
    partners: int
    min_partners: int
    max_partners: int
    shortfall: int
    score: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a plan. `gap` = (upper_bound - score_total) / upper_bound, 0 when the bound is 0.

    `price_of_fairness` is None under `score`; `price_of_priorities` is None unless priorities are strict. `blocking_pairs`
    are eligible pairs outside the plan whose both sides would rather have each other than what they have (None: not counted); `changes` counts existing pairs that the plan leaves out
    (None: there are no existing ones). The caller adds
    `seconds` and `input_sha256`.
    """

    objective: Objective
    priorities: Priorities
    score_total: int
    upper_bound: int
    gap: float
    pairs: int
    needs_served: int
    shortfall: int
    min_partners: int
    priority_total: int
    price_of_fairness: float | None
    price_of_priorities: float | None
    engine: str
    weights: Mapping[str, int]
    organisations: int
    needs: int
    eligible_pairs: int
    considered_pairs: int
    blocking_pairs: int | None = None
    changes: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits that cannot hold together: minima of `needs` against capacities of `organisations`, given locks and bans.

    The minima ask for `asked` partners, at most `possible` can be had. Every way out in `relax`, taken alone, lessens the
    shortfall by one.
    """

    needs: tuple[str, ...]
    organisations: tuple[str, ...]
    locks: tuple[Pair, ...]
    bans: tuple[Pair, ...]
    asked: int
    possible: int
    sentence: str
    relax: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NextBest:
    """The best organisation outside the plan for a served need: the needs that it `serves` in the plan, and whether that
    uses up its capacity."""

    need: str
    organisation: str
    score: int
    serves: tuple[str, ...]
    full: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: rows sorted by need, then organisation; `coverage` and `unmatched` sorted by need.

    `conflicts` explain the shortfall. `prices` are the congestion prices of organisations in points (those above 0): what a
    unit more of its capacity would add to the score. `next_best` holds the runner-up of each served need that has one.
    """

    rows: tuple[Row, ...]
    unmatched: tuple[Unmatched, ...]
    coverage: tuple[Coverage, ...]
    summary: Summary
    warnings: tuple[Reason, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    prices: Mapping[str, int] = field(default_factory=dict)
    next_best: Mapping[str, NextBest] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another organisation for a planned pair: `behind` in score (negative: it scores higher), `parts` its points less the
    planned one's by code, `serves` the needs that it has in the plan, `full` whether its capacity is used up."""

    organisation: str
    score: int
    behind: int
    parts: Mapping[str, int]
    serves: tuple[str, ...]
    full: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The next best for one pair. Without the pair the best plan has `loss` points less and `shortfall` more partners
    missing; then the pairs `leave` go and `enter` come. `change` says what it would take."""

    pair: Pair
    score: int
    others: tuple[Alternative, ...]
    loss: int
    shortfall: int
    leave: tuple[Pair, ...]
    enter: tuple[Pair, ...]
    change: Reason


@dataclass(frozen=True, slots=True)
class Excluded:
    """A pair that would be in the top ten but for hard rules."""

    need: str
    organisation: str
    rules: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Recommendations:
    """Ranked candidates both ways; sorted by need (or organisation), then rank."""

    organisations_for_needs: tuple[Row, ...]
    needs_for_organisations: tuple[Row, ...]
    excluded: tuple[Excluded, ...]
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an input is refused: a code, a Chinese sentence that says how to go on, and the ids concerned."""

    code: str
    sentence: str
    where: tuple[str, ...] = ()


class InputRefused(ValueError):
    """The input cannot be planned; `problems` names every reason found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.sentence for problem in problems))
        self.problems = problems
