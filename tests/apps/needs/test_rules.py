"""Pure rules: what is private, what is the same matter, and the table of the life cycle."""

import pytest

from bangfu.apps.needs.rules import LIFE, Line, draft_refusals, line_refusals, privacy_warnings
from bangfu.apps.needs.rules_likeness import Known, alike_ones

VILLAGE, NEXT_VILLAGE, FAR = "441826105990", "441826105991", "441424101990"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("请找黄叔13800138000", "手机号"),
        ("电话 138-0013-8000", "手机号"),
        ("打１３８００１３８０００", "手机号"),
        ("身份证441826199001011234", "身份证号"),
        ("证号 44182619900101123X", "身份证号"),
        ("村委 0763-8661234", "电话号码"),
        ("姓名：黄大榕", "姓名"),
    ],
)
def test_a_private_number_or_name_is_named_with_its_place_and_not_repeated(text, named):
    found = privacy_warnings(text)
    assert [named in each.sentence for each in found] == [True]
    assert not any(digits in found[0].sentence for digits in ("13800138000", "199001", "8661234"))


@pytest.mark.parametrize(
    "text", ["缺 20 台血压计，2026 年 11 月 22 日前要", "需求 441826105990 地点", "N-26-000913-K", ""]
)
def test_quantities_days_and_codes_are_no_secrets(text):
    assert privacy_warnings(text) == []


def alike(title="村卫生站缺 20 台血压计", region=VILLAGE, theme="village_clinic"):
    """What is alike to one known need."""
    known = [Known("N-1", "村卫生站需要血压计 20 台", "旧的量不准", "village_clinic", VILLAGE)]
    return alike_ones(title=title, words="", theme=theme, region=region, among=known)


def test_the_same_matter_in_other_words_is_found_with_its_reasons():
    found = alike()
    assert found[0].number == "N-1"
    assert {"同一领域", "同一个地方"} <= set(found[0].reasons)


def test_the_same_place_and_field_alone_make_no_likeness():
    assert alike(title="山歌队想买音响") == []


def test_a_nearer_place_is_more_alike():
    here, beside, far = (alike(region=region)[0].likeness for region in (VILLAGE, NEXT_VILLAGE, FAR))
    assert here > beside > far


def test_items_are_refused_with_their_place_counted_from_one():
    said = [str(each) for each in line_refusals([Line("灯", 5, "盏"), Line("", 0, "")])]
    assert len(said) == 3
    assert all("第 2 项" in each for each in said)


def test_fewest_partners_above_most_is_refused():
    found = draft_refusals(title="四个字的", min_partners=3, max_partners=2, claim_by=None, needed_by=None)
    assert [each.code for each in found] == ["partners"]


def test_every_state_of_the_table_is_reachable():
    reached = {"draft"} | {each.target for each in LIFE.transitions}
    assert set(LIFE.states) == reached
