"""Another province or a newer list comes in as a sheet: whole, or every bad cell named and nothing written."""

import pytest

from bangfu.apps.regions import api
from bangfu.apps.regions.models import Region
from bangfu.apps.regions.sheets import SCHEMA, RegionImporter
from bangfu.cli import main
from bangfu.plumbing.access import PUBLIC_ACTOR, SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.imports.importer import State, limits_of
from bangfu.plumbing.sheets import csv_bytes, read_table

pytestmark = pytest.mark.django_db
TITLES = ["区划代码", "名称", "类型", "停用日期", "并入代码", "别名"]
GUANGXI = [
    ["450000", "广西壮族自治区", "自治区", "", "", ""],
    ["450100", "南宁市", "地级市", "", "", ""],
    ["450102", "兴宁区", "市辖区", "", "", ""],
    ["450102001", "民生街道", "街道", "", "", "民生"],
]


def read(rows):
    return read_table(csv_bytes(TITLES, rows), SCHEMA)


def bring_in(rows, batch="广西 2023", by=SYSTEM_ACTOR):
    table = read(rows)
    found = RegionImporter().match(table, by)
    assert not table.problems and not found.problems, (table.problems, found.problems)
    written = [each for each in found.outcomes if each.state in (State.NEW, State.UPDATE)]
    RegionImporter().apply(written, by=by, at=now(), batch=batch)
    return found


def test_another_province_comes_in_by_the_same_sheet(tree):
    found = bring_in(GUANGXI)
    assert [each.state for each in found.outcomes] == [State.NEW] * 4
    assert api.resolve("南宁市兴宁区民生街道").code == "450102001000"
    assert api.search_regions("南宁 msjd")[0].edition == "广西 2023"


def test_the_shipped_list_itself_is_a_sheet_that_changes_nothing(tree):
    rows = [[row.code, row.name, row.kind, "", "", ""] for row in tree]
    found = RegionImporter().match(read(rows), SYSTEM_ACTOR)
    assert {each.state for each in found.outcomes} == {State.UNCHANGED}


def test_a_rename_is_shown_old_and_new_before_it_is_written(tree):
    found = RegionImporter().match(read([["441826105", "三排新镇", "镇", "", "", ""]]), SYSTEM_ACTOR)
    assert [(c.title, c.old, c.new) for c in found.outcomes[0].changes] == [("名称", "三排镇", "三排新镇")]
    assert Region.objects.get(code="441826105000").name == "三排镇"


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (["45010", "某地", "", "", "", ""], "A2", "region.length"),
        (["450102001", "民生街道", "街道", "", "", ""], "A2", "regions.no_parent"),
        (["440111103", "人和镇", "镇", "", "440111104", ""], "E2", "regions.merged_but_open"),
        (["440111103", "人和镇", "镇", "2026-01-01", "440199999", ""], "E2", "regions.no_successor"),
        (["440111103991", "某村", "村委会", "", "", ""], "A2", "regions.reserved_code"),
    ],
)
def test_a_bad_cell_is_named_with_its_address(tree, row, cell, code):
    table = read([row])
    problems = [*table.problems, *RegionImporter().match(table, SYSTEM_ACTOR).problems]
    assert [(problem.cell, problem.code) for problem in problems] == [(cell, code)]


def test_the_same_code_twice_is_refused(tree):
    assert read([GUANGXI[0], GUANGXI[0]]).problems


def test_a_list_that_only_added_can_be_taken_back(tree):
    bring_in(GUANGXI)
    RegionImporter().undo(by=SYSTEM_ACTOR, at=now(), batch="广西 2023")
    assert not Region.objects.filter(code__startswith="45").exists()


def test_a_list_that_renamed_a_place_cannot_be_taken_back(tree):
    bring_in([["441826105", "三排新镇", "镇", "", "", ""]], batch="改名")
    with pytest.raises(Refused) as caught:
        RegionImporter().undo(by=SYSTEM_ACTOR, at=now(), batch="改名")
    assert caught.value.refusal.code == "regions.edition_changed"


def test_a_list_on_which_something_hangs_cannot_be_taken_back(tree):
    bring_in(GUANGXI)
    api.add_example_villages(by=SYSTEM_ACTOR, villages=[("450102001000", "云岭村")])
    with pytest.raises(Refused) as caught:
        RegionImporter().undo(by=SYSTEM_ACTOR, at=now(), batch="广西 2023")
    assert caught.value.refusal.code == "regions.edition_in_use"
    assert Region.objects.filter(code__startswith="4501").count() == 4


def test_nobody_without_the_right_brings_in_a_list(tree):
    with pytest.raises(Refused):
        bring_in(GUANGXI, by=PUBLIC_ACTOR)


def test_the_command_brings_a_second_province_in_and_takes_it_back(tree, tmp_path, capsys):
    before = set(Region.objects.values_list("code", flat=True))
    sheet = tmp_path / "广西.csv"
    sheet.write_bytes(csv_bytes(TITLES, GUANGXI))
    assert main(["import", "regions", str(sheet), "--batch", "广西 2023"]) == 0, capsys.readouterr().err
    assert api.resolve("南宁市兴宁区民生街道").code == "450102001000"
    assert main(["import", "regions", str(sheet), "--batch", "再一次"]) == 0, "the same list again changes nothing"
    assert main(["undo-import", "广西 2023"]) == 0, capsys.readouterr().err
    assert set(Region.objects.values_list("code", flat=True)) == before


def test_the_command_refuses_a_province_with_one_bad_place_whole(tree, tmp_path, capsys):
    sheet = tmp_path / "广西.csv"
    sheet.write_bytes(csv_bytes(TITLES, [*GUANGXI, ["450199001", "某街道", "街道", "", "", ""]]))
    assert main(["import", "regions", str(sheet)]) == 1
    assert "A6" in capsys.readouterr().err and not Region.objects.filter(code__startswith="45").exists()


def test_a_whole_province_of_eighty_thousand_places_is_within_the_limits_of_its_sheet():
    limits = limits_of(RegionImporter())
    assert limits.rows >= 80_000 and limits.cells >= 80_000 * len(SCHEMA.columns)
