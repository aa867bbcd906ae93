"""Credit codes: both check characters, every registrar, and the exact reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from bangfu.values import CreditCode, InvalidValue
from bangfu.values.credit_codes import ALPHABET, REGISTRARS, body_check_character, check_character, why_invalid

PRINTED = ["53100000500019795A", "53640000MJX173680A", "53640000MJX173672F", "91110000600037341L"]

heads = st.sampled_from([registrar + kind for registrar in REGISTRARS for kind in "123459"])
bodies = st.text(ALPHABET, min_size=8, max_size=8)


def build(head: str, region: str, body: str) -> str:
    seventeen = head + region + body + body_check_character(body)
    return seventeen + check_character(seventeen)


@pytest.mark.parametrize("code", PRINTED)
def test_codes_printed_by_registrars_pass(code):
    assert CreditCode.parse(code).code == code


@given(heads, st.integers(0, 999_999), bodies)
def test_every_registrar_of_the_standard_passes_also_letters(head, region, body):
    code = build(head, f"{region:06d}", body)
    assert CreditCode(code).code == code
    if head[0].isdigit():  # the oracle knows no code that begins with a letter
        assert uscc.is_valid(code)


@given(st.text(ALPHABET, min_size=18, max_size=18))
def test_what_the_oracle_rejects_never_passes(code):
    if code[0].isdigit() and not uscc.is_valid(code):
        assert why_invalid(code) is not None


@given(heads, bodies, st.integers(8, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(head, body, place, other):
    code = build(head, "440100", body)
    wrong = code[:place] + other + code[place + 1 :]
    assert (why_invalid(wrong) is None) == (wrong == code)


@pytest.mark.parametrize("head", ["A1", "N1", "N2", "Y1"])
def test_letter_registrars_that_the_oracle_rejects_pass(head):
    code = build(head, "440100", "50001979")
    assert CreditCode(code).kind == head
    assert not uscc.is_valid(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        ("5310000050001979", "length"),
        ("53I00000500019795A", "alphabet"),
        ("5310000O500019795A", "alphabet"),
        ("B3100000500019795A", "registrar"),
        ("50100000500019795A", "kind"),
        ("5A100000500019795A", "kind"),
        ("53A00000500019795A", "region"),
        ("53100000500019785A", "body_check"),
        ("53100000500019795B", "check"),
        ("52100000500019795A", "check"),
    ],
)
def test_a_wrong_code_names_its_reason(text, code):
    with pytest.raises(InvalidValue) as refused:
        CreditCode.parse(text)
    assert refused.value.refusal.code == f"credit_code.{code}"
    assert refused.value.refusal.sentence.endswith("。")


def test_a_right_last_character_does_not_hide_a_wrong_organisation_code():
    seventeen = "53100000" + "50001979" + "6"
    with pytest.raises(InvalidValue, match="第 9 至 17 位"):
        CreditCode(seventeen + check_character(seventeen))


def test_typed_forms_are_folded():
    assert CreditCode.parse(" ５３１０００００　500019795ａ").code == PRINTED[0]


@given(st.sampled_from(["51", "52", "53", "93", "N2"]), st.integers(0, 99_999_999))
def test_example_codes_check_and_are_flagged(kind, serial):
    code = CreditCode.example(kind, serial)
    assert code.is_example and code.kind == kind
    assert not CreditCode(PRINTED[0]).is_example
