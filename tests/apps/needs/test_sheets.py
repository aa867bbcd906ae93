"""Needs from a sheet: whole or not at all, once, to be verified, and undone while nobody worked on them."""

import re
import time

import pytest
from django.utils.translation import override

from bangfu.apps.needs import actions
from bangfu.apps.needs.answers import IMPORTER
from bangfu.apps.needs.invariants import INVARIANTS
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.sheets import new_need
from bangfu.apps.regions.api import regions_by_code
from bangfu.cli import main
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.imports.examine import examine
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.said import HAN, said
from tests.apps.needs.conftest import AT, COUNTY, ELSEWHERE

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
HEAD = "名称,区划,领域,所需资源,帮扶方式,受益人数,紧急程度,截止日期,说明,计量单位,联系人,受益群体\n"
GOOD = (
    "村卫生站缺血压计,441826105990,村卫生站提升,血压计:20,输血,300,较急,2099-01-31,旧的量不准,,黄叔 13800138000,长者\n"
    "山歌队想要音响,连南瑶族自治县三排镇,志愿帮扶,老式大音箱:2,兼有,50,1,2099年2月1日,,只,,\n"
)


@pytest.fixture
def sheet(places, tmp_path):
    """Writes a CSV sheet; a function."""

    def write(text=GOOD):
        path = tmp_path / "needs.csv"
        path.write_text(HEAD + text, "utf-8")
        return path

    return write


def test_a_sheet_goes_in_once_waits_to_be_verified_and_nothing_is_published(sheet, capsys):
    assert main(["import", "needs", str(sheet()), "--batch", "一"]) == 0, capsys.readouterr().err
    needs = list(Need.objects.order_by("id"))
    assert [need.state for need in needs] == ["submitted", "draft"], "the second names a kind of help and no theme"
    assert list(NeedLine.objects.order_by("id").values_list("item", "quantity", "unit", "is_must")) == [
        ("血压计", 20, "台", True),
        ("老式大音箱", 2, "只", True),
    ]
    assert not PublicationRow.objects.exists()
    assert AuditRecord.objects.filter(action="needs.import_needs").get().count == 2
    again = examine(IMPORTER, sheet(), by=SYSTEM_ACTOR).report
    assert (again.new, again.unchanged, again.errors) == (0, 2, [])
    assert all(not list(invariant.broken()) for invariant in INVARIANTS)


def test_the_contact_of_a_sheet_is_sealed_and_in_no_report(sheet, capsys):
    assert main(["import", "needs", str(sheet()), "--batch", "一"]) == 0, capsys.readouterr().err
    stored = Need.objects.filter(title="村卫生站缺血压计").values_list("contact", flat=True)[0]
    assert "13800138000" not in str(stored)
    assert "13800138000" not in str(examine(IMPORTER, sheet(), by=SYSTEM_ACTOR).report)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("村卫生站缺血压计,不存在镇,村卫生站提升,血压计:20,,,,2099-01-31,,,,\n", "区划", None),
        ("村卫生站缺血压计,441826105990,飞碟,血压计:20,,,,2099-01-31,,,,\n", "领域", "unknown_word"),
        ("村卫生站缺血压计,441826105990,村卫生站提升,血压计:0,,,,2099-01-31,,,,\n", "所需资源", None),
        ("村卫生站缺血压计,441826105990,村卫生站提升,大音箱:2,,,,2099-01-31,,,,\n", "所需资源", "no_unit"),
        ("缺灯,441826105990,村卫生站提升,血压计:2,,,,2099-01-31,,,,\n", "名称", "title_length"),
        (
            "村卫生站缺血压计,441826105990,村卫生站提升,血压计:2,,,,2099-01-31,找黄叔13800138000,,,\n",
            "说明",
            "private_words",
        ),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(sheet, row, column, code, capsys):
    path = sheet(GOOD + row)
    found = examine(IMPORTER, path, by=SYSTEM_ACTOR).report.errors
    assert [(each.row, each.column) for each in found] == [(4, column)]
    assert code is None or found[0].code == code
    assert main(["import", "needs", str(path)]) != 0
    assert not Need.objects.exists()
    capsys.readouterr()


