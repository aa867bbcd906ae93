"""What may happen and why not: registering, verifying, deciding, taking capacity, merging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bangfu.apps.organisations.rules.words import (
    CODE_PREFIXES,
    COUNTED_KINDS,
    CREDIT_STATUSES,
    KIND_NAMES,
    LIFE_CYCLE,
    RECHECK_AFTER_DAYS,
)
from bangfu.values import CreditCode, InvalidValue, Quarter, Refusal, has_invisible


def name_refusal(name: str) -> Refusal | None:
    """Why a text cannot be an organisation's name, or None."""
    if not name.strip():
        return Refusal("organisations.no_name", "没有填写组织名称。", "请填写登记证书上的全称。")
    if len(name) > 100:
        return Refusal("organisations.name_long", f"名称有 {len(name)} 个字，最多 100 个。", "请填写登记证书上的全称。")
    if has_invisible(name):
        return Refusal("organisations.name_invisible", "名称里有看不见的字符。", "请重新键入名称，不要粘贴。")
    return None


def code_refusal(code: str | None, kind: str) -> Refusal | None:
    """Why a credit code is impossible or belongs to another kind, or None. Filed-only organisations have none."""
    if not code:
        if kind in CODE_PREFIXES:
            return Refusal(
                "organisations.code_missing",
                f"{KIND_NAMES[kind]}应当有统一社会信用代码。",
                "请对照登记证书填写；仅备案的请把类型选为社区社会组织。",
            )
        return None
    try:
        parsed = CreditCode.parse(code)
    except InvalidValue as wrong:
        return wrong.refusal
    wanted = CODE_PREFIXES.get(kind)
    if wanted and parsed.kind != wanted:
        return Refusal(
            "organisations.code_kind",
            f"代码以 {parsed.kind} 开头，与“{KIND_NAMES[kind]}”不符（应为 {wanted}）。",
            "请核对组织类型或代码。",
        )
    return None


def profile_refusal(values: Mapping[str, object]) -> Refusal | None:
    """The first thing that is wrong with a whole profile, or None.

    Args: ``values`` by field name; what is absent counts as empty.
    """
    kind = str(values.get("kind") or "")
    if kind not in KIND_NAMES:
        return Refusal("organisations.kind", "没有选择组织类型。", f"可选：{'、'.join(KIND_NAMES.values())}。")
    if not values.get("region_id"):
        return Refusal("organisations.region", "没有填写所在区划。", "请从列表选择区、县或镇街。")
    code = values.get("credit_code")
    return (
        name_refusal(str(values.get("name") or ""))
        or code_refusal(str(code) if code else None, kind)
        or _days_refusal(values, "fundraising_from", "fundraising_until", "公开募捐资格")
        or _days_refusal(values, "party_since", "party_until", "党组织")
        or _status_refusal(values)
    )


def _days_refusal(values: Mapping[str, object], first: str, last: str, noun: str) -> Refusal | None:
    begin, end = values.get(first), values.get(last)
    if isinstance(end, date) and not isinstance(begin, date):
        return Refusal(f"organisations.{last}", f"{noun}写了截止日期，没有开始日期。", "请补上开始日期。")
    if isinstance(begin, date) and isinstance(end, date) and end < begin:
        return Refusal(f"organisations.{last}", f"{noun}的截止日期早于开始日期。", "请核对两个日期。")
    return None


def _status_refusal(values: Mapping[str, object]) -> Refusal | None:
    status = str(values.get("credit_status") or "normal")
    if status not in CREDIT_STATUSES:
        return Refusal(
            "organisations.credit_status",
            "信用状态不在可选的值之内。",
            f"可选：{'、'.join(CREDIT_STATUSES.values())}。",
        )
    if status != "normal" and not values.get("credit_status_since"):
        return Refusal("organisations.credit_status_since", "信用状态不是“正常”，却没有日期。", "请填写列入日期。")
    return None


def version_refusal(known: int | None, present: int) -> Refusal | None:
    """Why an edit made on an older version cannot be written over a newer one. ``known`` None: the caller saw none."""
    if known is None or known == present:
        return None
    return Refusal("conflict", "您打开页面之后，这份资料已被别人改过。", "请对照最新内容，逐项选择后再保存。")


