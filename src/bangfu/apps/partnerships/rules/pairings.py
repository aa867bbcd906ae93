"""Pure decisions about pairings (结对): who must say yes, when one is in effect, how often to visit. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Quarter, Refusal

SIDES = {"organisation": "社会组织", "place": "镇、村"}
ANSWERS = {"accepted": "愿意", "declined": "这次不行"}
DUTIES = {
    "mutual": "组织互帮共建",
    "homes": "美丽家园建设",
    "special": "特色帮扶",
    "science": "科学发展共赢",
}
"""The notice's four ways of pairing, in its order."""
PAIRING_LIFE = LifeCycle(
    "结对",
    {
        "proposed": "等双方答复",
        "agreed": "等双方签协议",
        "in_effect": "结对中",
        "ended": "已结束",
        "declined": "没有结成",
        "withdrawn": "已撤回",
    },
    (
        Transition("agree", ("proposed",), "agreed", "partnerships.answer", "双方都愿意", "写成协议，留出名额"),
        Transition("decline", ("proposed",), "declined", "partnerships.answer", "婉拒", "写明原因，名额退回"),
        Transition("begin", ("agreed",), "in_effect", "agreements.sign", "签齐", "名额占用，公开"),
        Transition("withdraw", ("proposed", "agreed"), "withdrawn", "partnerships.plan", "撤回提议", "名额退回"),
        Transition("end", ("in_effect",), "ended", "partnerships.answer", "结束", "名额退回，记录留存"),
    ),
)
LIVE = ("proposed", "agreed", "in_effect")
PAIRING_ENDS = {"expired": "期满", "ended": "双方商量后结束", "handed_over": "移交给另一家"}
YEARS_MOST = 5
TEXT_MAX = 500
SCORES = {1: "没做", 2: "差得远", 3: "一般", 4: "做到了", 5: "超出预期"}
AMBER_DAYS, RED_DAYS = 90, 120
"""Days since the last visit when the pack's rules name no other."""
MANY = 3
"""So many pairings at one place are many: others may need the next one more."""
FAR_KM = 200
EXIT_TERMS = (
    "任何一方都可以提出结束，提前三十天告诉对方，写明原因，把手上的事交代清楚；"
    "已经答应村民的事，做完再走，或者交给接手的组织。结束不影响任何一方的评价。"
)


def pairing_refusal(
    *, goals: str, duties: Mapping[str, str], starts_on: date, ends_on: date, on: date
) -> Refusal | None:
    """Why a pairing cannot be proposed like this."""
    if not 4 <= len(goals.strip()) <= TEXT_MAX:
        return Refusal("goals", f"共建目标请写 4 到 {TEXT_MAX} 个字。")
    if set(duties) - set(DUTIES) or not any(words.strip() for words in duties.values()):
        return Refusal("duties", "四项共建内容里，至少写一项打算做什么。")
    if any(len(words) > TEXT_MAX for words in duties.values()):
        return Refusal("duty_long", f"每项共建内容最多写 {TEXT_MAX} 个字。")
    return term_refusal(starts_on=starts_on, ends_on=ends_on, on=on)


def suggestion_refusal(*, reason: str) -> Refusal | None:
    """A side that asks says why just this other one."""
    if len(reason.strip()) < 4:
        return Refusal("why", "请用一句话说明为什么想和对方结对，至少 4 个字，对方会看到。")
    return None


def term_refusal(*, starts_on: date, ends_on: date, on: date) -> Refusal | None:
    """A term is whole, in the future at its end, and no longer than five years."""
    if ends_on <= starts_on:
        return Refusal("dates_order", "截止日期要在起始日期之后。")
    if ends_on <= on:
        return Refusal("term_over", "截止日期已经过去，请改成以后的日子。")
    if (ends_on - starts_on).days > 366 * YEARS_MOST:
        return Refusal("term_long", f"期限最长 {YEARS_MOST} 年；到期可以续。")
    return None


