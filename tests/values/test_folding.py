"""Folding: what looks the same compares the same, and nothing invisible stays."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bangfu.values import fold, fold_key, has_invisible, tidy


def test_full_width_forms_are_folded_and_chinese_signs_stay():
    assert fold("ＡＢＣ１２３，；：（）") == "ABC123,;:()"
    assert fold("㎡、①…。《》") == "㎡、①…。《》"
    assert tidy("共１２台，（急）；谢谢！") == "共12台，（急）；谢谢！"


def test_radicals_from_pdf_copies_become_characters():
    assert fold("⼈⼝") == "人口"


def test_rare_four_byte_characters_survive():
    assert fold("𬶍浦") == "𬶍浦"
    assert tidy("𬒈石") == "𬒈石"


def test_invisible_and_direction_marks_never_stay():
    for mark in "\u200b\u200e\u200f\u202e\u2066\ufeff\u00ad\u3164\x00":
        assert fold(f"石{mark}角") == "石角", hex(ord(mark))
        assert tidy(f"石{mark}角") == "石角", hex(ord(mark))
        assert has_invisible(f"石{mark}角")


def test_line_ends_of_prose_stay():
    assert tidy("一\r\n二\r三  \n") == "一\n二\n三"
    assert fold("一\r\n二") == "一 二"


def test_keys_ignore_case_and_spaces():
    assert fold_key("Ｅ 电商　Training") == "e电商training"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_folded_text_holds_no_format_or_control_character(text):
    assert not {unicodedata.category(c) for c in fold(text)} & {"Cc", "Cf"}
