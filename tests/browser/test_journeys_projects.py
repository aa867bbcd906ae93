"""From the chosen claim to the village's answer in elder mode, in a real browser: pages submitted are counted, each page is axe clean."""

import time

import pytest

from tests.browser.test_journeys_claims import claim, objections, open_need

pytestmark = pytest.mark.browser
ACCEPT_MAX, PROGRESS_MAX, DELIVER_MAX = 2, 1, 1
OPENED_WITHIN_SECONDS = 30


def projects_of(staff, title):
    """Addresses of the projects of this name on one's own list."""
    staff.go("/my/projects/")
    return {link.get_attribute("href") for link in staff.page.locator("main .card h3 a", has_text=title).all()}


def opened_project(staff, title, known=frozenset()):
    """The address of the project that the choice opened, besides the known ones; the worker opens it soon after."""
    limit = time.monotonic() + OPENED_WITHIN_SECONDS
    while time.monotonic() < limit:
        if found := projects_of(staff, title) - known:
            return found.pop()
        time.sleep(1)
    raise AssertionError("the chosen claim opened no project")


def settled(walk_of):
    """The answer was handed over by the phone's queue, which opens the next page by itself."""
    walk_of.page.wait_for_timeout(3_000)
    walk_of.page.wait_for_load_state("networkidle")


def test_a_chosen_claim_is_delivered_and_the_village_answers_less_in_elder_mode(site, walk):
    village, staff = walk("village"), walk("staff")
    need = open_need(site, village)
    assert need is not None, "the example has a need of the cast's village that nobody claimed"
    asked, known = need["lines"][0]["quantity"], projects_of(staff, need["title"])
    claim(staff, need, asked)
    village.go(f"/my/needs/{need['number']}/offers/")
    village.page.locator(".offer-pick input").first.check()
    village.press("选定承接方")

    address = opened_project(staff, need["title"], known)
    staff.page.goto(site + address)
    assert objections(staff) == []
    before = staff.submitted
    staff.follow("报进展")
    staff.fill(words="和村委会约好了日子，设备已经备齐。")
    assert objections(staff) == []
    staff.press("发出")
    assert staff.submitted - before <= PROGRESS_MAX
    before = staff.submitted
    staff.follow("交付一批")
    assert objections(staff) == []
    staff.press("交给村里验收")
    assert staff.submitted - before <= DELIVER_MAX
    assert staff.sees("等村里验收") and objections(staff) == []

    elder = walk("village", width=390, mode="elder")
    elder.go("/my/projects/")
    assert elder.sees("东西收到了吗？") and objections(elder) == []
    elder.page.locator("main a.rowlink", has_text=need["title"]).first.click()
    elder.page.wait_for_url("**/accept/")
    assert elder.sees("东西收到了吗？") and objections(elder) == []
    before = elder.submitted
    items = elder.page.locator(".receipt-item")
    for place in range(items.count()):
        card = "less" if place == 0 else "promised"
        items.nth(place).locator(f"input[value={card}]").check(force=True)
    items.first.locator("[name^=units_]").fill(str(asked - 1))
    assert objections(elder) == []
    elder.press("就这样回答")
    settled(elder)
    assert elder.submitted - before <= ACCEPT_MAX
    assert elder.sees("少了") and objections(elder) == []

    elder.go(f"/needs/{need['number']}/")
    assert elder.sees("部分验收") and elder.sees("已验收") and objections(elder) == []
    staff.go(address.replace("/my", ""))
    assert staff.sees("少了") and staff.sees("还应交 1") and objections(staff) == []


def test_the_story_of_a_project_stands_on_one_page_for_everybody(walk):
    visitor = walk(width=390)
    visitor.go("/projects/?state=ended")
    assert objections(visitor) == []
    visitor.page.locator("main .card h3 a").first.click()
    visitor.page.wait_for_url("**/projects/P-**")
    for heading in ("进展", "人和组织", "验收与评价", "记录"):
        assert visitor.sees(heading)
    assert objections(visitor) == []


def test_the_plan_page_works_with_a_thumb(walk):
    staff = walk("staff", width=390)
    staff.go("/my/projects/")
    staff.page.locator("main .cards .card h3 a").first.click()
    staff.page.wait_for_url("**/my/projects/P-**")
    staff.follow("计划、预算和指标")
    assert objections(staff) == []
