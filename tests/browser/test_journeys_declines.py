"""From a need's page to a remembered 「不合适」 that changes the next list, in a real browser; the pages are axe clean."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_journeys_needs import village_need

pytestmark = pytest.mark.browser


def listed(walk_of):
    """The organisations of the list on this page, in order."""
    return walk_of.page.locator("#recommended .fits h3 a").all_inner_texts()


def objections(walk_of):
    """What axe has against this page, and whether it is wider than the screen."""
    found = [each["id"] for each in Axe().run(walk_of.page).response["violations"]]
    wide = walk_of.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    return found + (["wider than the screen"] if wide else [])


def test_a_village_says_not_suitable_and_the_next_list_heeds_it(site, walk):
    village, need = village_need(site, walk)
    assert need is not None, "the example has a public need of the cast's village"
    path = f"/needs/{need['number']}/"
    village.go(path)
    before = listed(village)
    assert len(before) == 10 and objections(village) == []
    village.page.locator("#recommended details summary").first.click()
    assert village.page.locator("#recommended .why-sum").first.is_visible()
    with village.page.expect_navigation():
        village.page.locator("#recommended .fits-acts a").first.click()
    assert village.sees("为什么不合适") and objections(village) == []
    village.page.get_by_label("路太远").check()
    village.press("记下不合适")
    assert village.sees("已记住") and before[0] not in listed(village)
    assert before[0] in village.page.locator("#recommended").inner_text(), "left out, with who said what"
    with village.page.expect_navigation():
        village.page.locator("#recommended > .why li", has_text=before[0]).locator("a").click()
    assert village.sees("没有这句话时") and objections(village) == []
    village.press("撤回这句“不合适”")
    assert listed(village) == before and village.complaints == []


def test_a_bureau_compares_and_an_organisation_sees_its_own(site, walk):
    number = walk("village").page.request.get(f"{site}/needs.json").json()["items"][0]["number"]
    bureau = walk("bureau")
    bureau.go(f"/needs/{number}/")
    for box in bureau.page.locator("#recommended input[name=org]").all()[:2]:
        box.check()
    bureau.press("并排比较选中的 2 至 4 家")
    assert bureau.page.locator(".fits-table thead th").count() == 3 and objections(bureau) == []
    staff = walk("staff")
    staff.go("/my/")
    assert staff.sees("适合你们的需求") and objections(staff) == []
    staff.go("/my/recommendations/")
    assert staff.page.locator(".fits > li").count() and objections(staff) == []
    staff.page.locator(".fits h3 a").first.click()
    staff.page.wait_for_url("**/needs/**")
    assert staff.page.locator("#fit").is_visible() and objections(staff) == []
