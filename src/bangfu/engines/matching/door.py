"""The engine's two questions: who should help whom (`plan`), and who fits best (`recommend`)."""

from __future__ import annotations

from collections.abc import Sequence

from bangfu.engines.matching.model import (
    ExistingPairs,
    Locks,
    Need,
    Objective,
    Organisation,
    Plan,
    Priorities,
    ReadyScores,
    Recommendations,
    Weights,
)
from bangfu.engines.matching.setting import Setting


def plan(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    *,
    weights: Weights | None = None,
    existing: ExistingPairs = frozenset(),
    locks: Locks | None = None,
    ready: ReadyScores | None = None,
    objective: Objective = "score",
    priorities: Priorities = "ties",
    setting: Setting | None = None,
    workers: int = 1,
) -> Plan:
    """The best plan, proven, with reasons.

    Args:
        organisations, needs: in any order; the plan does not depend on it. Ids are unique.
        weights: parts of the score; None takes those of `setting`.
        existing: pairs that already work together (they earn the part `existing`).
        locks: pairs forced into or out of the plan.
        ready: scores given from outside; then only these pairs are eligible, hard rules and weights are not asked.
        objective: "score" or "fair".
        priorities: "strict" puts the sum of priorities right after the shortfall.
        setting: vocabulary, text model, counterpart duties, distance scale, day; None is a bare one.
        workers: how many blocks are scored at a time; never changes the result.

    Raises:
        InputRefused: limits that contradict, unknown ids, locks that cannot hold; names each.
    """
    raise NotImplementedError


def recommend(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    *,
    need_ids: Sequence[str] | None = None,
    organisation_ids: Sequence[str] | None = None,
    top: int = 10,
    weights: Weights | None = None,
    existing: ExistingPairs = frozenset(),
    setting: Setting | None = None,
) -> Recommendations:
    """Ranked candidates with reasons for and against, both ways.

    Args:
        need_ids: needs to find organisations for (None = none, unless both are None: then all both ways).
        organisation_ids: organisations to find needs for.
        top: how many per need or organisation.

    Raises:
        InputRefused: an id that nobody has, an impossible limit.
    """
    raise NotImplementedError
