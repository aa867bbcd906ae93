"""Pure decisions about teams that are formed (组团): questions, shares, joining and leaving. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bangfu.apps.partnerships.rules.drafts import MEMBERS_MAX, QUESTIONS
from bangfu.values import Refusal

WHOLE = 1000
"""Shares are whole thousandths and add up to this, exactly."""
TEAM_STATES = {
    "forming": "等成员答复",
    "signing": "等全体签任务书",
    "mandated": "已签任务书",
    "ended": "已结束",
    "abandoned": "没有组成",
}
MEMBER_STATES = {
    "invited": "等答复",
    "accepted": "愿意参加",
    "declined": "这次不行",
    "joined": "已加入",
    "leaving": "要退出",
    "left": "已退出",
}
IN_HAND = ("forming", "signing", "mandated")
WORK_MAX, GOALS_MAX = 300, 500


@dataclass(frozen=True, slots=True)
class Part:
    """One member's part as it is proposed: what it does (``tasks`` by name, ``work`` in words) and its shares in thousandths."""

    organisation: str
    work: str
    budget_permille: int
    credit_permille: int
    tasks: tuple[str, ...] = field(default=())


def shares_refusal(parts: Sequence[Part], names: Mapping[str, str]) -> Refusal | None:
    """Shares of budget and of credit are each exactly 100 %; nobody has less than nothing or stands there twice."""
    numbers = [part.organisation for part in parts]
    if len(set(numbers)) != len(numbers):
        return Refusal("member_twice", "同一家组织写了两次。")
    for word, shares in (
        ("经费", [part.budget_permille for part in parts]),
        ("成果", [part.credit_permille for part in parts]),
    ):
        if any(not 0 <= share <= WHOLE for share in shares):
            return Refusal("share_range", f"{word}份额要在 0% 到 100% 之间。")
        total = sum(shares)
        if total != WHOLE:
            more = "多了" if total > WHOLE else "还差"
            return Refusal(
                f"{'budget' if word == '经费' else 'credit'}_shares",
                f"{word}份额合计要正好是 100%，现在是 {percent(total)}，{more} {percent(abs(total - WHOLE))}。",
            )
    idle = next((part for part in parts if not part.work.strip() and not part.tasks), None)
    if idle is not None:
        return Refusal("no_work", f"还没有写{names.get(idle.organisation, idle.organisation)}做什么。")
    return None


def percent(permille: int) -> str:
    """Thousandths as people read them: 333 is 33.3%."""
    whole, rest = divmod(permille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def permille_of(text: str) -> int:
    """What somebody typed in percent, with at most one decimal, as thousandths. Errors: ``ValueError``."""
    plain = text.strip().rstrip("%％").strip()
    whole, _dot, rest = plain.partition(".")
    if not whole.isdecimal() or (rest and not (rest.isdecimal() and len(rest) == 1)) or len(whole) > 3:
        raise ValueError(text)
    return int(whole) * 10 + int(rest or 0)


def fair_shares(weights: Sequence[float]) -> list[int]:
    """Thousandths in proportion to ``weights`` that add up to 1000: the largest remainders get what rounding left over.

    >>> fair_shares([1, 1, 1])
    [334, 333, 333]
    """
    if not weights:
        return []
    total = sum(weights)
    exact = [WHOLE * weight / total for weight in weights] if total > 0 else [WHOLE / len(weights)] * len(weights)
    floors = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    for place in order[: WHOLE - sum(floors)]:
        floors[place] += 1
    return floors


def questions_refusal(asked: Iterable[str], answers: Mapping[str, str]) -> Refusal | None:
    """Whether every question that the team raises was answered in words; concentration and conflicts above all."""
    silent = [code for code in asked if len(answers.get(code, "").strip()) < 4]
    if not silent:
        return None
    named = "、".join(f"“{QUESTIONS[code][0]}”" for code in silent)
    return Refusal("questions_open", f"发出邀请之前，请先回答：{named}。", "各写一两句就行，成员和村里都会看到。")


def form_refusal(parts: Sequence[Part], lead: str, goals: str) -> Refusal | None:
    """A team has its lead among at least two members, and says what it wants to reach."""
    if lead not in {part.organisation for part in parts}:
        return Refusal("lead_missing", "牵头单位要在成员里。")
    if not 2 <= len(parts) <= MEMBERS_MAX:
        return Refusal("team_size", f"团队连牵头单位要有 2 到 {MEMBERS_MAX} 家；一家做得了的，请直接接单。")
    if not 4 <= len(goals.strip()) <= GOALS_MAX:
        return Refusal("goals", f"目标请写 4 到 {GOALS_MAX} 个字。")
    return None


def answer_refusal(*, state: str, answer: str, reason: str) -> Refusal | None:
    """Why a member cannot answer so."""
    if state != "invited":
        return Refusal(
            "not_invited", f"您的组织现在是“{MEMBER_STATES[state]}”，没有等您答复的邀请。请刷新页面看最新情况。"
        )
    if answer not in ("accepted", "declined"):
        return Refusal("answer", "请选“愿意”或“这次不行”。")
    if answer == "declined" and len(reason.strip()) < 4:
        return Refusal("decline_reason", "请用一句话说明为什么不行，至少 4 个字，牵头单位才好另请。")
    return None


def leave_refusal(*, state: str, is_lead: bool, reason: str) -> Refusal | None:
    """A member may leave midway, saying why; the lead first hands over."""
    if state != "joined":
        return Refusal("not_joined", f"您的组织现在是“{MEMBER_STATES[state]}”，不用退出。")
    if is_lead:
        return Refusal("lead_leaves", "牵头单位不能直接退出，请先和登记管理机关商量，结束任务书或换牵头单位。")
    if len(reason.strip()) < 4:
        return Refusal("leave_reason", "请写明为什么退出、手上的事怎么交代，至少 4 个字。")
    return None


def signing_refusal(states: Mapping[str, str], names: Mapping[str, str]) -> Refusal | None:
    """Nobody signs before everybody who is in it has said yes."""
    waited = [names.get(number, number) for number, state in states.items() if state in ("invited", "declined")]
    if not waited:
        return None
    return Refusal("not_all_agreed", f"还在等{'、'.join(waited)}，全体愿意以后才能签任务书。")
