"""Planning in a real browser: from two sheets to a compared, adjusted, downloaded plan, with every why one click away."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Walk
from tests.browser.site import PROJECT

pytestmark = pytest.mark.browser
SHEETS = {"organisations": "organisations.xlsx", "needs": "villages.xlsx"}
PLAN_STEPS = 3
PLAN_SECONDS = 60_000
SIGN_IN = 1


def uploaded(walk, other: dict[str, Path] | None = None, **looks: object) -> Walk:
    """The bureau's planner with a plan of the two example sheets, as it stands after one submitted page.

    Args: ``other``: sheets to take instead of the example's own.
    """
    planner: Walk = walk("bureau", **looks)
    planner.submitted = 0
    planner.go("/desk/pairing/")
    planner.follow("上传两张表")
    for name, sheet in SHEETS.items():
        planner.page.locator(f"input[name={name}]").set_input_files(
            str((other or {}).get(name, PROJECT / "examples" / sheet))
        )
    planner.press("新建并求解")
    until_planned(planner)
    return planner


def until_planned(planner: Walk) -> None:
    """Waits until no run is shown any more; the page looks after itself."""
    planner.page.locator("[data-run]").wait_for(state="detached", timeout=PLAN_SECONDS)
    planner.page.locator(".outcome").wait_for(timeout=PLAN_SECONDS)


def tab(planner: Walk, name: str) -> None:
    """Opens one of the views, which are addresses."""
    with planner.page.expect_navigation():
        planner.page.locator(".planner .view-tabs a", has_text=name).click()


def pairs_of(planner: Walk) -> list[tuple[str, str]]:
    """(need, organisation) of the rows in sight."""
    rows = planner.page.locator(".plan-rows tbody tr")
    return [tuple(rows.nth(n).locator("td b").all_inner_texts()[:2]) for n in range(rows.count())]


def downloaded(planner: Walk) -> Iterator[str]:
    """Every text of the plan's workbook."""
    with planner.page.expect_download() as waiting:
        planner.page.get_by_role("link", name="下载方案").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    return (" ".join(str(cell) for cell in row if cell) for sheet in book for row in sheet.values)


def test_two_sheets_become_a_compared_adjusted_downloaded_plan_in_three_submitted_pages(walk):
    planner = uploaded(walk)
    assert planner.sees("12 项都有人了") and planner.sees("示意图，非行政区划图")
    planner.press("另存", exact=True)
    distance = planner.page.locator("[data-slider]", has_text="路程")
    distance.locator("input[type=range]").fill("1000")
    assert distance.locator("input[type=number]").input_value() == "1000", "slider and box are in step"
    planner.page.locator("input[name=objective][value=score]").check()
    planner.press("保存并重新排")
    until_planned(planner)
    changed = planner.page.locator(".outcome dl > div", has_text="与基准不同的对数").locator("b").inner_text()
    assert changed != "0对", "the slider and the objective changed the plan"
    assert planner.sees("基准：第 1 次排的（均衡优先）")
    assert planner.sees("权重不同，分数不能直接比"), "scores of other weights are not called better"
    planner.follow("和别的比")
    for box in planner.page.locator("main input[type=checkbox]").all():
        box.check()
    planner.press("比较")
    assert planner.sees("以它为基准") and planner.sees("最好")
    planner.page.locator(".compare thead a").last.click()
    planner.page.wait_for_load_state()
    assert any("蓝蕉" in line for line in downloaded(planner))
    assert planner.submitted <= PLAN_STEPS


def test_a_lock_and_a_ban_hold_in_the_next_plan_and_in_the_file(walk):
    planner = uploaded(walk)
    tab(planner, "表格")
    before = pairs_of(planner)
    kept, gone = before[0], before[-1]
    for pair, button in ((kept, "锁定这一对"), (gone, "禁止这一对")):
        tab(planner, "表格")
        row = planner.page.locator(".plan-rows tbody tr", has_text=pair[0]).filter(has_text=pair[1])
        with planner.page.expect_navigation():
            row.locator(".score-cell").click()
        planner.press(button)
        assert planner.sees("撤销") and planner.sees("还没有算进去"), "an old plan is never shown as the new one"
    planner.press("重新排", exact=True)
    until_planned(planner)
    tab(planner, "表格")
    after = pairs_of(planner)
    assert kept in after and gone not in after
    tab(planner, "锁定和限制")
    assert planner.sees(kept[1]) and planner.sees(gone[1])
    lines = list(downloaded(planner))
    assert any(kept[0] in line and kept[1] in line for line in lines)


