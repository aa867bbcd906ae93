"""The tree in the database: loading, finding, history, examples."""

import time
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bangfu.apps.regions import api, queries
from bangfu.apps.regions.models import Region, RegionAlias
from bangfu.apps.regions.rules import PlaceRow
from bangfu.plumbing.access import PUBLIC_ACTOR, SYSTEM_ACTOR, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.fieldclasses import unclassified

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def reload(rows, **kwargs):
    return api.load_regions(by=SYSTEM_ACTOR, rows=rows, edition="新版", **kwargs)


def names(regions):
    return [region.full_name for region in regions]


def test_the_whole_province_loads_in_seconds_with_one_audit_record():
    began = time.perf_counter()
    report = api.load_regions(by=SYSTEM_ACTOR, rows=api.read_pack(), edition=api.SHIPPED_EDITION)
    assert report.new == Region.objects.count() == 28743
    assert time.perf_counter() - began < 20  # 4 s on an idle core
    assert AuditRecord.objects.filter(action="regions.load_regions").count() == 1
    assert AuditRecord.objects.get(action="regions.load_regions").count == 28743


def test_loading_the_same_list_again_changes_nothing(tree):
    report = reload(tree)
    assert (report.new, report.changed, report.closed, report.unchanged) == (0, 0, 0, len(tree))


def test_nobody_without_the_right_loads_a_list(rows):
    with pytest.raises(Refused) as caught:
        api.load_regions(by=PUBLIC_ACTOR, rows=rows[:1], edition="x")
    assert caught.value.refusal.code == "regions.may_not_import"
    assert not Region.objects.exists()


def test_a_bad_line_leaves_nothing_behind(rows):
    with pytest.raises(Refused):
        reload([*rows, PlaceRow("440111999001", "无上级村")])
    assert not Region.objects.exists()


def test_every_place_hangs_below_the_place_of_its_prefix(tree):
    for region in Region.objects.select_related("parent"):
        above = region.region_code.parent
        assert (region.parent.code if region.parent else None) == (above.code if above else None)


def test_a_town_of_dongguan_hangs_below_the_city(tree):
    town = Region.objects.get(code="441900003000")
    assert town.parent.code == "441900000000"
    assert [region.name for region in api.ancestors_of(town)] == ["广东省", "东莞市"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("三排", "清远市连南瑶族自治县三排镇"),
        ("sanpai", "清远市连南瑶族自治县三排镇"),
        ("五华 长布", "梅州市五华县长布镇"),
        ("wuhua cbz", "梅州市五华县长布镇"),
        ("番禺", "广州市番禺区"),
        ("pyq", "广州市番禺区"),
        ("441826105", "清远市连南瑶族自治县三排镇"),
        ("从化", "广州市从化区"),
        ("𬶍莲", "汕头市金平区鮀莲街道"),
        ("连南", "清远市连南瑶族自治县"),
    ],
)
def test_the_picker_puts_what_was_meant_first(tree, typed, first):
    assert names(api.search_regions(typed))[0] == first


def test_the_picker_never_offers_prisons_farms_and_zones(tree):
    assert api.search_regions("福田保税区") == []
    assert Region.objects.filter(kind="类似乡级单位", is_offered=True).count() == 0
    assert len(queries.search_regions("福田保税区", offered_only=False)) >= 1


def test_the_picker_stays_in_the_region_it_is_told(tree):
    assert all(region.code.startswith("4401") for region in api.search_regions("太平镇", within="4401"))


def test_the_picker_takes_wildcards_as_text(tree):
    assert api.search_regions("%") == [] and api.search_regions("_") == []


