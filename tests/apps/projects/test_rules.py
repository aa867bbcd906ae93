"""What the rules of projects decide, without a database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.apps.projects.rules import diary, evaluation, indicators, life, photos, plan
from bangfu.apps.projects.rules.deliveries import ANSWERS, THEN, Answer, Outcome, outcome
from bangfu.values import Refusal

DAY = date(2026, 11, 23)


@given(
    st.integers(1, 10**9),
    st.sampled_from([*ANSWERS, "", "nonsense"]),
    st.one_of(st.none(), st.integers(-5, 10**9)),
    st.sampled_from([*THEN, "nonsense"]),
)
def test_whatever_is_answered_the_units_add_up_or_it_is_refused(delivered, answer, units, then):
    found = outcome("血压计", delivered, Answer(answer, units, then))
    if isinstance(found, Outcome):
        assert found.total == delivered
        assert min(found.accepted, found.again, found.opened) >= 0
        assert (found.accepted == delivered) == (answer == "promised")
    else:
        assert isinstance(found, Refusal)


def item(position, due, days=1, after=(), done=None):
    return plan.Item(
        position,
        f"第{position}步",
        DAY + timedelta(days=due),
        days,
        after,
        DAY + timedelta(days=done) if done is not None else None,
    )


def test_a_slip_moves_everything_that_waits_for_it():
    stands = plan.expected([item(1, -5), item(2, 3, 4, (1,)), item(3, 10, 2, (2,)), item(4, 1)], DAY)
    assert [(stands[n] - DAY).days for n in (1, 2, 3, 4)] == [0, 4, 10, 1]


def test_what_is_done_moves_nothing():
    stands = plan.expected([item(1, -5, done=-6), item(2, 3, 4, (1,))], DAY)
    assert (stands[2] - DAY).days == 3


def test_items_that_would_wait_for_each_other_are_refused():
    items = [item(1, 1), item(2, 2, 1, (1,))]
    assert "互相等" in str(plan.item_refusal(items, item(1, 1, 1, (2,))))
    assert plan.item_refusal(items, item(3, 3, 1, (2,))) is None


def test_lateness_is_said_with_its_reason_and_nothing_when_all_is_well():
    calm = {
        "state": "underway",
        "ends_on": DAY + timedelta(days=20),
        "last_word": DAY,
        "waiting_since": None,
        "today": DAY,
    }
    assert plan.warnings(items=[item(1, 5)], **calm) == []
    said = [text for _tone, text in plan.warnings(items=[item(1, -3), item(2, 5, 30, (1,))], **calm)]
    assert said == ["“第1步”晚了 3 天。", "照现在的进度，要比计划晚 10 天做完。"]
    quiet = calm | {"last_word": DAY - timedelta(days=40), "waiting_since": DAY - timedelta(days=4)}
    assert [text for _tone, text in plan.warnings(items=[], **quiet)] == [
        "已有 40 天没有进展。",
        "有一批东西等村里验收 4 天了。",
    ]
    assert plan.warnings(items=[item(1, -3)], **calm | {"state": "ended"}) == []


def test_a_template_is_laid_out_between_the_days_in_order():
    found = plan.laid_out(
        [{"title": "甲", "share": 100}, {"title": "乙", "share": 1000}], DAY, DAY + timedelta(days=100)
    )
    assert [(row.due_on - DAY).days for row in found] == [10, 100]
    assert found[1].after == (1,)


@pytest.mark.parametrize(
    ("how", "reason", "units", "words"),
    [
        ("completed", "", life.UnitsLeft(3, 0, 9), "没有交付"),
        ("completed", "", life.UnitsLeft(0, 2, 9), "等村里验收"),
        ("partly", "很多原因", life.UnitsLeft(3, 0, 0), "请选“中止”"),
        ("stopped", "", life.UnitsLeft(3, 0, 0), "为什么没有做完"),
        ("vanished", "", life.UnitsLeft(), "怎么结束"),
    ],
)
def test_no_project_ends_more_finely_than_it_went(how, reason, units, words):
    assert words in str(life.end_refusal(state="underway", how=how, reason=reason, units=units))


def test_a_falling_target_counts_as_well():
    assert indicators.progress(Decimal(100), Decimal(40), Decimal(55)) == 75
    assert indicators.progress(Decimal(0), Decimal(10), None) is None
    assert indicators.progress(Decimal(0), Decimal(10), Decimal(30)) == 100


def test_nobody_reviews_their_own_reading():
    assert "另一位" in str(
        indicators.review_refusal(state="submitted", step="accept", person="a", reader="a", reason="")
    )
    assert indicators.review_refusal(state="submitted", step="accept", person="b", reader="a", reason="") is None
    assert "哪里不对" in str(
        indicators.review_refusal(state="submitted", step="return", person="b", reader="a", reason="")
    )


def test_a_picture_with_a_minor_is_never_released_nor_one_of_which_nothing_was_said():
    said = {"media_type": "image/jpeg", "caption": "", "taken_on": DAY, "taken_by": "village", "today": DAY}
    assert "未成年人" in str(photos.release_refusal(in_picture="minor", **said))
    assert "有没有人" in str(photos.release_refusal(in_picture="", **said))
    assert photos.release_refusal(in_picture="nobody", **said) is None
    assert "电话" in str(photos.release_refusal(in_picture="nobody", **said | {"caption": "打 13800138000"}))


def test_sides_that_see_it_differently_are_asked_about():
    voices = {"village": {"useful": 2, "kept": 1}, "lead": {"useful": 5, "kept": 5}}
    assert len(evaluation.outliers(voices)) == 1
    assert evaluation.outliers({"village": {"useful": 4, "kept": 4}, "lead": {"useful": 5, "kept": 5}}) == []


def test_a_change_names_what_to_what_and_why():
    said = {
        "field": "ends_on",
        "before": "2026-12-01",
        "after": "2026-12-31",
        "reason": "台风停工一周",
        "starts_on": DAY,
    }
    assert diary.change_refusal(**said) is None
    assert "2026-12-31 的样子" in str(diary.change_refusal(**said | {"after": "年底"}))
    assert "不能早于" in str(diary.change_refusal(**said | {"after": "2026-01-01"}))
    assert "自己提的" in str(diary.decide_refusal(state="asked", asked_by="a", person="a", agree=True, answer=""))
