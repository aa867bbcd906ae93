"""The life of a project, where it comes from and how it ends. No Django."""

from __future__ import annotations

from dataclasses import dataclass

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

KINDS = {"claim": "接单", "order": "点单", "pairing": "结对", "team": "组团"}
ENDS = {"completed": "完成", "partly": "部分完成", "stopped": "中止"}
LIFE = LifeCycle(
    "项目",
    {"preparing": "准备中", "underway": "实施中", "ended": "已结束"},
    (
        Transition("begin", ("preparing",), "underway", "projects.run", "开工", "相关需求显示“实施中”"),
        Transition("end", ("preparing", "underway"), "ended", "projects.run", "结项", "没交的数量退回，名额归还"),
    ),
)


@dataclass(frozen=True, slots=True)
class UnitsLeft:
    """Whole units of a project by where they are now."""

    committed: int = 0
    delivered: int = 0
    accepted: int = 0


def end_refusal(*, state: str, how: str, reason: str, units: UnitsLeft) -> Refusal | None:
    """Why a project cannot end this way now. What waits for the village's answer is answered first."""
    refusal = LIFE.refusal(state, "end")
    if refusal:
        return refusal
    if how not in ENDS:
        return Refusal("how", "请选怎么结束：完成、部分完成，或中止。")
    if units.delivered:
        return Refusal("awaits_answer", f"还有 {units.delivered} 个单位等村里验收，验收以后才能结项。")
    if how == "completed" and units.committed:
        return Refusal("not_all", f"还有 {units.committed} 个单位没有交付，不能选“完成”。请先交付，或选“部分完成”。")
    if how == "partly" and not units.accepted:
        return Refusal("nothing_accepted", "村里还没有验收过东西，请选“中止”。")
    if how != "completed" and len(reason.strip()) < 4:
        return Refusal("reason", "请写明为什么没有做完，至少 4 个字，村里和公众都会看到。")
    return None