def test_a_place_outside_ones_own_is_a_problem_of_that_row(sheet):
    found = examine(IMPORTER, sheet(), by=ELSEWHERE).report.errors
    assert {(each.row, each.code) for each in found} == {(2, "outside"), (3, "outside")}


def test_an_import_is_undone_while_nobody_worked_on_it_and_can_come_again(sheet, capsys):
    path = sheet()
    assert main(["import", "needs", str(path), "--batch", "一"]) == 0, capsys.readouterr().err
    assert main(["undo-import", "一"]) == 0, capsys.readouterr().err
    assert set(Need.objects.values_list("state", flat=True)) == {"closed"}
    assert examine(IMPORTER, path, by=SYSTEM_ACTOR).report.new == 2
    assert all(not list(invariant.broken()) for invariant in INVARIANTS)


def test_an_import_on_which_somebody_worked_is_not_undone(sheet, capsys):
    assert main(["import", "needs", str(sheet()), "--batch", "一"]) == 0, capsys.readouterr().err
    number = Need.objects.get(state="submitted").number
    actions.verify_need(by=COUNTY, at=AT, number=number)
    assert main(["undo-import", "一"]) != 0
    assert number in capsys.readouterr().err
    assert Need.objects.get(number=number).state == "verified"


@pytest.mark.alone
def test_a_thousand_rows_take_seconds(sheet):
    rows = "".join(
        f"村卫生站缺血压计 {n} 号,441826105990,村卫生站提升,血压计:20,输血,300,较急,2099-01-31,,,,\n"
        for n in range(1000)
    )
    began = time.monotonic()
    assert main(["import", "needs", str(sheet(rows))]) == 0
    assert Need.objects.count() == 1000
    assert time.monotonic() - began < 12, "10,000 rows have sixty seconds"


def test_a_field_of_capability_narrows_the_theme_and_free_words_are_named(sheet):
    rows = (
        "请老师教沃柑种植,441826105990,科技助农,血压计:1,,,,2099-01-31,,,,\n"
        "村里水泵坏了要修,441826105990,帮村里把老果园改造一下,血压计:1,,,,2099-01-31,,,,\n"
    )
    found = examine(IMPORTER, sheet(rows), by=SYSTEM_ACTOR)
    assert found.report.errors == []
    assert found.report.notices == ["领域「帮村里把老果园改造一下」按词表理解为「果树种植提升」。"]
    regions = regions_by_code(["441826105990"])
    first, second = (new_need(outcome.row, regions, AT.date()) for outcome in found.outcomes)
    assert first.values["themes"] == ["fruit_industry"] == second.values["themes"]


def test_what_is_wrong_with_a_sheet_is_said_in_english_on_english_pages(sheet):
    bad = (
        ",441826105990,无此领域,血压计:很多,输血,负三,较急,昨天,旧的量不准,,,\n"
        "村卫生站缺血压计,999,村卫生站提升,老式大音箱:2,输血,-3,很急,2099-02-31,旧,,,\n"
    )
    errors = examine(IMPORTER, sheet(bad), by=SYSTEM_ACTOR).report.errors
    assert len(errors) >= 6
    with override("en"):
        for error in errors:
            for words in (said(error.message), said(error.fix)):
                assert not HAN.search(re.sub("“.*?”|「.*?」|: .*", "", words)), words


def test_an_invented_village_of_a_planning_sheet_is_written_to_its_town_and_the_report_says_so(sheet, capsys):
    row = "村口要装路灯,441826105998,村道照明,太阳能路灯:20,输血,300,较急,2099-01-31,天黑看不清,,,\n"
    report = examine(IMPORTER, sheet(row), by=SYSTEM_ACTOR).report
    assert report.errors == []
    assert any("441826105998" in notice and "441826105000" in notice for notice in report.notices)
    assert main(["import", "needs", str(sheet(row)), "--batch", "一"]) == 0, capsys.readouterr().err
    assert Need.objects.get().region.code == "441826105000"


def test_a_real_village_code_that_nobody_knows_is_still_refused(sheet):
    row = "村口要装路灯,441826105201,村道照明,太阳能路灯:20,输血,300,较急,2099-01-31,天黑看不清,,,\n"
    assert [error.code for error in examine(IMPORTER, sheet(row), by=SYSTEM_ACTOR).report.errors] == [
        "regions.unknown_code"
    ]
