"""The example sheet goes into the registry whole, once, and comes back out."""

from pathlib import Path

import pytest

from bangfu.apps.organisations.answers import IMPORTER
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.regions.api import load_regions, read_pack
from bangfu.cli import main
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.imports.examine import examine
from bangfu.values import CreditCode

pytestmark = pytest.mark.django_db
SHEET = Path(__file__).parents[2] / "examples" / "organisations.xlsx"


@pytest.fixture
def places():
    rows = [row for row in read_pack() if row.code[9:] == "000"]
    load_regions(by=SYSTEM_ACTOR, rows=rows, edition="试")


def test_the_example_sheet_names_its_hubs_then_goes_in_once_and_can_be_undone(places, tmp_path, capsys):
    found = examine(IMPORTER, SHEET, by=SYSTEM_ACTOR)
    assert {problem.code for problem in found.report.errors} <= {"unknown_hub", "unknown_word"}, [
        problem.sentence() for problem in found.report.errors
    ]
    assert Organisation.objects.count() == 0
    sheet = tmp_path / "o.csv"
    sheet.write_text(
        "名称,统一社会信用代码,组织类型,领域,专业能力,可提供资源,所在区划,可承接数量,是否枢纽,所属枢纽\n"
        f"广州甲联合会,{CreditCode.example('51', 1)},社会团体,,,,天河区,3,是,\n"
        "广州乙中心,,社区社会组织,图书与阅读,阅读推广:3,图书:200,广州市越秀区,2,否,广州甲联合会\n",
        "utf-8",
    )
    assert main(["import", "organisations", str(sheet), "--batch", "一"]) == 0, capsys.readouterr().err
    assert Organisation.objects.count() == 2
    again = examine(IMPORTER, sheet, by=SYSTEM_ACTOR).report
    assert (again.new, again.update, again.unchanged) == (0, 0, 2)
    assert main(["undo-import", "一"]) == 0, capsys.readouterr().err
    assert Organisation.objects.count() == 0


def test_fields_and_kinds_stand_as_written_and_free_words_are_named_in_the_report(places, tmp_path, capsys):
    sheet = tmp_path / "o.csv"
    sheet.write_text(
        "名称,组织类型,领域,所在区划\n广州丙中心,社区社会组织,产业帮扶；科技助农；帮村里把老果园改造一下,天河区\n",
        "utf-8",
    )
    report = examine(IMPORTER, sheet, by=SYSTEM_ACTOR).report
    assert report.notices == ["领域「帮村里把老果园改造一下」按词表理解为「果树种植提升」。"]
    assert main(["import", "organisations", str(sheet), "--batch", "二"]) == 0, capsys.readouterr().err
    themes = Organisation.objects.get().themes.values_list("theme", flat=True)
    assert set(themes) == {"industry", "agri_technology", "fruit_industry"}
    sheet.write_text("名称,组织类型,领域,所在区划\n广州丁中心,社区社会组织,图书与悦读,天河区\n", "utf-8")
    (problem,) = examine(IMPORTER, sheet, by=SYSTEM_ACTOR).report.errors
    assert (problem.code, problem.cell) == ("unknown_word", "C2") and "图书与阅读" in problem.fix