def test_why_is_one_click_away_and_adds_up_and_the_next_best_is_two(walk):
    planner = uploaded(walk)
    tab(planner, "矩阵")
    with planner.page.expect_navigation():
        planner.page.locator(".matrix td.m-in a").first.click()
    score = int(planner.page.locator(".reasons-score b").inner_text())
    points = planner.page.locator(".reasons-for li:not(.sum) em").all_inner_texts()
    assert points and sum(int(re.sub(r"\D", "", each)) for each in points) == score
    planner.follow("看下一个最合适的")
    assert planner.sees("不用这一对，整个方案少"), "what the pair is worth is said"


def too_few(folder: Path) -> dict[str, Path]:
    """The example's sheets with three organisations, and villages that ask for nobody at least."""
    few = openpyxl.load_workbook(PROJECT / "examples" / SHEETS["organisations"])
    few.worksheets[0].delete_rows(8, few.worksheets[0].max_row)
    villages = openpyxl.load_workbook(PROJECT / "examples" / SHEETS["needs"])
    rows = list(villages.worksheets[0].iter_rows())
    titles = next(place for place, row in enumerate(rows) if "编号" in [cell.value for cell in row])
    least = next(place for place, cell in enumerate(rows[titles]) if cell.value in ("最少承接组织数", "最少伙伴"))
    for row in rows[titles + 1 :]:
        row[least].value = 0
    found = {"organisations": folder / "few.xlsx", "needs": folder / "villages.xlsx"}
    few.save(found["organisations"])
    villages.save(found["needs"])
    return found


def test_a_village_with_nobody_says_why_and_what_would_help(walk, tmp_path):
    planner = uploaded(walk, too_few(tmp_path))
    tab(planner, "没人的")
    assert planner.sees("为什么没人") and planner.sees("怎样会有")


def test_a_forbidden_cell_of_the_matrix_says_which_rule_forbids_it(walk):
    planner = uploaded(walk)
    tab(planner, "矩阵")
    with planner.page.expect_navigation():
        planner.page.locator(".matrix td.m-no a").first.click()
    assert planner.sees("这一对不可以")


def test_arrow_keys_move_between_the_cells_of_the_matrix(walk):
    planner = uploaded(walk)
    tab(planner, "矩阵")
    planner.page.locator(".matrix tbody tr").first.locator("td a").first.focus()
    planner.page.keyboard.press("ArrowRight")
    planner.page.keyboard.press("ArrowDown")
    place = "(document.activeElement.closest('td').cellIndex) + ',' + document.activeElement.closest('tr').rowIndex"
    assert planner.page.evaluate(place) == "2,2"


@pytest.mark.parametrize("mode", ["", "elder"])
def test_every_view_is_clean_for_axe_and_fits_a_phone(walk, mode):
    planner = uploaded(walk, width=390, mode=mode)
    address = planner.page.url.split("?")[0]
    pages = [f"{address}?view={view}" for view in ("map", "matrix", "table", "none", "limits")]
    planner.page.goto(pages[1])
    link = planner.page.locator(".matrix td.m-in a").first.get_attribute("href")
    pages.append(f"{planner.address}{link}&next=1")
    pages.append(f"{planner.address}/desk/match/compare/?id={address.rstrip('/').rsplit('/', 1)[1]}")
    for page in pages:
        planner.page.goto(page)
        found = Axe().run(planner.page).response["violations"]
        assert [(page, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert planner.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_javascript_the_number_box_changes_the_plan(walk):
    planner = uploaded(walk, java_script_enabled=False)
    slider = planner.page.locator("[data-slider]", has_text="路程")
    assert not slider.locator("input[type=range]").is_visible()
    slider.locator("input[type=number]").fill("1000")
    planner.press("保存并重新排")
    planner.page.locator(".outcome-base").wait_for(timeout=PLAN_SECONDS)
    assert planner.page.locator("[data-slider]", has_text="路程").locator("input[type=number]").input_value() == "1000"
