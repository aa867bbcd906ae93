"""From a published need to a team that somebody argued with, in a real browser."""

import pytest

pytestmark = pytest.mark.browser
SOLVED_MS = 60_000


def solved(walk):
    """Waits until the page, which reloads itself, shows an answer."""
    walk.page.get_by_role("heading", name="分工：谁做什么").wait_for(timeout=SOLVED_MS)
    walk.page.get_by_role("button", name="重新求解", exact=True).wait_for(timeout=SOLVED_MS)


def test_the_bureau_makes_a_team_from_a_need_closes_its_gap_and_takes_it_home(walk):
    bureau = walk("bureau")
    bureau.go("/desk/teams/new/")
    with bureau.page.expect_navigation():
        bureau.page.locator("main a[href^='?need=N-']").first.click()
    assert bureau.page.locator("[name=tasks-0-word]").input_value(), "the need's tasks are filled in"
    bureau.page.locator("[name=tasks-0-amount]").fill("6")
    bureau.fill(title="浏览器里试组的团", max_members="1")
    bureau.press("保存并求解")
    solved(bureau)
    assert bureau.sees("最少再加")
    bureau.press("加上并重新求解")
    solved(bureau)
    assert bureau.sees("指定参加")
    for name, value in (("accurate", "对着村里要的。"), ("sustainable", "村里接着办。")):
        bureau.page.locator(f"#q-{name}").fill(value)
    bureau.press("保存回答")
    assert bureau.page.locator("#q-accurate").input_value() == "对着村里要的。"
    with bureau.page.expect_download() as taken:
        bureau.page.get_by_role("link", name="Word").click()
    assert taken.value.suggested_filename.endswith(".docx")
    assert bureau.submitted <= 3 and bureau.complaints == []


def test_a_lead_without_the_right_is_refused_and_what_was_typed_stays(walk):
    bureau = walk("bureau")
    bureau.go("/desk/teams/")
    bureau.page.locator("main a[href*='/desk/teams/T-']").last.click()
    member = bureau.page.locator(".team-seat h3 a").last.inner_text()
    bureau.page.get_by_text("点一家").click()
    bureau.fill(organisations=member)
    bureau.page.locator("[name=treatment]").last.select_option(label="指定牵头")
    bureau.press("记下")
    assert bureau.sees("都不是") or bureau.sees("已记下"), "refused with the rule, or the member may lead"
