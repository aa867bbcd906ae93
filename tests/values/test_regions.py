"""Region codes: levels, parents and scopes, with the prefectures that have no counties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.values import InvalidValue, RegionCode, RegionLevel

CHAINS = [
    ("440111107203", ["440111107000", "440111000000", "440100000000", "440000000000"]),
    ("441900003005", ["441900003000", "441900000000", "440000000000"]),
    ("442000100210", ["442000100000", "442000000000", "440000000000"]),
    ("460400100000", ["460400000000", "460000000000"]),
    ("620201100000", ["620201000000", "620200000000", "620000000000"]),
]


@pytest.mark.parametrize(("code", "above"), CHAINS)
def test_ancestors_skip_the_missing_county_level(code, above):
    assert [place.code for place in RegionCode(code).ancestors] == above


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("440000", "440000000000", RegionLevel.PROVINCE),
        ("440100", "440100000000", RegionLevel.PREFECTURE),
        ("440111", "440111000000", RegionLevel.COUNTY),
        ("440111107", "440111107000", RegionLevel.TOWN),
        ("441900003", "441900003000", RegionLevel.TOWN),
        ("４４０１１１１０７２０３", "440111107203", RegionLevel.VILLAGE),
        ("429004", "429004000000", RegionLevel.COUNTY),
    ],
)
def test_six_nine_and_twelve_digits_are_read(text, code, level):
    place = RegionCode.parse(text)
    assert (place.code, place.level) == (code, level)
    assert RegionCode.parse(place.short) == place


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("4401", "region.length"),
        ("44011110700", "region.length"),
        ("广州市", "region.form"),
        ("440111107.0", "region.form"),
        ("00440111", "region.length"),
        ("990100", "region.province"),
        ("440011", "region.gap"),
        ("440100107", "region.gap"),
        ("440111000203", "region.gap"),
        ("441900000005", "region.gap"),
        ("٤٤٠١١١", "region.form"),
    ],
)
def test_impossible_codes_are_refused_with_a_sentence(text, refusal):
    with pytest.raises(InvalidValue) as refused:
        RegionCode.parse(text)
    assert refused.value.refusal.code == refusal
    assert "区划代码" in str(refused.value)


def test_a_scope_holds_its_own_places_and_no_neighbour():
    dongguan, zhongshan = RegionCode.parse("441900"), RegionCode.parse("442000")
    town = RegionCode.parse("441900003")
    assert town.within(dongguan) and town.within(town) and dongguan.within(RegionCode.parse("440000"))
    assert not town.within(zhongshan) and not dongguan.within(town)
    assert town.prefix == "441900003" and dongguan.prefix == "4419"


def test_the_place_of_a_level_is_none_where_the_level_is_missing():
    assert RegionCode("441900003005").at(RegionLevel.COUNTY) is None
    assert RegionCode("440111107203").at(RegionLevel.COUNTY) == RegionCode.parse("440111")
    assert RegionCode.parse("440100").at(RegionLevel.TOWN) is None


def test_example_villages_are_told_from_real_ones():
    assert RegionCode("440111107991").is_example
    assert not RegionCode("440111107203").is_example
    assert not RegionCode("440111990000").is_example


part = st.integers(1, 999).map(lambda n: f"{n:03d}")


@given(st.integers(1, 99), st.integers(1, 99), part, part, st.integers(1, 5))
def test_within_agrees_with_walking_up_the_ancestors(prefecture, county, town, village, depth):
    whole = f"44{prefecture:02d}{county:02d}{town}{village}"
    place = RegionCode(whole[: (2, 4, 6, 9, 12)[depth - 1]].ljust(12, "0"))
    deepest = RegionCode(whole)
    assert place.level == depth
    assert deepest.within(place) == (place == deepest or place in deepest.ancestors)
    assert place.within(deepest) == (depth == 5)
