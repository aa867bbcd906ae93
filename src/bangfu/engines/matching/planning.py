"""From two lists to a plan: board, locks, solution, rows, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from bangfu.engines.matching.blocking import blocking_in_list, content
from bangfu.engines.matching.conflicts import Finished, conflicts_of
from bangfu.engines.matching.evidence import reasons
from bangfu.engines.matching.features import Features, build, common_subjects, pair_table
from bangfu.engines.matching.model import (
    Coverage,
    ExistingPairs,
    InputRefused,
    Locks,
    Need,
    Objective,
    Organisation,
    Pair,
    Plan,
    Priorities,
    Problem,
    ReadyScores,
    Reason,
    Row,
    Summary,
    Weights,
)
from bangfu.engines.matching.network import Bools, Ints
from bangfu.engines.matching.rules import RULES, broken, eligible
from bangfu.engines.matching.runnersup import runners_up, told
from bangfu.engines.matching.score import parts, total
from bangfu.engines.matching.setting import Setting
from bangfu.engines.matching.shortlist import BLOCK_CELLS, Listed, ScoreTable
from bangfu.engines.matching.solve import Board, Settled, board_of_table, settle
from bangfu.engines.matching.unmatched import Reach, unmatched_needs
from bangfu.engines.matching.view import Block, Pairs

ENGINE = "OR-Tools SimpleMinCostFlow"


@dataclass(frozen=True, slots=True)
class Case:
    """One planning case: lists sorted by id, the board, locked pairs with their scores; `table` is None with ready scores."""

    organisations: tuple[Organisation, ...]
    needs: tuple[Need, ...]
    board: Board
    locked: Ints
    locked_scores: Ints
    eligible: Ints
    features: Features | None
    table: ScoreTable | None
    weights: Weights

    def plain(self, codes: Ints, scores: Ints) -> Ints:
        """Scores without the bonus for existing pairs."""
        if self.table is None or not self.table.bonus or not len(codes):
            return scores
        width = len(self.organisations)
        known = np.asarray(self.table.features.existing[codes // width, codes % width]).ravel()
        return scores - self.table.bonus * known.astype(np.int64)


def case_with_own_scores(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    weights: Weights,
    existing: ExistingPairs,
    locks: Locks,
    setting: Setting,
    workers: int,
    bonus: int = 0,
) -> Case:
    """The case when we score. Raises InputRefused for a lock that a hard rule forbids."""
    features = build(organisations, needs, setting, existing)
    ours, theirs = features.organisations, features.needs
    banned = pair_table(locks.banned, ours, theirs)
    locked = pair_table(locks.locked, ours, theirs)
    codes = _codes(locks.locked, ours, theirs)
    held = _pairs(features, codes)
    _refuse_forbidden_locks(held, features, banned)
    scores = total(parts(held, weights)).astype(np.int64)
    table = ScoreTable(features, weights, banned, locked, workers, bonus)
    board = board_of_table(table, *_limits(ours, theirs, codes))
    return Case(ours, theirs, board, codes, scores, table.counts, features, table, weights)


def case_with_ready_scores(
    organisations: Sequence[Organisation], needs: Sequence[Need], ready: ReadyScores, locks: Locks, weights: Weights
) -> Case:
    """The case when scores are given: only listed pairs, no hard rules."""
    ours = tuple(sorted(organisations, key=lambda one: one.id))
    theirs = tuple(sorted(needs, key=lambda one: one.id))
    locked = _codes(locks.locked, ours, theirs)
    scores_by_code = dict(zip(_unsorted_codes(ready, ours, theirs), ready.values(), strict=True))
    out = set(locked.tolist()) | set(_codes(locks.banned, ours, theirs).tolist())
    codes = np.array(sorted(set(scores_by_code) - out), dtype=np.int64)
    scores = np.array([scores_by_code[code] for code in codes.tolist()], dtype=np.int64)
    counts = np.bincount(codes // max(1, len(ours)), minlength=len(theirs))
    capacity, minimum, maximum, priority, taken = _limits(ours, theirs, locked)
    board = Board(capacity, minimum, np.minimum(maximum, taken + counts), priority, taken, codes, scores)
    held = np.array([scores_by_code[code] for code in locked.tolist()], dtype=np.int64)
    return Case(ours, theirs, board, locked, held, counts, None, None, weights)


def planned(case: Case, objective: Objective, priorities: Priorities) -> Plan:
    """The plan of a case, proven optimal, with reasons and figures."""
    try:
        return _planned(case, objective, priorities)
    finally:
        if case.table is not None:
            case.table.close()


def _planned(case: Case, objective: Objective, priorities: Priorities) -> Plan:
    result = settle(case.board, objective, priorities)
    codes = np.concatenate((result.codes, case.locked))
    scores = np.concatenate((case.plain(result.codes, result.scores), case.locked_scores))
    order = np.argsort(codes)
    codes, scores = codes[order], scores[order]
    rows = _rows(case, codes, scores)
    coverage = _coverage(case, codes, scores)
    summary = _summary(case, objective, priorities, coverage, scores, result.considered)
    summary = replace(summary, blocking_pairs=_blocking(case, result, codes, scores))
    reach = Reach(case.organisations, case.needs, codes, scores, case.board.capacity, case.features, case.table)
    conflicts = conflicts_of(_finished(case, result.codes)) if summary.shortfall else ()
    prices = {one.id: price for one, price in zip(case.organisations, result.prices.tolist(), strict=True) if price}
    best = runners_up(result.seen, result.codes, len(case.needs), len(case.organisations), case.board.table)
    best = Listed(best.codes, case.plain(best.codes, best.scores))
    next_best = told(best, case.organisations, case.needs, rows)
    unmatched = unmatched_needs(reach, coverage, case.board)
    return Plan(rows, unmatched, coverage, summary, (), conflicts, prices, next_best)


def _blocking(case: Case, result: Settled, codes: Ints, scores: Ints) -> int | None:
    width = max(1, len(case.organisations))
    slots = np.array([one.capacity for one in case.organisations], dtype=np.int64)
    places = np.array([one.max_partners for one in case.needs], dtype=np.int64)
    of_need, of_organisation = content(codes // width, scores, places), content(codes % width, scores, slots)
    if case.table is not None and case.table.bonus:
        return None
    seen = result.seen
    inside = blocking_in_list(seen.codes, seen.scores, result.codes, of_need, of_organisation)
    outside = case.board.table.preferred(seen.codes, of_need, of_organisation) if case.board.table else 0
    return inside + outside


def _finished(case: Case, codes: Ints) -> Finished:
    width = max(1, len(case.organisations))
    movable, fixed = (frozenset((one // width, one % width) for one in some.tolist()) for some in (codes, case.locked))
    features, table = case.features, case.table
    if features is None or table is None:
        return Finished(case.organisations, case.needs, movable, fixed, frozenset(), _listed(case), _listed(case))
    without = csr_array(table.banned.shape, dtype=np.int32)

    def able(rows: Ints, bans: csr_array) -> Bools:
        step = max(1, BLOCK_CELLS // max(1, len(case.organisations)))
        pieces = [rows[start : start + step] for start in range(0, len(rows), step)]
        shape = (len(case.organisations),)
        return np.concatenate(
            [np.broadcast_to(eligible(Block(features, one), bans), (len(one), *shape)) for one in pieces]
        )

    banned = table.banned.tocoo()
    bans = frozenset(zip(banned.row.tolist(), banned.col.tolist(), strict=True))
    return Finished(
        case.organisations,
        case.needs,
        movable,
        fixed,
        bans,
        lambda rows: able(rows, table.banned),
        lambda rows: able(rows, without),
    )


def _listed(case: Case) -> Callable[[Ints], Bools]:
    """With ready scores: the pairs of the list."""
    width = max(1, len(case.organisations))

    def table(rows: Ints) -> Bools:
        found = np.zeros((len(rows), width), np.bool_)
        for place, row in enumerate(rows.tolist()):
            first, last = np.searchsorted(case.board.codes, (row * width, (row + 1) * width))
            found[place, case.board.codes[first:last] % width] = True
        return found

    return table


def _rows(case: Case, codes: Ints, scores: Ints) -> tuple[Row, ...]:
    held = set(case.locked.tolist())
    if case.features is None:
        pairs = [_ids(case, code) for code in codes.tolist()]
        given = [(Reason("ready", f"给定的匹配分 {score}", score),) for score in scores.tolist()]
        return tuple(
            Row(organisation.id, need.id, int(score), why, locked=code in held)
            for (organisation, need), score, why, code in zip(
                pairs, scores.tolist(), given, codes.tolist(), strict=True
            )
        )
    rows = explained(case.features, case.weights, codes)
    return tuple(replace(row, locked=code in held) for row, code in zip(rows, codes.tolist(), strict=True))


def explained(features: Features, weights: Weights, codes: Ints) -> list[Row]:
    """Rows with reasons for pairs by code, in the given order."""
    view = _pairs(features, codes)
    points = {part: np.broadcast_to(values, codes.shape).tolist() for part, values in parts(view, weights).items()}
    duty = (view.product(features.duty.ask, features.duty.offer) > 0).tolist()
    subjects = common_subjects(features, view.need, view.organisation)
    rows = []
    for place, (need_at, organisation_at) in enumerate(
        zip(view.need.tolist(), view.organisation.tolist(), strict=True)
    ):
        organisation, need = features.organisations[organisation_at], features.needs[need_at]
        own = {part: int(values[place]) for part, values in points.items()}
        favour, against = reasons(organisation, need, own, features.setting, duty[place], subjects[place])
        rows.append(Row(organisation.id, need.id, sum(own.values()), favour, against))
    return rows


def _coverage(case: Case, codes: Ints, scores: Ints) -> tuple[Coverage, ...]:
    need = codes // max(1, len(case.organisations))
    partners = np.bincount(need, minlength=len(case.needs)).tolist()
    totals = np.bincount(need, weights=scores, minlength=len(case.needs)).astype(np.int64).tolist()
    return tuple(
        Coverage(one.id, have, one.min_partners, one.max_partners, max(0, one.min_partners - have), score)
        for one, have, score in zip(case.needs, partners, totals, strict=True)
    )


def _summary(
    case: Case,
    objective: Objective,
    priorities: Priorities,
    coverage: tuple[Coverage, ...],
    scores: Ints,
    considered: int,
) -> Summary:
    sum_of_scores = int(scores.sum())
    priority = {need.id: need.priority for need in case.needs}
    fairness = _price(case, sum_of_scores, "score", priorities) if objective == "fair" else None
    strictness = _price(case, sum_of_scores, objective, "ties") if priorities == "strict" else None
    return Summary(
        objective=objective,
        priorities=priorities,
        score_total=sum_of_scores,
        upper_bound=sum_of_scores,  # `settle` proves it over all eligible pairs, or raises
        gap=0.0,
        pairs=len(scores),
        needs_served=sum(one.partners > 0 for one in coverage),
        shortfall=sum(one.shortfall for one in coverage),
        min_partners=min((one.partners for one in coverage), default=0),
        priority_total=sum(priority[one.need] * one.partners for one in coverage),
        price_of_fairness=fairness,
        price_of_priorities=strictness,
        engine=ENGINE,
        weights=case.weights.as_dict(),
        organisations=len(case.organisations),
        needs=len(case.needs),
        eligible_pairs=int(case.eligible.sum()) + len(case.locked),
        considered_pairs=considered + len(case.locked),
    )


def _price(case: Case, reached: int, objective: Objective, priorities: Priorities) -> float:
    """1 - reached / the total without the rule in question; 0 when that is 0."""
    other = settle(case.board, objective, priorities, unique=False)
    best = int(case.plain(other.codes, other.scores).sum() + case.locked_scores.sum())
    return round(1 - reached / best, 9) if best else 0.0


def _limits(ours: Sequence[Organisation], theirs: Sequence[Need], locked: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    width = max(1, len(ours))
    held = np.bincount(locked % width, minlength=len(ours))
    capacity = np.array([min(one.capacity, len(theirs)) for one in ours], dtype=np.int64) - held
    minimum = np.array([min(one.min_partners, len(ours) + 1) for one in theirs], dtype=np.int64)
    maximum = np.array([min(one.max_partners, len(ours)) for one in theirs], dtype=np.int64)
    priority = np.array([one.priority for one in theirs], dtype=np.int64)
    return capacity, minimum, maximum, priority, np.bincount(locked // width, minlength=len(theirs))


def _refuse_forbidden_locks(held: Pairs, features: Features, banned: csr_array) -> None:
    problems = []
    marks = {code: np.broadcast_to(out, held.need.shape) for code, out in broken(held, banned).items()}
    for place, (need_at, organisation_at) in enumerate(
        zip(held.need.tolist(), held.organisation.tolist(), strict=True)
    ):
        organisation, need = features.organisations[organisation_at], features.needs[need_at]
        why = [rule.sentence(organisation, need) for rule in RULES if marks[rule.code][place]]
        if why:
            sentence = f"组织“{organisation.id}”与需求“{need.id}”不能锁定：{'；'.join(why)}。请取消锁定或先更正资料。"
            problems.append(Problem("lock_forbidden", sentence, (need.id, organisation.id)))
    if problems:
        raise InputRefused(tuple(problems))


def _pairs(features: Features, codes: Ints) -> Pairs:
    width = max(1, len(features.organisations))
    return Pairs(features, codes // width, codes % width)


def _unsorted_codes(
    pairs: ReadyScores | frozenset[Pair], ours: Sequence[Organisation], theirs: Sequence[Need]
) -> list[int]:
    organisation_at = {organisation.id: index for index, organisation in enumerate(ours)}
    need_at = {need.id: index for index, need in enumerate(theirs)}
    return [need_at[pair.need] * len(ours) + organisation_at[pair.organisation] for pair in pairs]


def _codes(pairs: frozenset[Pair], ours: Sequence[Organisation], theirs: Sequence[Need]) -> Ints:
    return np.array(sorted(_unsorted_codes(pairs, ours, theirs)), dtype=np.int64)


def _ids(case: Case, code: int) -> tuple[Organisation, Need]:
    width = len(case.organisations)
    return case.organisations[code % width], case.needs[code // width]
