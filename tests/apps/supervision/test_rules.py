"""Who may answer, what may be shown, how many may wait: decided without a site."""

import pytest

from bangfu.apps.supervision import rules


def code(refusal):
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("words", "here", "in_all", "visitor", "wanted"),
    [
        ("能停车吗", 0, 0, False, None),
        ("能吗", 0, 0, False, "supervision.words"),
        ("问" * 501, 0, 0, True, "supervision.words"),
        ("能停车吗", 3, 3, False, "supervision.many_here"),
        ("能停车吗", 0, 20, False, "supervision.many"),
        ("能停车吗", 29, 0, True, None),
        ("能停车吗", 30, 0, True, "supervision.many_visitors"),
    ],
)
def test_a_question_too_short_too_long_or_one_too_many_is_refused(words, here, in_all, visitor, wanted):
    assert code(rules.asking_refusal(words, here=here, in_all=in_all, visitor=visitor)) == wanted


def test_nobody_answers_their_own_question_nor_twice():
    answer = rules.answering_refusal
    assert code(answer(state="open", asked_by="a", by="a", words="可以")) == "supervision.own"
    assert code(answer(state="answered", asked_by="a", by="b", words="可以")) == "wrong_state"
    assert code(answer(state="open", asked_by="a", by="b", words=" ")) == "supervision.answer"
    assert answer(state="open", asked_by="", by="b", words="可以") is None


@pytest.mark.parametrize(
    ("question", "answer", "wanted"),
    [
        ("有人问旧机器能否送来", "可以，要能用。", None),
        ("我家有台旧的，可以送来吗？！", "可以", "supervision.copied"),
        ("有人问：我家有台旧的可以送来吗", "可以", "supervision.copied"),
        ("有人问旧机器能否送来", "请打 138 0013 8000", "supervision.number"),
        ("有人问旧机器能否送来", "", "supervision.answer"),
        ("问", "可以", "supervision.summary"),
    ],
)
def test_what_is_shown_is_the_offices_own_words_without_numbers(question, answer, wanted):
    original = "我家有台旧的，可以送来吗？？？"
    found = rules.release_refusal(state="answered", original=original, question=question, answer=answer)
    assert code(found) == wanted


def test_an_unanswered_question_is_not_shown():
    found = rules.release_refusal(state="open", original="货车能不能开到村口？", question="车能否进村", answer="能进")
    assert code(found) == "supervision.not_answered"
