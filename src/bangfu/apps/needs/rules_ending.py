"""Pure decisions about a published need's end, its reopening, and needs that become one or two. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bangfu.plumbing.quantities.rules import Balance
from bangfu.values import Refusal

FROM_THE_LINES = ("solved", "partly")
"""Ends that nobody chooses: what was accepted decides."""
BY_WORD = ("elsewhere", "impossible")
"""Ends that a person states with a reason, when nothing was accepted."""
CANNOT_REOPEN = {
    "merged": "这条已并入另一条；请用“撤销合并”。",
}
RATINGS = {3: "很有用", 2: "有些用", 1: "没有用"}
_RANK = {"submitted": 0, "returned": 0, "verified": 1, "published": 2}
Units = Mapping[int, int]


def promised(balances: Iterable[Balance]) -> int:
    """Units that somebody has promised or brought and the village has not answered yet."""
    return sum(each.committed + each.delivered for each in balances)


def in_hands(balances: Iterable[Balance]) -> int:
    """Units that are neither open nor withdrawn."""
    return sum(each.held + each.committed + each.delivered + each.accepted for each in balances)


def ends_open(musts: Sequence[Balance], others: Sequence[Balance] = ()) -> tuple[str, ...] | Refusal:
    """How a published need may end now: one word where its items decide, else what a person may state.

    Args: ``musts`` and ``others`` are the balances of its must-items and of the rest.
    Returns: keys of ``rules.ENDS``; a refusal while something is promised or waits for acceptance.

    >>> ends_open([Balance(20, accepted=20)])
    ('solved',)
    >>> ends_open([Balance(20, accepted=5)])
    ('partly',)
    """
    every = (*musts, *others)
    if waiting := promised(every):
        return Refusal(
            "still_promised", f"还有 {waiting} 个单位已签约或等验收，现在不能结束；请先验收，或和承接方谈妥退出。"
        )
    if any(each.accepted for each in every):
        whole = all(each.accepted == each.requested - each.withdrawn for each in musts)
        return ("solved",) if whole else ("partly",)
    return BY_WORD


def end_refusal(how: str, possible: tuple[str, ...] | Refusal, reason: str) -> Refusal | None:
    """Whether a need may end as ``how`` now. What nobody delivered needs a reason that people can read."""
    if isinstance(possible, Refusal):
        return possible
    if how not in possible:
        return Refusal("other_end", "这样结束和各项的数量不符，请按页面上的选项结束。")
    if how != "solved" and len(reason.strip()) < 4:
        return Refusal("reason", "请写明原因，至少 4 个字，原因会公开。")
    return None


def is_solved(balances: Sequence[Balance]) -> bool:
    """Whether everything that is still wanted was accepted, and something was."""
    return any(each.accepted for each in balances) and all(
        each.accepted == each.requested - each.withdrawn for each in balances
    )


def reduce_refusal(balances: Mapping[int, Balance], musts: Sequence[int], units: Units) -> Refusal | None:
    """Withdrawing some units leaves something to be asked for.

    Args: ``musts`` are the positions of must-items; ``units`` what is to be withdrawn, by position.
    """
    if not units:
        return Refusal("no_units", "请至少写一项的数量。")
    left = sum(balances[each].requested - balances[each].withdrawn - units.get(each, 0) for each in musts)
    if left < 1:
        return Refusal("nothing_left", "这样就没有“必须”的东西了；整条都不要了，请用“撤回”或“结束”。")
    return None


def reopen_refusal(
    *, how: str, was_public: bool, ended_at: datetime | None, at: datetime, days: int, open_units: int
) -> Refusal | None:
    """Whether an ended need may wait for somebody again. ``days`` is the pack's limit after the end."""
    if how in CANNOT_REOPEN:
        return Refusal("reopen_other_way", CANNOT_REOPEN[how])
    if not was_public:
        return Refusal("never_public", "这条没有发布过，不能重新打开；请“照这条再发一条”。")
    if ended_at is None or at > ended_at + timedelta(days=days):
        return Refusal("reopen_too_late", f"结束已超过 {days} 天，不能重新打开；请“照这条再发一条”。")
    if not open_units:
        return Refusal("nothing_open", "每一项都验收过或撤回了，没有可以再接的数量；不够或坏了，请“照这条再发一条”。")
    return None


def evaluate_refusal(*, rating: int, accepted: int) -> Refusal | None:
    """Only what was received can be judged."""
    if not accepted:
        return Refusal("nothing_received", "这条需求没有验收过任何东西，没有可以评价的。")
    if rating not in RATINGS:
        return Refusal("rating", "请选一个评价：很有用、有些用或没有用。")
    return None


def merge_refusal(
    *, source: str, target: str, same: bool, source_state: str, target_state: str, taken: int, moving: int
) -> Refusal | None:
    """Whether ``source`` may end in ``target`` (numbers). ``taken``: units of the source in somebody's hands; ``moving``:
    how many of its items are to go over."""
    if same:
        return Refusal("merge_itself", "不能并到它自己。")
    if target_state not in _RANK:
        return Refusal("merge_target", f"{target} 不是进行中的需求，请并到另一条。")
    if taken:
        return Refusal("still_held", f"{source} 有 {taken} 个单位在洽谈、签约或已交付，不能合并；请并到它，或等办完。")
    if moving and _RANK[source_state] < _RANK[target_state]:
        return Refusal(
            "merge_unverified", f"{source} 还没有核实到 {target} 的程度，数量不能并过去；请先核实，或只并不加数量。"
        )
    return None


def split_refusal(balances: Mapping[int, Balance], musts: Sequence[int], units: Units) -> Refusal | None:
    """Splitting takes open units only and leaves a must-item on both sides."""
    if not units:
        return Refusal("no_units", "请至少写一项要拆出去的数量。")
    for position, count in units.items():
        if position not in balances:
            return Refusal("no_such_line", f"这条需求没有第 {position} 项，请刷新页面看最新情况。")
        if not 1 <= count <= balances[position].open:
            return Refusal(
                "too_many_units", f"第 {position} 项没有人拿的只有 {balances[position].open}，不能拆出 {count}。"
            )
    if not any(position in musts for position in units):
        return Refusal("no_must_line", "拆出去的一条里至少要有一项是“必须”的。")
    if reduce_refusal(balances, musts, units):
        return Refusal("nothing_left", "这样原来的一条就没有“必须”的东西了；请留下一部分。")
    return None
