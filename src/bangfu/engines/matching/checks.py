"""What makes a plan impossible to even begin: named in sentences, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bangfu.engines.matching.model import (
    ExistingPairs,
    InputRefused,
    Locks,
    Need,
    Organisation,
    Pair,
    Problem,
    ReadyScores,
)

LARGEST_SCORE = 1_000_000


def check_lists(organisations: Sequence[Organisation], needs: Sequence[Need]) -> None:
    """Ids and limits.

    Raises:
        InputRefused: naming every id that stands twice and every impossible limit.
    """
    _refuse([*_organisation_problems(organisations), *_need_problems(needs)])


def check_pairs(
    organisations: Sequence[Organisation],
    needs: Sequence[Need],
    existing: ExistingPairs,
    locks: Locks,
    ready: ReadyScores | None,
) -> None:
    """Pairs against the lists, locks against limits and bans.

    Raises:
        InputRefused: naming every unknown id, contradiction and score out of range.
    """
    known = {organisation.id for organisation in organisations}, {need.id for need in needs}
    named = [("现有结对", existing), ("锁定表", locks.locked), ("禁止表", locks.banned), ("匹配分表", ready or {})]
    problems = [problem for label, pairs in named for problem in _unknown(label, pairs, *known)]
    problems += [
        Problem(
            "lock_is_banned",
            f"{_pair(pair)}同时被锁定和禁止；请只保留一种处理。",
            (pair.need, pair.organisation),
        )
        for pair in sorted(locks.locked & locks.banned)
    ]
    problems += _overlocked(organisations, needs, locks)
    problems += _ready_problems(locks, ready)
    _refuse(problems)


def check_known(
    needs: Sequence[str], known_needs: Sequence[str], organisations: Sequence[str], known_organisations: Sequence[str]
) -> None:
    """Ids that a question names.

    Raises:
        InputRefused: naming every id that is in no list.
    """
    missing_needs = sorted(set(needs) - set(known_needs))
    missing = sorted(set(organisations) - set(known_organisations))
    problems = [Problem("unknown_need", f"需求表中没有编号“{name}”。", (name,)) for name in missing_needs]
    problems += [Problem("unknown_organisation", f"组织表中没有编号“{name}”。", (name,)) for name in missing]
    _refuse(problems)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputRefused(tuple(problems))


def _organisation_problems(organisations: Sequence[Organisation]) -> Iterator[Problem]:
    for name, times in sorted(Counter(organisation.id for organisation in organisations).items()):
        if times > 1:
            yield Problem("organisation_twice", f"组织编号“{name}”出现了 {times} 次；每个编号只能用一次。", (name,))
    for organisation in organisations:
        if organisation.capacity < 0:
            sentence = f"组织“{organisation.id}”的可承接数量是 {organisation.capacity}，不能小于 0。"
            yield Problem("negative_capacity", sentence, (organisation.id,))
        record = organisation.track_record
        if record is not None and not 0 <= record <= 1:
            sentence = f"组织“{organisation.id}”的履约率是 {record}，应在 0 到 1 之间。"
            yield Problem("track_record_out_of_range", sentence, (organisation.id,))
        radius = organisation.service_radius_km
        if radius is not None and not radius >= 0:
            sentence = f"组织“{organisation.id}”的服务半径是 {radius}，不能小于 0。"
            yield Problem("negative_radius", sentence, (organisation.id,))


def _need_problems(needs: Sequence[Need]) -> Iterator[Problem]:
    for name, times in sorted(Counter(need.id for need in needs).items()):
        if times > 1:
            yield Problem("need_twice", f"需求编号“{name}”出现了 {times} 次；每个编号只能用一次。", (name,))
    for need in needs:
        if need.min_partners < 0 or need.max_partners < 0:
            sentence = f"需求“{need.id}”的承接组织数不能小于 0。"
            yield Problem("negative_limit", sentence, (need.id,))
        elif need.max_partners < need.min_partners:
            sentence = (
                f"需求“{need.id}”的最多承接组织数（{need.max_partners}）小于最少承接组织数（{need.min_partners}）；"
                "请改大前者或改小后者。"
            )
            yield Problem("max_below_min", sentence, (need.id,))
        if not 1 <= need.priority <= 5:
            yield Problem(
                "priority_out_of_range", f"需求“{need.id}”的优先级是 {need.priority}，应为 1 到 5。", (need.id,)
            )


def _unknown(label: str, pairs: object, organisations: set[str], needs: set[str]) -> Iterator[Problem]:
    for pair in sorted(pairs):  # type: ignore[call-overload]
        if pair.organisation not in organisations:
            sentence = f"{label}里的组织编号“{pair.organisation}”不在组织表中。"
            yield Problem("unknown_organisation", sentence, (pair.organisation,))
        if pair.need not in needs:
            yield Problem("unknown_need", f"{label}里的需求编号“{pair.need}”不在需求表中。", (pair.need,))


def _overlocked(organisations: Sequence[Organisation], needs: Sequence[Need], locks: Locks) -> Iterator[Problem]:
    load = Counter(pair.organisation for pair in locks.locked)
    partners = Counter(pair.need for pair in locks.locked)
    for organisation in sorted(organisations, key=lambda one: one.id):
        if load[organisation.id] > organisation.capacity:
            sentence = (
                f"组织“{organisation.id}”被锁定了 {load[organisation.id]} 个需求，超过它的可承接数量 "
                f"{organisation.capacity}；请减少锁定或调高可承接数量。"
            )
            yield Problem("locks_over_capacity", sentence, (organisation.id,))
    for need in sorted(needs, key=lambda one: one.id):
        if partners[need.id] > need.max_partners:
            sentence = (
                f"需求“{need.id}”被锁定了 {partners[need.id]} 家组织，超过它的最多承接组织数 "
                f"{need.max_partners}；请减少锁定或调高上限。"
            )
            yield Problem("locks_over_maximum", sentence, (need.id,))


def _ready_problems(locks: Locks, ready: ReadyScores | None) -> Iterator[Problem]:
    if ready is None:
        return
    for pair, score in sorted(ready.items()):
        if not 0 <= score <= LARGEST_SCORE:
            sentence = f"{_pair(pair)}的匹配分是 {score}，应是 0 到 {LARGEST_SCORE} 的整数。"
            yield Problem("score_out_of_range", sentence, (pair.need, pair.organisation))
    for pair in sorted(locks.locked - set(ready)):
        sentence = f"{_pair(pair)}被锁定，但匹配分表里没有这一对；请补上分数或取消锁定。"
        yield Problem("lock_without_score", sentence, (pair.need, pair.organisation))


def _pair(pair: Pair) -> str:
    return f"组织“{pair.organisation}”与需求“{pair.need}”"
