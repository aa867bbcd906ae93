"""Names sort as a Chinese directory does and are found by initials."""

import pytest

from bangfu.engines.text import full_pinyin, initials, sort_key


@pytest.mark.parametrize(
    ("name", "full", "letters"),
    [
        ("东莞市", "dongguanshi", "dgs"),
        ("番禺区", "panyuqu", "pyq"),
        ("大埔县", "dabuxian", "dbx"),
        ("花都区", "huaduqu", "hdq"),
        ("圩镇", "xuzhen", "xz"),
        ("𬶍浦", "tuopu", "tp"),
        ("高滘村", "gaojiaocun", "gjc"),
    ],
)
def test_guangdong_names_are_read_as_people_read_them(name, full, letters):
    assert (full_pinyin(name), initials(name)) == (full, letters)


def test_order_is_by_syllable_then_tone_then_character():
    assert sorted(["中山", "茶", "岔", "查", "东莞", "Ａ组"], key=sort_key) == [
        "Ａ组",
        "查",
        "茶",
        "岔",
        "东莞",
        "中山",
    ]
    assert sort_key("西安") < sort_key("先")  # a syllable that ends sorts first
