"""The engine's two questions: who should help whom (`plan`), and who fits best (`recommend`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bangfu.engines.matching.changes import check_change_budget, counted, within_changes
from bangfu.engines.matching.checks import check_known, check_lists, check_pairs
from bangfu.engines.matching.features import build
from bangfu.engines.matching.model import (
    ExistingPairs,
    InputRefused,
    Locks,
    Need,
    Objective,
    Organisation,
    Plan,
    Priorities,
    Problem,
    ReadyScores,
    Recommendations,
    Weights,
)
from bangfu.engines.matching.planning import case_with_own_scores, case_with_ready_scores, planned
from bangfu.engines.matching.ranking import positions, ranked
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
    max_changes: int | None = None,
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
        max_changes: leave out at most so many existing pairs; the gap then says what the bound leaves open.

    Raises:
        InputRefused: limits that contradict, unknown ids, locks that cannot hold; names each.
    """
    locks = locks or Locks()
    setting = setting or Setting()
    scaled = (weights or setting.weights).scaled()
    if objective not in ("score", "fair") or priorities not in ("ties", "strict"):
        raise InputRefused((Problem("unknown_option", "目标只能是 score 或 fair，优先级只能是 ties 或 strict。"),))
    check_lists(organisations, needs)
    check_pairs(organisations, needs, existing, locks, ready)
    if max_changes is not None:

        def with_bonus(bonus: int) -> Plan:
            case = case_with_own_scores(organisations, needs, scaled, existing, locks, setting, workers, bonus)
            return planned(case, objective, priorities)

        check_change_budget(max_changes, existing, ready)
        return within_changes(with_bonus, existing, max_changes)
    if ready is not None:
        case = case_with_ready_scores(organisations, needs, ready, locks, scaled)
    else:
        case = case_with_own_scores(organisations, needs, scaled, existing, locks, setting, workers)
    return counted(planned(case, objective, priorities), existing)


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
    prices: Mapping[str, int] | None = None,
) -> Recommendations:
    """Ranked candidates with reasons for and against, both ways.

    Args:
        need_ids: needs to find organisations for (None = none, unless both are None: then all both ways).
        organisation_ids: organisations to find needs for.
        top: how many per need or organisation.
        prices: congestion prices of organisations (of a plan: `Plan.prices`); organisations of a need are ranked by score less
            price, the score itself stays, and the price stands among the reasons against.

    Raises:
        InputRefused: an id that nobody has, an impossible limit.
    """
    setting = setting or Setting()
    scaled = (weights or setting.weights).scaled()
    check_lists(organisations, needs)
    check_pairs(organisations, needs, existing, Locks(), None)
    if top < 1:
        raise InputRefused((Problem("top_too_small", "推荐数量至少为 1。"),))
    features = build(organisations, needs, setting, existing)
    known_needs = [need.id for need in features.needs]
    known_organisations = [organisation.id for organisation in features.organisations]
    if need_ids is None and organisation_ids is None:
        need_ids, organisation_ids = known_needs, known_organisations
    check_known(need_ids or (), known_needs, organisation_ids or (), known_organisations)
    rows = positions(need_ids or (), known_needs)
    return ranked(features, scaled, rows, positions(organisation_ids or (), known_organisations), top, prices or {})
