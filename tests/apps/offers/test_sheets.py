"""The supply ledger comes in whole, waits to be checked, and can be taken back; a bad cell is named."""

import pytest

from bangfu.apps.offers.models import Offer
from bangfu.apps.offers.sheets import IMPORTER
from bangfu.cli import main
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.imports.examine import examine
from tests.samples import make_organisation, make_places

pytestmark = pytest.mark.django_db
HEAD = (
    "社会组织,项目名称,帮扶领域,服务地域,方式,可提供内容,计量单位,可投入金额,可投入人数,年内可承接数量,有效期,联系人\n"
)


def test_a_ledger_goes_in_once_unpublished_and_can_be_undone(tmp_path, capsys):
    make_places()
    own = make_organisation(903)
    sheet = tmp_path / "f.csv"
    sheet.write_text(
        HEAD + f"{own.name},果树修剪下乡,果树种植提升,清远市,培训,修剪手册:40,册,,6,12,2099-12-31,李师傅\n"
        f"{own.number},助学资金,助学帮困,清远市,资金,,,50000,,,2099-12-31,\n",
        "utf-8",
    )
    assert main(["import", "offers", str(sheet), "--batch", "一"]) == 0, capsys.readouterr().err
    first, second = Offer.objects.order_by("pk")
    assert [first.state, second.state] == ["submitted", "submitted"] and first.contact == "李师傅"
    assert [(one.item, one.quantity, one.unit) for one in first.lines.all()] == [
        ("修剪手册", 40, "册"),
        ("人手", 6, "人"),
        ("项目", 12, "次"),
    ]
    assert [(one.item, one.quantity) for one in second.lines.all()] == [("资金", 50000)]
    report = examine(IMPORTER, sheet, by=SYSTEM_ACTOR).report
    assert (report.new, report.unchanged) == (0, 2)
    assert main(["undo-import", "一"]) == 0, capsys.readouterr().err
    assert set(Offer.objects.values_list("state", flat=True)) == {"ended"}


def test_each_bad_row_is_named_and_nothing_comes_in(tmp_path):
    make_places()
    own = make_organisation(904)
    sheet = tmp_path / "f.csv"
    sheet.write_text(
        HEAD + f"没有这家,果树修剪下乡,果树种植提升,清远市,培训,修剪手册:40,册,,,,2099-12-31,\n"
        f"{own.name},果树修剪下乡,果树种植提升,清远市,培训,,,,,,2099-12-31,\n"
        f"{own.name},果树修剪下乡二,果树种植提升,清远市,培训,,,,3,,2020-12-31,\n"
        f"{own.name},果树修剪下乡三,果树种植提升,清远市,魔法,,,,3,,2099-12-31,\n",
        "utf-8",
    )
    report = examine(IMPORTER, sheet, by=SYSTEM_ACTOR).report
    codes = {problem.code for problem in report.errors}
    assert {"no_organisation", "no_lines", "end_past"} <= codes and len(report.errors) == 4, codes
    assert not Offer.objects.exists()
