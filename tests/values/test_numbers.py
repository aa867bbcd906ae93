"""Public numbers find typing errors; opaque ids cannot be guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from bangfu.values import InvalidValue, PublicNumber, is_opaque_id, opaque_id
from bangfu.values.numbers import KINDS, check_character

numbers = st.builds(PublicNumber, st.sampled_from(sorted(KINDS)), st.integers(2000, 2099), st.integers(1, 999_999))
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@given(st.text(ALPHABET, min_size=1, max_size=20))
def test_the_check_character_is_that_of_the_standard(payload):
    assert check_character(payload) == mod_37_36.calc_check_digit(payload)


@given(numbers)
def test_a_number_survives_being_typed_carelessly(number):
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in number.text)
    for written in (
        number.text,
        number.text.lower(),
        number.text.replace("-", ""),
        full_width,
        f" {number.text}\u200b",
    ):
        assert PublicNumber.parse(written) == number


@given(numbers, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(number, place, other):
    plain = number.text.replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    if wrong != plain:
        with pytest.raises(InvalidValue):
            PublicNumber.parse(wrong)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("N-26-000913-K", "number.check"),
        ("X-26-000913-Y", "number.kind"),
        ("N-26-913-Y", "number.form"),
        ("N-26-000000-" + check_character("N26000000"), "number.serial"),
        ("需求913", "number.form"),
        ("", "number.form"),
    ],
)
def test_a_wrong_number_names_its_reason(text, code):
    with pytest.raises(InvalidValue) as refused:
        PublicNumber.parse(text)
    assert refused.value.refusal.code == code


def test_opaque_ids_have_the_form_and_differ():
    ids = {opaque_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(is_opaque_id(one) for one in ids)
    assert not is_opaque_id("N-26-000913-Y") and not is_opaque_id("a" * 15) and not is_opaque_id("A" * 16)
