"""Pure decisions about suggestions of residents (问需于民) and ideas of organisations (问计于社会组织). No Django."""

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import Refusal, is_copied

KINDS = {"resident": "居民建议", "organisation": "组织献计"}
CYCLE = LifeCycle(
    "建议",
    {"open": "待处理", "drafted": "已转为需求", "merged": "已并入需求", "answered": "已答复"},
    (
        Transition("draft", ("open",), "drafted", "voices.hear", "转为需求草稿", "来源写在需求里，提建议的人查得到"),
        Transition("merge", ("open",), "merged", "voices.hear", "并入已有需求", "写明并入哪一条"),
        Transition("answer", ("open",), "answered", "voices.hear", "答复后结束", "写明为什么不转为需求"),
    ),
)
WORDS_MIN, WORDS_MAX = 4, 500
TITLE_MIN, TITLE_MAX = 4, 60
CONTACT_MAX = 60
ANSWER_MIN, ANSWER_MAX = 4, 500
WAITING_PER_PLACE = 200
WAITING_PER_ORGANISATION = 10
DAYS_UNLESS_SAID = 10
CONTACT_DAYS_UNLESS_SAID = 180
LEVELS = ("county", "town", "village")


def sending_refusal(*, words: str, contact: str, waiting: int) -> Refusal | None:
    """Why a resident's suggestion is not taken in. ``waiting``: suggestions of the same place that wait."""
    if not WORDS_MIN <= len(words.strip()) <= WORDS_MAX:
        return Refusal("voices.words", f"建议请写 {WORDS_MIN} 至 {WORDS_MAX} 个字。")
    if len(contact) > CONTACT_MAX:
        return Refusal("voices.contact", f"联系方式最多 {CONTACT_MAX} 个字。")
    if waiting >= WAITING_PER_PLACE:
        return Refusal(
            "voices.many", "这里等处理的建议很多，暂时收不下新的。", "请直接到村委会说，工作人员会代您填写。"
        )
    return None


def proposing_refusal(*, title: str, words: str, waiting: int) -> Refusal | None:
    """Why an organisation's idea is not taken in. ``waiting``: its ideas that wait for an answer anywhere."""
    if not TITLE_MIN <= len(title.strip()) <= TITLE_MAX:
        return Refusal("voices.title", f"一句话概括请写 {TITLE_MIN} 至 {TITLE_MAX} 个字。")
    if not WORDS_MIN <= len(words.strip()) <= WORDS_MAX:
        return Refusal("voices.words", f"建议请写 {WORDS_MIN} 至 {WORDS_MAX} 个字。")
    if waiting >= WAITING_PER_ORGANISATION:
        return Refusal("voices.many_ideas", f"您的组织有 {waiting} 条建议在等答复，请等一些答复后再提。")
    return None


def drafting_refusal(*, state: str, original: str, title: str) -> Refusal | None:
    """V1: a draft is written in the official's own words; the sender's stay inside."""
    if is_copied(original, title):
        return Refusal("voices.copied", "需求名称不能照抄提建议人的原话。", "请用一句自己的话写清缺什么、要多少。")
    return CYCLE.refusal(state, "draft")


def answering_refusal(*, state: str, answer: str) -> Refusal | None:
    """Ending a suggestion without a need takes a sentence that its sender reads."""
    if not ANSWER_MIN <= len(answer.strip()) <= ANSWER_MAX:
        return Refusal("voices.answer", f"答复请写 {ANSWER_MIN} 至 {ANSWER_MAX} 个字，提建议的人看得到。")
    return CYCLE.refusal(state, "answer")


def merging_refusal(*, state: str, region: str, need_region: str, need_state: str) -> Refusal | None:
    """A suggestion joins a living need of the same county.

    Args: ``region`` and ``need_region`` are codes of twelve digits.
    """
    if need_region[:6] != region[:6]:
        return Refusal("voices.elsewhere", "只能并入同一个县的需求，请核对编号。")
    if need_state in ("closed", "evaluated"):
        return Refusal("voices.over", "这条需求已经结束，不能并入。", "可以转为新的需求草稿。")
    return CYCLE.refusal(state, "merge")
