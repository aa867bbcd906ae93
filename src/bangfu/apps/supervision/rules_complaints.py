"""Pure decisions about complaints: what is taken in, who may draft, who may release, when one may be reopened. No Django."""

from datetime import datetime, timedelta

from bangfu.apps.supervision.rules import (
    ANSWER_MAX,
    ANSWER_MIN,
    WORDS_MAX,
    WORDS_MIN,
    holds_long_number,
)
from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal, is_copied

COMPLAINT_KINDS = {"ask": "提问", "complain": "意见或投诉", "report": "举报"}
COMPLAINT_CYCLE = LifeCycle(
    "监督意见",
    {"open": "办理中", "drafted": "答复待复核", "answered": "已公开答复"},
    (
        Transition("draft", ("open",), "drafted", "supervision.handle", "拟答复", "由另一人复核"),
        Transition("send_back", ("drafted",), "open", "supervision.oversee", "退回重办", "写明原因"),
        Transition(
            "release", ("drafted",), "answered", "supervision.oversee", "公开答复", "概括和答复都公开，原话不公开"
        ),
        Transition("reopen", ("answered",), "open", "", "再办一次", "凭查询码，交监督投诉受理人"),
    ),
)
DEADLINE = "complaint_reply_by_online_platform"
DAYS_UNLESS_SAID = 5
WAITING_ABOUT_ONE_PAGE = 30
REOPENED_MAX = 2
REOPEN_WITHIN = timedelta(days=30)


def sending_in_refusal(kind: str, words: str, *, waiting: int) -> Refusal | None:
    """Why a complaint is not taken in. Args: ``waiting``: how many about the same page are not answered yet."""
    if kind not in COMPLAINT_KINDS:
        return Refusal("supervision.kind", "请选一种：提问、意见或投诉、举报。")
    if not WORDS_MIN <= len(words.strip()) <= WORDS_MAX:
        return Refusal("supervision.words", f"请写 {WORDS_MIN} 至 {WORDS_MAX} 个字。")
    if waiting >= WAITING_ABOUT_ONE_PAGE:
        return Refusal(
            "supervision.many_complaints", "关于这一页已有很多意见正在办理，暂时不再收新的。", "请过几天看公开的答复。"
        )
    return None


def drafting_refusal(*, state: str, originals: tuple[str, ...], summary: str, answer: str) -> Refusal | None:
    """A draft is in the office's own words, without anybody's number: it is what everybody will read."""
    if refused := COMPLAINT_CYCLE.refusal(state, "draft"):
        return refused
    if not WORDS_MIN <= len(summary.strip()) <= WORDS_MAX:
        return Refusal("supervision.summary", f"请用自己的话概括这件事，{WORDS_MIN} 至 {WORDS_MAX} 个字。")
    if not ANSWER_MIN <= len(answer.strip()) <= ANSWER_MAX:
        return Refusal("supervision.answer", f"答复请写 {ANSWER_MIN} 至 {ANSWER_MAX} 个字。")
    if any(each and (is_copied(each, summary) or is_copied(each, answer)) for each in originals):
        return Refusal("supervision.copied", "公开的文字不能照抄来信人的原话。", "请换成自己的话，只说要点。")
    if holds_long_number(summary + "。" + answer):
        return Refusal("supervision.number", "公开的文字里像是有电话或证件号，请删去。")
    return None


def judging_refusal(*, state: str, act: str, drafted_by: str, by: str) -> Refusal | None:
    """Q5: who drafted an answer neither releases it nor sends it back; the subject's own office never answers alone."""
    if drafted_by == by:
        return Refusal("supervision.same_person", "答复是您拟的，要由另一位监督投诉受理人复核后公开。")
    return COMPLAINT_CYCLE.refusal(state, act)


def reopening_refusal(
    *, state: str, reopened: int, released_at: datetime | None, at: datetime, words: str
) -> Refusal | None:
    """A reporter who is not content says why, twice at most and within thirty days of the answer."""
    if refused := COMPLAINT_CYCLE.refusal(state, "reopen"):
        return refused
    if reopened >= REOPENED_MAX:
        return Refusal("supervision.reopened", f"这件事已经再办过 {REOPENED_MAX} 次。", "有新的情况，请另提一条。")
    if released_at is None or at - released_at > REOPEN_WITHIN:
        return Refusal("supervision.too_late", "答复公开已超过 30 天，不能再办。", "请另提一条。")
    if not WORDS_MIN <= len(words.strip()) <= WORDS_MAX:
        return Refusal("supervision.words", f"请写 {WORDS_MIN} 至 {WORDS_MAX} 个字，说明哪里没有办好。")
    return None
