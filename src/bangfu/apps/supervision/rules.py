"""Pure decisions about questions: who may answer, what may be shown, how many may wait. No Django."""

import re

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal, fold, is_copied

KINDS = {"organisation": "组织提问", "visitor": "访客提问"}
CYCLE = LifeCycle(
    "提问",
    {"open": "待回答", "answered": "已回答", "closed": "不回答"},
    (
        Transition("answer", ("open",), "answered", "supervision.answer", "回答", "提问的一方看到回答"),
        Transition("close", ("open",), "closed", "supervision.answer", "不回答", "写明原因，提问的一方看得到"),
    ),
)
WORDS_MIN, WORDS_MAX = 4, 500
ANSWER_MIN, ANSWER_MAX = 2, 1000
REASON_MIN, REASON_MAX = 4, 300
WAITING_PER_ORGANISATION = 20
WAITING_PER_PAIR = 3
WAITING_OF_VISITORS = 30
HOURS_UNLESS_SAID = 72
_LONG_NUMBER = re.compile(r"\d{7,}")


def holds_long_number(text: str) -> bool:
    """Whether a text that everybody will read seems to hold a telephone or identity number.

    >>> holds_long_number("电话 139-0000-0001"), holds_long_number("2026 年 3 月")
    (True, False)
    """
    return bool(_LONG_NUMBER.search(re.sub(r"[\s-]", "", fold(text))))


def asking_refusal(words: str, *, here: int, in_all: int, visitor: bool) -> Refusal | None:
    """Why a question is not taken in.

    Args: ``here``: how many of the same organisation (of visitors: of anybody) wait for an answer about the same subject;
    ``in_all``: how many of the organisation wait anywhere.
    """
    if not WORDS_MIN <= len(words.strip()) <= WORDS_MAX:
        return Refusal("supervision.words", f"问题请写 {WORDS_MIN} 至 {WORDS_MAX} 个字。")
    if visitor and here >= WAITING_OF_VISITORS:
        return Refusal(
            "supervision.many_visitors", "这件事已有很多提问在等回答，暂时不再收新的。", "请过几天看公开的回答。"
        )
    if not visitor and here >= WAITING_PER_PAIR:
        return Refusal(
            "supervision.many_here",
            f"您的组织在这里已有 {here} 个问题等回答，请等答复后再问。",
            "答复以后可以再问。",
        )
    if not visitor and in_all >= WAITING_PER_ORGANISATION:
        return Refusal("supervision.many", f"您的组织有 {in_all} 个问题在等回答，请等一些答复后再问。")
    return None


def answering_refusal(*, state: str, asked_by: str, by: str, words: str) -> Refusal | None:
    """Nobody answers their own question; an answered one is not answered again."""
    if asked_by and asked_by == by:
        return Refusal("supervision.own", "这个问题是您提的，请由当地的另一位同事回答。")
    if not ANSWER_MIN <= len(words.strip()) <= ANSWER_MAX:
        return Refusal("supervision.answer", f"回答请写 {ANSWER_MIN} 至 {ANSWER_MAX} 个字。")
    return CYCLE.refusal(state, "answer")


def closing_refusal(*, state: str, asked_by: str, by: str, reason: str) -> Refusal | None:
    """Closing without an answer takes a reason that the asker reads."""
    if asked_by and asked_by == by:
        return Refusal("supervision.own", "这个问题是您提的，请由当地的另一位同事回答。")
    return reason_refusal(reason) or CYCLE.refusal(state, "close")


def reason_refusal(reason: str) -> Refusal | None:
    """A reason is a sentence."""
    if not REASON_MIN <= len(reason.strip()) <= REASON_MAX:
        return Refusal("supervision.reason", f"请写明原因，{REASON_MIN} 至 {REASON_MAX} 个字。")
    return None


def release_refusal(*, state: str, original: str, question: str, answer: str) -> Refusal | None:
    """Q1: only what was answered is shown, in the words of the office, without anybody's number."""
    if state != "answered":
        return Refusal("supervision.not_answered", "还没有回答的问题不能公开，请先回答。")
    if not WORDS_MIN <= len(question.strip()) <= WORDS_MAX:
        return Refusal("supervision.summary", f"请用自己的话概括问题，{WORDS_MIN} 至 {WORDS_MAX} 个字。")
    if not ANSWER_MIN <= len(answer.strip()) <= ANSWER_MAX:
        return Refusal("supervision.answer", f"回答请写 {ANSWER_MIN} 至 {ANSWER_MAX} 个字。")
    if is_copied(original, question):
        return Refusal("supervision.copied", "公开的问题不能照抄提问人的原话。", "请换成自己的话，只说要点。")
    if holds_long_number(question + "。" + answer):
        return Refusal("supervision.number", "公开的文字里像是有电话或证件号，请删去。")
    return None
