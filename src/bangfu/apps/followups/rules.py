"""The life cycle of a followup, and who may close it."""

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal

CYCLE = LifeCycle(
    noun="跟进事项",
    states={"open": "办理中", "reported": "待核销", "closed": "已核销", "dropped": "已取消"},
    transitions=(
        Transition("report", ("open",), "reported", "", "报告办好", "经办人写明结果"),
        Transition("close", ("reported",), "closed", "followups.close", "核销", "由经办人以外的人确认"),
        Transition("send_back", ("reported",), "open", "followups.close", "退回再办", "写明还差什么"),
        Transition("drop", ("open", "reported"), "dropped", "followups.assign", "取消", "写明为什么不再需要"),
    ),
)


def close_refusal(*, state: str, owner: str, by: str) -> Refusal | None:
    """F1: a followup is closed by somebody else than its owner, and only once the owner has reported."""
    if owner == by:
        return Refusal("followups.own", "不能核销自己经办的事。", "请由另一位有核销权限的人办理。")
    return CYCLE.refusal(state, "close")


def report_refusal(*, state: str, owner: str, by: str, outcome: str) -> Refusal | None:
    """Only the owner reports, and says what came of it."""
    if owner != by:
        return Refusal("followups.not_owner", "只有经办人本人能报告办好。")
    if not outcome.strip():
        return Refusal("followups.no_outcome", "请写一句办理结果。")
    return CYCLE.refusal(state, "report")


def reason_refusal(reason: str) -> Refusal | None:
    """Sending back and cancelling need a reason."""
    return None if reason.strip() else Refusal("followups.no_reason", "请写一句原因。")
