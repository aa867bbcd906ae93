"""From a published need to a team's invitations, in a real browser: at most four submits."""

import pytest

from tests.browser.test_journeys_teams import solved

pytestmark = pytest.mark.browser


def test_a_team_is_formed_in_at_most_four_submits(walk):
    bureau = walk("bureau")
    bureau.go("/desk/teams/new/")
    with bureau.page.expect_navigation():
        bureau.page.locator("main a[href^='?need=N-']").first.click()
    bureau.page.locator("[name=tasks-0-amount]").fill("5")
    bureau.fill(title="浏览器里组成的团", max_members="5")
    bureau.press("保存并求解")
    solved(bureau)
    bureau.page.get_by_role("link", name="发出邀请").click()
    bureau.fill(goals="一年里把果园管起来，农户学会修剪。")
    for question in bureau.page.locator("textarea[name^='q-']").all():
        question.fill("村里商量过，人手和时间都够。")
    for field in bureau.page.locator("input[name$='-work']").all()[:3]:
        field.fill("按分工下村做事")
    bureau.press("发出邀请")
    assert bureau.sees("邀请已发出"), bureau.page.locator("main").inner_text()[:900]
    assert bureau.sees("等成员答复")
    assert bureau.submitted <= 4 and bureau.complaints == []
