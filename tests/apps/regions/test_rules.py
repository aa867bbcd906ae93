"""What a list of codes may do to the tree, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.apps.regions.finding import Found, PlaceIndex
from bangfu.apps.regions.pack import PACKS, _rows, read_pack
from bangfu.apps.regions.readings import readings_of
from bangfu.apps.regions.rules import EXAMPLE_KIND, KnownPlace, PlaceRow, fact_refusal, plan_load, spoken_name
from bangfu.values import RegionCode

PROVINCE = PlaceRow("440000000000", "广东省")
CITY = PlaceRow("440100000000", "广州市")
COUNTY = PlaceRow("440111000000", "白云区")
TOWN = PlaceRow("440111103000", "人和镇", "镇")


@pytest.fixture(scope="module")
def shipped():
    return list(_rows(PACKS / "guangdong" / "regions_guangdong.csv"))


@pytest.fixture(scope="module")
def index():
    rows = read_pack()
    aliases = [("name", text, row.code) for row in rows for text in row.aliases]
    aliases += [("mca", row.mca_code, row.code) for row in rows if row.mca_code]
    return PlaceIndex([(row.code, row.name) for row in rows], aliases)


def test_every_shipped_code_knows_its_parent_dongguan_and_zhongshan_too(shipped):
    assert len(shipped) == 28743
    for row in shipped:
        parent = RegionCode(row["code"]).parent
        assert (parent.code if parent else "") == row["parent_code"], row
    below = {row["parent_code"] for row in shipped if row["level"] == "town"}
    assert {"441900000000", "442000000000"} <= below


def test_every_shipped_level_is_that_of_its_code(shipped):
    assert all(RegionCode(row["code"]).level.name.lower() == row["level"] for row in shipped)


def test_every_full_name_of_a_town_leads_back_to_its_code(index, shipped):
    for row in shipped:
        if row["level"] in ("prefecture", "county", "town"):
            assert index.find(index.full_name(row["code"])) == Found(row["code"]), row


def test_a_village_is_found_by_its_path_or_refused_as_one_of_several(index, shipped):
    villages = [row["code"] for row in shipped if row["level"] == "village"][::37]
    for code in villages:
        found = index.find(index.full_name(code))
        assert found == Found(code) or (found.code == "regions.ambiguous" and code in found.sentence), code


def test_a_name_that_stands_for_seven_towns_is_refused_with_candidates(index):
    refusal = index.find("太平镇")
    assert refusal.code == "regions.ambiguous"
    assert "广州市从化区太平镇（440117111000）" in refusal.sentence


@pytest.mark.parametrize(
    "text",
    [
        "清远市连南瑶族自治县三排镇",
        "连南/三排镇",
        "广东省 清远市 连南瑶族自治县 三排镇",
        "441826105",
        "４４１８２６１０５０００",
    ],
)
def test_a_town_is_found_as_people_write_it(index, text):
    assert index.find(text) == Found("441826105000")


def test_an_official_name_with_a_four_byte_character_is_found(index):
    assert index.find("汕头市金平区𬶍莲街道") == Found("440511010000") or index.find("𬶍莲街道").code.startswith(
        "440511"
    )


def test_a_code_of_both_schemes_is_read_as_the_statistics_one(index):
    assert index.find("440106017") == Found("440106017000")


def test_a_civil_affairs_code_alone_says_what_it_was_taken_for():
    index = PlaceIndex(
        [("440000000000", "广东省"), ("440111103000", "人和镇")], [("mca", "440111999000", "440111103000")]
    )
    found = index.find("440111999")
    assert found.code == "440111103000" and "民政" in found.note


def test_a_closed_code_leads_to_its_successor_with_a_note():
    rows = [("440000000000", "广东省"), ("440111103000", "人和镇"), ("440111104000", "旧镇")]
    index = PlaceIndex(rows, replaced={"440111104000": "440111103000"})
    found = index.find("440111104")
    assert found.code == "440111103000" and "并入" in found.note
    assert index.find("旧镇").code == "regions.unknown_name"


def test_a_closed_code_without_successor_is_refused():
    index = PlaceIndex([("440111104000", "旧镇")], replaced={"440111104000": ""})
    assert index.find("440111104000").code == "regions.closed"


@given(st.text(max_size=40))
def test_no_text_makes_finding_fail(text):
    index = PlaceIndex([("440000000000", "广东省"), ("440100000000", "广州市"), ("440111000000", "白云区")])
    assert index.find(text) is not None


def test_a_list_taken_twice_changes_nothing():
    rows = [PROVINCE, CITY, COUNTY, TOWN]
    known = {row.code: KnownPlace(row.name, row.kind) for row in rows}
    plan, refusals = plan_load(rows, known)
    assert (plan.new, plan.changed, plan.unchanged, plan.missing, refusals) == ([], [], 4, [], [])


def test_new_places_come_wide_ones_first():
    plan, _ = plan_load([TOWN, COUNTY, CITY, PROVINCE], {})
    assert [row.code for row in plan.new] == [PROVINCE.code, CITY.code, COUNTY.code, TOWN.code]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([PROVINCE, CITY, CITY], "regions.code_twice"),
        ([PROVINCE, COUNTY], "regions.no_parent"),
        ([PROVINCE, PlaceRow("440100000000", "  ")], "regions.no_name"),
        ([PROVINCE, PlaceRow("990100000000", "某市")], "region.province"),
        ([PROVINCE, CITY, COUNTY, TOWN, PlaceRow("440111103991", "某村", "村委会")], "regions.reserved_code"),
        ([PROVINCE, PlaceRow("440100000000", "广州市", merged_into="440000000000")], "regions.merged_but_open"),
        (
            [PROVINCE, PlaceRow("440100000000", "广州市", valid_to=date(2024, 1, 1), merged_into="449900000000")],
            "regions.no_successor",
        ),
        (
            [PROVINCE, PlaceRow("440100000000", "市", valid_from=date(2024, 2, 1), valid_to=date(2024, 1, 1))],
            "regions.days",
        ),
    ],
)
def test_a_line_that_cannot_stand_is_refused_by_name(rows, code):
    _, refused = plan_load(rows, {})
    assert [refusal.code for _, refusal in refused] == [code]


def test_what_a_newer_list_lacks_is_named_examples_and_other_provinces_are_left_alone():
    known = {
        "440000000000": KnownPlace("广东省", ""),
        "440111104000": KnownPlace("旧镇", "镇"),
        "440111103990": KnownPlace("虚构村", EXAMPLE_KIND, is_example=True),
        "450000000000": KnownPlace("广西壮族自治区", ""),
    }
    plan, _ = plan_load([PROVINCE], known)
    assert plan.missing == ["440111104000"]


def test_names_of_villages_are_spoken_as_people_say_them(shipped):
    spoken = {spoken_name(row["name"]) for row in shipped if row["kind"] in ("村委会", "居委会")}
    assert {name for name in spoken if name.endswith(("委会", "委员会", "居委"))} == {
        name for name in spoken if name.endswith("渔委会")
    }  # fishing communities have no other everyday name


def test_local_readings_win_and_dictionary_readings_still_find():
    reading = readings_of(["长布镇"])["长布镇"]
    assert reading.pinyin == "changbuzhen" and "zhangbuzhen" in reading.others


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("", "1", "某源", date(2026, 1, 1)), "regions.fact_empty"),
        (("人口", "1", " ", date(2026, 1, 1)), "regions.fact_without_source"),
        (("人口", "1", "某源", date(2026, 2, 1)), "regions.fact_of_tomorrow"),
    ],
)
def test_a_fact_without_name_source_or_day_is_refused(arguments, code):
    assert fact_refusal(*arguments, date(2026, 1, 15)).code == code