def verify_refusal(*, state: str, entered_by: str, by: str, is_merged: bool, action: str = "verify") -> Refusal | None:
    """Why a profile cannot be verified by this person: state, or the same person entered it."""
    if is_merged:
        return Refusal("organisations.merged", "这家组织已并入另一家。", "请到并入的组织页面办理。")
    wrong = LIFE_CYCLE.refusal(state, action)
    if wrong is not None:
        return wrong
    if action == "verify" and by == entered_by:
        return Refusal("organisations.own_entry", "不能核实自己录入的资料。", "请由另一位工作人员核实。")
    return None


def decide_refusal(*, state: str, proposed_by: str, by: str, reason: str, is_refusing: bool) -> Refusal | None:
    """Why a proposed change cannot be decided by this person."""
    if state != "open":
        return Refusal("organisations.decided", "这项变更已经处理过。", "请刷新页面。")
    if by == proposed_by:
        return Refusal("organisations.own_proposal", "不能核实自己提交的变更。", "请由另一位工作人员核实。")
    if is_refusing and not reason.strip():
        return Refusal("organisations.no_reason", "没有写明不采纳的原因。", "请写一句原因，提交人会看到。")
    return None


def take_refusal(*, slots: int | None, held: int, committed: int, quarter: str) -> Refusal | None:
    """O1: ``held + committed ≤ slots`` at the moment of taking. ``slots`` None: nothing was declared for the quarter."""
    wording = Quarter.parse(quarter).wording
    if slots is None:
        return Refusal("organisations.no_capacity", f"该组织没有填报{wording}的可承接数量。", "请由该组织先填报。")
    if held + committed + 1 > slots:
        return Refusal(
            "organisations.capacity_full",
            f"该组织{wording}可承接 {slots} 项，已占用 {held + committed} 项，没有空位。",
            "可等空位释放，或换一个季度。",
        )
    return None


def merge_refusal(*, source: int, target: int, source_merged: bool, target_merged: bool, reason: str) -> Refusal | None:
    """Why two organisations cannot be declared one."""
    if source == target:
        return Refusal("organisations.merge_itself", "不能并入自己。", "请选择另一家组织。")
    if source_merged:
        return Refusal("organisations.merged", "这家组织已经并入另一家。", "请先撤销原来的合并。")
    if target_merged:
        return Refusal("organisations.target_merged", "要并入的组织本身已并入另一家。", "请并入最终保留的那一家。")
    if not reason.strip():
        return Refusal("organisations.no_reason", "没有写明合并的理由。", "请写一句理由，例如“同一信用代码”。")
    return None


def membership_refusal(*, hub_is_hub: bool, same: bool, already: bool) -> Refusal | None:
    """Why a member cannot join a hub."""
    if same:
        return Refusal("organisations.own_hub", "组织不能是自己的会员单位。", "请选择另一家枢纽型组织。")
    if not hub_is_hub:
        return Refusal(
            "organisations.not_a_hub", "所选组织不是枢纽型社会组织。", "请先在其资料里标明枢纽，再登记会员。"
        )
    if already:
        return Refusal("organisations.already_member", "已经是这家枢纽的会员单位。", "无需重复登记。")
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether an organisation may be proposed for anything new."""

    kind: str
    state: str
    credit_status: str
    is_merged: bool


def is_eligible(standing: Standing) -> bool:
    """Whether an organisation may be proposed: verified, normal, not merged, a social organisation.

    An abnormal or revoked one is out of every new proposal at once; what already runs is untouched.
    """
    return (
        standing.state == "verified"
        and standing.credit_status == "normal"
        and not standing.is_merged
        and standing.kind in COUNTED_KINDS
    )


def recheck_day(assured_on: date) -> date:
    """When a verified profile is due to be looked at again."""
    return assured_on + timedelta(days=RECHECK_AFTER_DAYS)


def has_live_qualification(first: date | None, last: date | None, on: date) -> bool:
    """Whether a dated qualification (public fundraising) is in force on a day; without a first day there is none."""
    return first is not None and first <= on and (last is None or on <= last)
