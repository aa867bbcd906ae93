"""Money is exact: what a sheet says is what the books get, or a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.values import InvalidValue, Money

DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def fen_of_capital(text: str) -> int:
    """The obvious reading of a capital amount, as an independent check."""
    text = text.removesuffix("整")
    yuan_text, _, rest = text.rpartition("元") if "元" in text else ("", "", text)
    fen = 0
    for word, worth in (("角", 10), ("分", 1)):
        if word in rest:
            fen += DIGITS[rest[rest.index(word) - 1]] * worth
    total = section = digit = 0
    for character in yuan_text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in PLACES:
            section += digit * PLACES[character]
            digit = 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    return (total + section + digit) * 100 + fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("86240", 8_624_000),
        ("86,240.00", 8_624_000),
        ("８６，２４０．５", 8_624_050),
        ("￥ 86240元", 8_624_000),
        ("8.624 万元", 8_624_000),
        ("1.2亿元", 12_000_000_000),
        ("0.01", 1),
        ("人民币 300元整", 30_000),
        ("86240.000", 8_624_000),
    ],
)
def test_money_reads_what_people_and_sheets_write(text, fen):
    assert Money.parse(text).fen == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8,6240", "money.form"),
        ("1,23", "money.form"),
        ("约三万", "money.form"),
        ("", "money.form"),
        ("1e5", "money.form"),
        ("0.005", "money.fraction"),
        ("8.62400001万", "money.fraction"),
        ("-5", "money.negative"),
        ("5 台", "money.form"),
        ("٣", "money.form"),
    ],
)
def test_money_refuses_the_unclear_with_a_sentence(text, code):
    with pytest.raises(InvalidValue) as refused:
        Money.parse(text)
    assert refused.value.refusal.code == code
    assert "金额" in str(refused.value)


def test_money_refuses_floats():
    with pytest.raises(ValueError, match="整数分"):
        Money(1.5)


@given(st.integers(-(10**17), 10**17))
def test_money_survives_being_printed_and_read(fen):
    assert Money.parse(str(Money(fen)), allow_negative=True) == Money(fen)


@pytest.mark.parametrize(
    ("fen", "capital"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹元整"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (10_000_000, "壹拾万元整"),
        (10_005_000_00, "壹仟万伍仟元整"),
        (10_000_000_100, "壹亿零壹元整"),
    ],
)
def test_capital_amounts_read_as_the_payment_rules_show(fen, capital):
    assert Money(fen).capital == capital


@given(st.integers(1, 10**14 - 1))
def test_capital_amounts_mean_the_same_fen(fen):
    assert fen_of_capital(Money(fen).capital) == fen


def test_wan_rounds_half_away_from_zero_and_keeps_two_decimals():
    assert Money(8_625_000_00 // 100).wan == "8.63 万元"
    assert Money.yuan(-86_250).wan == "-8.63 万元"
    assert Money.yuan(123_456_789).wan == "12,345.68 万元"