def test_one_cell_is_resolved_in_few_queries(tree, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert api.resolve("清远市连南瑶族自治县三排镇三排村").code == "441826105204"


@pytest.mark.parametrize(
    "text",
    ["三排村", "三排村委会", "连南三排镇三排村", "441826105204", "440106017", "太平镇", "东莞市东城街道", "无此地"],
)
def test_a_single_cell_and_an_import_resolve_alike(tree, text):
    one, many = api.resolve(text), api.place_index().find(text)
    assert getattr(one, "code", one) == many.code


def test_a_renamed_county_is_renamed_in_every_path_and_found_by_its_old_name(tree):
    rows = [row if row.code != "441826000000" else PlaceRow(row.code, "连南新县", row.kind) for row in tree]
    reload(rows)
    village = Region.objects.get(code="441826105204")
    assert village.full_name == "清远市连南新县三排镇三排村"
    assert api.search_regions("连南瑶族")[0].code == "441826000000"
    assert village.edition != "新版" and Region.objects.get(code="441826000000").edition == "新版"


def test_a_code_that_a_complete_newer_list_lacks_is_closed_not_deleted(tree):
    rows = [row for row in tree if not row.code.startswith("441826105204")]
    assert reload(rows, closes_missing_on=date(2026, 1, 1)).closed == 1
    assert Region.objects.get(code="441826105204").valid_to == date(2026, 1, 1)
    assert api.resolve("441826105204").code == "regions.closed"
    assert api.search_regions("441826105204") == []


def test_a_merged_code_leads_to_its_successor(tree):
    old = next(row for row in tree if row.code == "441826105204")
    merged = PlaceRow(old.code, old.name, old.kind, valid_to=date(2026, 1, 1), merged_into="441826105201")
    reload([merged])
    assert api.resolve("441826105204").code == "441826105201"
    landed = queries.place_for("441826105204")
    assert landed.region.code == "441826105201" and "已并入" in landed.note


def test_the_database_refuses_a_merged_place_that_is_still_open(tree):
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(code="441826105204").update(merged_into=Region.objects.get(code="441826105201"))


@pytest.mark.parametrize("code", ["44182610500", "44182610500x"])
def test_the_database_refuses_a_code_that_is_not_twelve_digits(tree, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(code="441826105000").update(code=code)


def test_a_civil_affairs_code_leads_to_the_town_it_means(tree):
    landed = queries.place_by_mca("440106017")
    assert landed.region.name == "凤凰街道" and landed.region.code != "440106017000"
    with pytest.raises(Hidden):
        queries.place_by_mca("440106999")


def test_four_byte_names_survive(tree):
    alias = RegionAlias.objects.get(scheme="name", text="𬶍莲街道")
    assert alias.region.name == "鮀莲街道"
    assert "𬶍莲街道" in alias.region.search


def test_descendants_are_those_of_the_prefix(tree):
    county = Region.objects.get(code="441826000000")
    below = api.descendants_of(county)
    assert below.filter(code="441826105204").exists() and not below.filter(code=county.code).exists()
    assert not api.descendants_of(Region.objects.get(code="441900000000")).exclude(code__startswith="4419").exists()


def test_example_villages_stand_under_reserved_codes_and_are_marked(tree):
    made = api.add_example_villages(by=SYSTEM_ACTOR, villages=[("441826105000", "云岭村"), ("441826105000", "石湾村")])
    assert [region.code for region in made] == ["441826105990", "441826105991"]
    assert all(region.is_example and region.parent.code == "441826105000" for region in made)
    more = api.add_example_villages(by=SYSTEM_ACTOR, villages=[("441826105000", "坪上村")])
    assert more[0].code == "441826105992"


def test_example_villages_are_no_part_of_counts_and_survive_a_newer_list(tree):
    api.add_example_villages(by=SYSTEM_ACTOR, villages=[("441826105000", "云岭村")])
    county = Region.objects.get(code="441826000000")
    assert queries.counts_below(county)["village"] == 10
    assert reload(tree, closes_missing_on=date(2026, 1, 1)).closed == 0


def test_an_eleventh_example_village_of_a_town_is_refused(tree):
    with pytest.raises(Refused) as caught:
        api.add_example_villages(by=SYSTEM_ACTOR, villages=[("441826105000", f"第{n}村") for n in range(11)])
    assert caught.value.refusal.code == "regions.examples_used_up"
    assert not Region.objects.filter(is_example=True).exists()


def test_every_field_is_classified():
    assert [name for model in (Region, RegionAlias) for name in unclassified(model)] == []
