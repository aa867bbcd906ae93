"""Quantities are whole, points lie on the globe, identity numbers stay hidden."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from bangfu.values import GeoPoint, IdentityNumber, InvalidValue, Quantity, Refusal
from bangfu.values.identity import check_character


@pytest.mark.parametrize(("text", "amount"), [("12 台", 12), ("１，２００台", 1200), ("12.0", 12), ("0", 0)])
def test_quantities_are_read(text, amount):
    assert Quantity.parse(text, unit="台") == Quantity(amount, "台")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.5台", "quantity.form"),
        ("-1台", "quantity.form"),
        ("若干", "quantity.form"),
        ("3 场", "quantity.other_unit"),
        ("1,20台", "quantity.form"),
    ],
)
def test_other_quantities_are_refused(text, code):
    with pytest.raises(InvalidValue) as refused:
        Quantity.parse(text, unit="台")
    assert refused.value.refusal.code == code


def test_quantities_never_go_below_zero_nor_mix_units():
    with pytest.raises(InvalidValue, match="不能为负"):
        Quantity(1, "台") - Quantity(2, "台")
    with pytest.raises(InvalidValue, match="单位"):
        Quantity(1, "台") + Quantity(1, "场")
    with pytest.raises(InvalidValue, match="计量单位"):
        Quantity.parse("3")


points = st.builds(GeoPoint, st.floats(-90, 90), st.floats(-180, 180))


@given(points, points, points)
def test_distances_are_symmetric_and_keep_the_triangle(a, b, c):
    assert a.km_to(b) == pytest.approx(b.km_to(a))
    assert a.km_to(c) <= a.km_to(b) + b.km_to(c) + 1e-6
    assert a.km_to(b) <= math.pi * 6371.01


def test_a_degree_on_the_equator_is_111_km():
    assert GeoPoint(0, 0).km_to(GeoPoint(0, 1)) == pytest.approx(111.195, abs=0.01)


def test_swapped_coordinates_are_named():
    with pytest.raises(InvalidValue, match="写反"):
        GeoPoint(113.26, 23.13)
    with pytest.raises(InvalidValue):
        GeoPoint(math.nan, 0)


births = st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 1, 1))


@given(births, st.integers(1, 999))
def test_identity_numbers_agree_with_the_oracle_and_stay_hidden(born, serial):
    body = f"440106{born:%Y%m%d}{serial:03d}"
    number = body + check_character(body)
    assert ric.calc_check_digit(number) == number[-1]
    shown = IdentityNumber.parse(number.lower())
    assert body not in repr(shown) + str(shown)
    assert str(shown).endswith(number[-4:])
    wrong = body + ("0" if number[-1] != "0" else "1")
    with pytest.raises(InvalidValue) as refused:
        IdentityNumber.parse(wrong)
    assert body not in str(refused.value)


def test_old_identity_numbers_are_widened():
    assert IdentityNumber.parse("110105491231002") == IdentityNumber.parse("11010519491231002X")


def test_a_refusal_needs_a_code_and_a_sentence():
    with pytest.raises(ValueError):
        Refusal("", "不行。")
    with pytest.raises(ValueError):
        Refusal("x", "")
