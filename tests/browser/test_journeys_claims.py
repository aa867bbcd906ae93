"""From a need in the explorer to the village's choice, in a real browser: pages submitted are counted, each page is axe clean."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_journeys_needs import in_days

pytestmark = pytest.mark.browser
CLAIM_MAX, CHOOSE_MAX = 3, 2
PLAN = "派两名师傅带材料下乡，两周内做完，教会村里两个人再走。"
REFUSED = "离村里太远，这次先请近的一家"


def objections(walk_of):
    """What axe has against this page on a phone, in both looks, and whether it is wider than the screen."""
    page, found = walk_of.page, []
    before = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    for mode in ("", "elder"):
        page.evaluate(
            "mode => mode ? document.documentElement.dataset.mode = mode : delete document.documentElement.dataset.mode",
            mode,
        )
        found += [f"{mode} {each['id']}" for each in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append(f"{mode} wider than the screen")
    page.evaluate("delete document.documentElement.dataset.mode")
    page.set_viewport_size(before)
    return found


def place_of(village):
    """The village for which this person writes."""
    village.go("/my/needs/new/all/")
    return village.page.locator("[name=place]").input_value()


def open_need(site, village):
    """A public need of the cast's village that nobody claimed yet, with several units of its first item."""
    place = place_of(village)
    found, page = [], 1
    while True:
        answer = village.page.request.get(f"{site}/needs.json?page={page}").json()
        found += [one for one in answer["items"] if one["region_name"] == place and one["lines"][0]["quantity"] > 2]
        page += 1
        if page > answer["pages"]:
            break
    for one in found:
        village.go(f"/needs/{one['number']}/")
        if not village.page.locator("#offers").count():
            return one
    return None


def find_and_open(staff, need):
    """Through the explorer's search to the form of a claim, without submitting anything."""
    staff.go("/needs/")
    staff.page.locator("main [name=q]").first.fill(need["title"])
    staff.page.locator("main [name=q]").first.press("Enter")
    staff.page.wait_for_url("**q=**")
    staff.page.locator(f'main a[href="/needs/{need["number"]}/"]').first.click()
    staff.page.wait_for_url(f"**/needs/{need['number']}/")
    assert objections(staff) == []
    staff.follow("我要接单")
    assert objections(staff) == []


def claim(staff, need, units):
    """Hands in an offer for so many units of the first item; answers the address of the claim."""
    find_and_open(staff, need)
    for box in staff.page.locator("main [name^=units_]").all():
        box.fill("")
    staff.fill(units_1=str(units), plan=PLAN, starts_on=in_days(5), ends_on=in_days(20), contact="欧阳 020-00000000")
    before = staff.submitted
    staff.press("提交方案")
    assert staff.sees("等村里答复") and objections(staff) == []
    assert staff.submitted - before <= CLAIM_MAX
    return staff.page.url


def test_two_organisations_claim_the_village_chooses_and_both_see_the_outcome(site, walk):
    village, first, second = walk("village"), walk("staff"), walk("hub")
    need = open_need(site, village)
    assert need is not None, "the example has a need of the cast's village that nobody claimed"
    asked = need["lines"][0]["quantity"]
    mine = claim(first, need, asked - 1)
    theirs = claim(second, need, asked)
    assert second.sees("排队，第 1 位"), "who exceeds what is open sees its place in the line"

    village.go(f"/needs/{need['number']}/")
    assert village.sees("2 份方案等村里选定") and objections(village) == []
    before = village.submitted
    village.follow("去选定")
    assert village.sees(PLAN) and objections(village) == []
    village.page.locator(".offer-pick input").first.check()
    village.fill(reason=REFUSED)
    village.press("选定承接方")
    assert village.submitted - before <= CHOOSE_MAX
    assert village.sees("欧阳 020-00000000") and objections(village) == [], "the contact appears with the choice"

    first.page.goto(mine)
    assert first.sees("村里选定了您的方案") and objections(first) == []
    second.page.goto(theirs)
    assert second.sees(REFUSED) and second.sees("再接一次") and objections(second) == []
    second.go("/my/claims/")
    assert second.sees("已有结果") and objections(second) == []


def test_a_plan_of_two_words_is_refused_beside_its_field_and_what_was_typed_stays(site, walk):
    staff, village = walk("staff", width=390), walk("village")
    need = open_need(site, village)
    assert need is not None, "the example has a need of the cast's village that nobody claimed"
    staff.go(f"/needs/{need['number']}/")
    staff.follow("我要接单")
    staff.fill(units_1="1", plan="好的", starts_on=in_days(5), ends_on=in_days(20), contact="欧阳 020-00000000")
    staff.press("提交方案")
    said = staff.page.locator(".field-error").all_inner_texts()
    assert any("至少 10 个字" in words for words in said), said
    assert staff.page.locator("main textarea[name=plan]").input_value() == "好的" and objections(staff) == []
    assert staff.page.title().startswith("错误：")