def answer_refusal(
    *, state: str, answer: str, reason: str, given: str | None, said_other_side: bool = False
) -> Refusal | None:
    """Why a side cannot answer so: it has answered, the time is over, a no without a word of why, or one person for both."""
    if said_other_side:
        return Refusal("same_person", "另一方的答复是您给的，这一方要由另一个人来答复。")
    if given is not None:
        return Refusal("answered", f"您这一方已经答复过“{ANSWERS[given]}”，不用再答。")
    if state != "proposed":
        return PAIRING_LIFE.refusal(state, "agree")
    if answer not in ANSWERS:
        return Refusal("answer", "请选“愿意”或“这次不行”。")
    if answer == "declined" and len(reason.strip()) < 4:
        return Refusal("decline_reason", "请用一句话说明为什么不行，至少 4 个字，排方案的人才好改。")
    return None


def state_after(answers: Mapping[str, str]) -> str:
    """Where the answers of both sides lead. Silence is not consent."""
    if "declined" in answers.values():
        return "declined"
    return "agreed" if all(answers.get(side) == "accepted" for side in SIDES) else "proposed"


def quarters_between(starts_on: date, ends_on: date, on: date) -> list[str]:
    """The quarters that a term touches, from now on; what is past takes nothing up any more."""
    found, quarter, last = [], Quarter.of(max(starts_on, min(on, ends_on))), Quarter.of(ends_on)
    while True:
        found.append(quarter.text)
        if quarter.text == last.text:
            return found
        quarter = quarter.next


def no_slot_refusal(name: str, quarter: str) -> Refusal:
    """Nobody is paired beyond what they said they can do."""
    return Refusal(
        "no_slot",
        f"{name}没有填报 {quarter[:4]} 年第 {quarter[-1]} 季度的可承接数量，或已经用完。",
        "量力而行：先填报或放宽可承接数量，再答复。",
    )


@dataclass(frozen=True, slots=True)
class Cadence:
    """How a pairing stands with its visits: ``tone`` ok, warn or err; ``days`` since the last one; ``due`` the next by."""

    tone: str
    words: str
    days: int
    due: date


def cadence(
    *, began_on: date, visits: Iterable[date], on: date, amber: int = AMBER_DAYS, red: int = RED_DAYS
) -> Cadence:
    """Green until ``amber`` days after the last visit (or the beginning), then amber, red after ``red`` days."""
    last = max((day for day in visits if day <= on), default=began_on)
    days, due = max(0, (on - last).days), last + timedelta(days=amber)
    if days > red:
        return Cadence("err", f"已经 {days} 天没有走访", days, due)
    if days > amber:
        return Cadence("warn", f"该走访了，{days} 天没去", days, due)
    return Cadence("ok", "走访按时", days, due)


def visit_refusal(*, on_day: date, words: str, today: date, began_on: date) -> Refusal | None:
    """A visit that is noted has happened, within the pairing, and somebody says what was done."""
    if on_day > today:
        return Refusal("visit_ahead", "走访日期不能在今天之后；打算去的，请写进年度计划。")
    if on_day < began_on:
        return Refusal("visit_before", "走访日期在结对开始之前，请核对。")
    if not 4 <= len(words.strip()) <= TEXT_MAX:
        return Refusal("visit_words", f"做了什么、看到什么，请写 4 到 {TEXT_MAX} 个字。")
    return None


def review_refusal(*, scores: Mapping[str, int], words: str, given: bool, year: int) -> Refusal | None:
    """A review scores each of the four duties from 1 to 5, once a year by each side."""
    if given:
        return Refusal("reviewed", f"您这一方已经评过 {year} 年。")
    if set(scores) != set(DUTIES) or any(score not in SCORES for score in scores.values()):
        return Refusal("scores", "四项都要评，每项 1 到 5 分。")
    if len(words.strip()) > TEXT_MAX:
        return Refusal("review_words", f"评语最多 {TEXT_MAX} 个字。")
    return None


def renew_refusal(*, ends_on: date, until: date, on: date, pending: bool) -> Refusal | None:
    """A renewal goes beyond the present term, and one at a time."""
    if pending:
        return Refusal("renewing", "已经有一次续期在等双方签字。")
    if until <= ends_on:
        return Refusal("renew_shorter", "续期要比现在的截止日期晚；想早点结束，请用“结束结对”。")
    return term_refusal(starts_on=max(on, ends_on), ends_on=until, on=on)


def end_refusal(*, reason: str) -> Refusal | None:
    """Nobody ends in good order without a word."""
    if len(reason.strip()) < 4:
        return Refusal("end_reason", "请写明为什么结束、手上的事怎么交代，至少 4 个字。")
    return None
