"""Who gets open units, who waits where, what a choice among those who want them moves. No Django.

The same for both libraries: organisations that take on units of a need (接单), places that ask for units of an offer (点单). A
holder takes open units into *held*, first come; what exceeds them waits and holds nothing. Whoever answers may choose anybody whose
word is complete, held or waiting: what is chosen becomes committed, the others make room for it, and the line moves up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bangfu.values import Refusal

COMPLETE = "offered"
"""The state of those who may be chosen: all is said that they have to say."""
Units = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who is in it, as the rules see them: what they want and what they hold, by the line's position."""

    holder: str
    state: str
    wanted: Units
    held: Units = field(default_factory=dict)

    @property
    def waits(self) -> dict[int, int]:
        """What it wants and does not hold."""
        missing = {place: units - self.held.get(place, 0) for place, units in self.wanted.items()}
        return {place: units for place, units in missing.items() if units > 0}


@dataclass(frozen=True, slots=True)
class Step:
    """One move of units of ``plumbing.quantities`` for one holder."""

    move: str
    holder: str
    units: dict[int, int]


def promotions(left: Units, queue: Sequence[Standing]) -> list[Step]:
    """Open units to those who wait, in the order of the queue; whoever is first takes what there is, the next the rest."""
    free, found = dict(left), []
    for one in queue:
        taken = {place: min(units, free.get(place, 0)) for place, units in one.waits.items()}
        taken = {place: units for place, units in taken.items() if units}
        for place, units in taken.items():
            free[place] -= units
        if taken:
            found.append(Step("take", one.holder, taken))
    return found


def waiting_places(queue: Sequence[Standing]) -> dict[str, dict[int, int]]:
    """By holder and line: the place in the line of those who wait, counted from one."""
    waiting: dict[int, int] = {}
    found: dict[str, dict[int, int]] = {}
    for one in queue:
        for place in one.waits:
            waiting[place] = waiting.get(place, 0) + 1
            found.setdefault(one.holder, {})[place] = waiting[place]
    return found


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a choice does: ``steps`` in order, and the complete offers that are passed over."""

    steps: tuple[Step, ...]
    passed_over: tuple[str, ...]


def settlement(
    left: Units, queue: Sequence[Standing], chosen: Collection[str], *, keep_others: bool = False
) -> Settlement | Refusal:
    """What choosing some complete offers moves.

    Args:
        left: open units by position. queue: all live claims, oldest first.
        keep_others: other complete ones keep what they hold, unless the chosen ones need it; else they are passed over.
    """
    picked = [one for one in queue if one.holder in chosen]
    refusal = _choice_refusal(left, queue, picked, chosen)
    if refusal:
        return refusal
    others = [one for one in queue if one.holder not in chosen]
    passed = [] if keep_others else [one for one in others if one.state == COMPLETE and _share_a_line(one, picked)]
    steps = [Step("give_back", one.holder, dict(one.held)) for one in passed if one.held]
    free = _added(left, [step.units for step in steps])
    missing = _added({}, [one.waits for one in picked])
    steps += _room(free, missing, [one for one in others if one not in passed])
    steps += [Step("take", one.holder, one.waits) for one in picked if one.waits]
    steps += [Step("commit", one.holder, dict(one.wanted)) for one in picked]
    return Settlement(tuple(steps), tuple(one.holder for one in passed))


def _choice_refusal(
    left: Units, queue: Sequence[Standing], picked: Sequence[Standing], chosen: Collection[str]
) -> Refusal | None:
    if not picked or len(picked) != len(set(chosen)):
        return Refusal("nobody_chosen", "请选一份还有效的方案；名单可能刚变过，请刷新页面。")
    if any(one.state != COMPLETE for one in picked):
        return Refusal("not_complete", "还没写完方案的组织不能选定，请等对方提交方案。")
    there = _added(left, [one.held for one in queue])
    for place, units in sorted(_added({}, [one.wanted for one in picked]).items()):
        if units > there.get(place, 0):
            return Refusal(
                "chosen_too_much",
                f"第 {place} 项还能定 {there.get(place, 0)}，选中的合起来要 {units}。请少选一家，或请其中一家退出后按还差的数量重新来。",
            )
    return None


def _share_a_line(one: Standing, picked: Sequence[Standing]) -> bool:
    return any(place in each.wanted for each in picked for place in one.wanted)


def _added(first: Units, more: Sequence[Units]) -> dict[int, int]:
    total = dict(first)
    for units in more:
        for place, number in units.items():
            total[place] = total.get(place, 0) + number
    return total


def _room(free: Units, missing: Units, others: Sequence[Standing]) -> list[Step]:
    """Take back from others what the chosen ones lack: the latest first, unfinished offers before complete ones."""
    lacking = {place: units - free.get(place, 0) for place, units in missing.items() if units > free.get(place, 0)}
    steps = []
    latest_first = others[::-1]
    for one in sorted(latest_first, key=lambda each: each.state == COMPLETE):
        back = {place: min(units, one.held.get(place, 0)) for place, units in lacking.items()}
        back = {place: units for place, units in back.items() if units}
        for place, units in back.items():
            lacking[place] -= units
        if back:
            steps.append(Step("give_back", one.holder, back))
    return steps


def wanted_refusal(wanted: Units, asked: Units) -> Refusal | None:
    """Whether quantities can be wanted. ``asked``: what each line has that nobody was promised, by position."""
    if not any(wanted.values()):
        return Refusal("nothing_wanted", "请至少写一项的数量。")
    for place, units in sorted(wanted.items()):
        if place not in asked:
            return Refusal("no_such_line", f"没有第 {place} 项，请刷新页面看最新情况。")
        if units < 0:
            return Refusal("units", "数量要是 1 以上的整数。")
        if units > asked[place]:
            return Refusal(
                "too_many_units", f"第 {place} 项还有 {asked[place]}，不能要 {units}。请写 {asked[place]} 或更少。"
            )
    return None
