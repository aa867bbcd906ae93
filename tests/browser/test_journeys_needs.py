"""From a village's words to a public need, in a real browser; the pages submitted are counted against the limits of the roles."""

import itertools
from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.browser
serials = itertools.count(1)
STEPS = {"find": 2, "publish_need": 4, "verify": 2, "clear_queue_item": 2}


def in_days(days):
    """A day from now on, as a date field takes it."""
    return (date.today() + timedelta(days=days)).isoformat()


def village_need(site, walk):
    """A public need of the cast's own village, and the person who writes for that village."""
    village = walk("village")
    village.go("/my/needs/new/all/")
    place = village.page.locator("[name=place]").input_value()
    assert place, "the form knows the village of who writes"
    items = village.page.request.get(f"{site}/needs.json").json()["items"]
    pages = village.page.request.get(f"{site}/needs.json").json()["pages"]
    for page in range(2, pages + 1):
        items += village.page.request.get(f"{site}/needs.json?page={page}").json()["items"]
    return village, next((item for item in items if item["region_name"] == place), None)


def write_need(walk_of, title, words, *, item="太阳能路灯", submit="提交核实"):
    """Fills in the form and submits it; a question about similar ones is answered with 'a new one'."""
    walk_of.go("/my/needs/new/all/")
    walk_of.fill(title=title, words=words, beneficiaries="120", accepted_by="村委、村民代表 3 人", claim_by=in_days(30))
    walk_of.page.locator("[name=theme]").select_option(index=3)
    walk_of.page.locator("[name='lines-0-item']").fill(item)
    walk_of.page.locator("[name='lines-0-quantity']").fill("12")
    walk_of.page.locator("[name='lines-0-unit']").fill("盏")
    walk_of.press(submit)


def not_the_same(walk_of):
    """Answers the question about similar needs, where it is asked."""
    if walk_of.page.get_by_role("button", name="不是同一件").count():
        walk_of.press("不是同一件")


def number_of(page):
    """The number of the need at whose page somebody is."""
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def drafted_and_submitted(walk, title):
    """A village's need that waits for a look; its number and how many pages it took."""
    village = walk("village")
    write_need(village, title, "晚上散会回家看不清路，老人走夜路摔过两次。想在五处路口各装两盏，请懂行的来看杆位。")
    not_the_same(village)
    return village, number_of(village.page)


def test_a_visitor_finds_a_need_by_two_characters_its_place_and_an_organisation(walk, site):
    visitor = walk()
    visitor.go("/")
    visitor.page.locator("input[name=q]").first.fill("义诊")
    visitor.press("搜索")
    assert "q=" in visitor.page.url
    assert visitor.page.locator("main a[href*='/needs/N-']").count() > 0, "a word of two characters finds needs"
    visitor.go("/needs/")
    every = visitor.page.locator("main a[href*='/needs/N-']").count()
    assert every > 0
    visitor.page.locator("#filters input[type=radio]").nth(1).check()
    visitor.page.wait_for_url("**region=**")
    assert visitor.page.locator(".chip").count() > 0
    for view in ("地图", "表格", "列表"):
        visitor.follow(view)
        assert visitor.page.locator("main").is_visible()
    visitor.page.locator("main a[href*='/needs/N-']").first.click()
    visitor.page.wait_for_url("**/needs/N-**")
    visitor.follow("看这个地方")
    assert "/places/" in visitor.page.url
    visitor.go("/orgs/")
    visitor.page.locator("main a[href*='/orgs/O-']").first.click()
    visitor.page.wait_for_url("**/orgs/O-**")
    assert visitor.submitted <= STEPS["find"]


def test_from_the_village_over_the_team_to_the_public_page(walk):
    title = f"村道 12 盏路灯不亮，第 {next(serials)} 回报"
    village, number = drafted_and_submitted(walk, title)
    assert village.sees("待核实")
    assert village.submitted <= STEPS["publish_need"]

    stranger = walk()
    stranger.go(f"/needs/{number}/")
    assert stranger.sees("没有找到") or not stranger.sees(title), "nobody outside sees what was not published"

    team = walk("frontline")
    before = team.submitted
    team.go(f"/desk/needs/{number}/")
    team.fill(reason="到现场看过，十二盏都不亮。")
    team.press("核实通过")
    assert team.sees("已核实")
    assert team.submitted - before <= STEPS["verify"]

    bureau = walk("bureau")
    before = bureau.submitted
    bureau.go(f"/desk/needs/{number}/")
    bureau.press("发布", exact=True)
    assert bureau.submitted - before <= STEPS["clear_queue_item"]
    stranger.go(f"/needs/{number}/")
    assert stranger.sees(title)


def four_pages(walk_of, title):
    """The four pages on a phone, as somebody fills them in; the items come from the text."""
    walk_of.go("/my/needs/new/")
    walk_of.fill(title=title, words="晚上散会回家看不清路，要 12 盏太阳能路灯。")
    walk_of.press("下一步")
    walk_of.page.locator("[name=theme]").select_option(index=3)
    for name, value in (("item", "太阳能路灯"), ("quantity", "12"), ("unit", "盏")):
        walk_of.page.locator(f"[name='lines-0-{name}']").fill(value)
    walk_of.press("下一步")
    assert walk_of.page.locator("[name=place]").input_value(), "the form knows the village of who writes"
    walk_of.press("下一步")
    assert walk_of.sees("太阳能路灯 12 盏")
    walk_of.press("提交核实")


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_a_need_is_published_in_four_submits_with_and_without_javascript(walk, script):
    village = walk("village", width=390, java_script_enabled=script)
    before = village.submitted
    four_pages(village, f"村口 12 盏路灯，第 {next(serials)} 回报")
    assert "/my/needs/sent/N-" in village.page.url
    assert village.sees("谁来核实") and village.sees("不要了怎么办")
    assert village.submitted - before <= STEPS["publish_need"]


def test_what_was_typed_on_a_page_is_there_after_the_phone_forgot_it(walk):
    village = walk("village", width=390)
    village.go("/my/needs/new/")
    with village.page.expect_response("**/keep/"):
        village.page.locator("[name=title]").fill("水渠缺 40 米盖板")
        village.page.locator("[name=words]").click()
    village.go("/my/")
    village.go("/my/needs/new/")
    assert village.page.locator("[name=title]").input_value() == "水渠缺 40 米盖板"


def test_what_was_reported_already_is_shown_before_it_is_saved(walk, site):
    village, known = village_need(site, walk)
    if known is None:
        pytest.fail("the example gives the cast's village no public need")
    write_need(village, known["title"], known["words"])
    assert village.sees("可能已经有人报过")
    assert village.page.get_by_role("link", name="补充到那条").first.is_visible()
    not_the_same(village)
    assert "/desk/needs/N-" in village.page.url
    assert village.sees("待核实")
    assert village.submitted <= STEPS["publish_need"]


def test_a_returned_need_comes_back_with_its_reason_and_is_sent_again(walk):
    village, number = drafted_and_submitted(walk, f"文化室缺 {next(serials) + 20} 张折叠桌")
    team = walk("frontline")
    team.go(f"/desk/needs/{number}/")
    team.page.locator("details summary", has_text="退回补充").click()
    team.page.locator("#reason-return").fill("请补上谁来保管。")
    with team.page.expect_navigation():
        team.page.locator("details[open] button").click()
    assert team.sees("退回补充")
    village.go(f"/desk/needs/{number}/")
    assert village.sees("请补上谁来保管。")
    village.follow("修改")
    village.fill(description="由村委文书保管，借用登记。")
    village.press("提交核实")
    not_the_same(village)
    village.go(f"/desk/needs/{number}/")
    assert village.sees("待核实"), village.page.locator("main").inner_text()


def test_a_mistake_is_named_at_the_top_and_beside_its_field_and_nothing_is_lost(walk):
    village = walk("village")
    village.go("/my/needs/new/all/")
    village.fill(title="缺", words="联系人电话 13800138000")
    village.press("提交核实")
    assert village.page.title().startswith("错误：")
    summary = village.page.locator(".errors").first
    assert summary.is_visible()
    assert village.page.locator("[name=words]").input_value() == "联系人电话 13800138000"
    summary.get_by_role("link").first.click()
    assert village.page.evaluate("document.activeElement.name") == "title"


def test_keyboard_alone_finds_and_opens_a_need(walk):
    visitor = walk()
    visitor.go("/needs/")
    visitor.page.keyboard.press("/")
    assert visitor.page.evaluate("document.activeElement.type") == "search"
    visitor.page.keyboard.type("学生")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**q=**")
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        if "/needs/N-" in visitor.page.evaluate("document.activeElement.href || ''"):
            break
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/needs/N-**")
    assert visitor.page.locator("h1").is_visible()


def test_ctrl_k_jumps_to_the_search_of_the_desk(walk):
    bureau = walk("bureau")
    bureau.go("/desk/")
    bureau.page.keyboard.press("Control+k")
    assert bureau.page.evaluate("document.activeElement.tagName") == "INPUT"


def test_explorer_and_form_work_without_javascript(walk):
    visitor = walk(java_script_enabled=False, width=390)
    visitor.go("/needs/")
    visitor.page.locator("a.filters-open").click()
    visitor.page.locator("#filters input[type=radio]").nth(1).check()
    with visitor.page.expect_navigation():
        visitor.page.locator("#filters button[type=submit]").click()
    assert "region=" in visitor.page.url
    village = walk("village", java_script_enabled=False, width=390)
    write_need(
        village, "没有脚本也能报：水渠缺 40 米盖板", "小孩上学走渠边，雨天看不清。", item="水渠盖板", submit="先存草稿"
    )
    not_the_same(village)
    assert village.sees("草稿")


def test_one_tap_gives_elder_mode_and_it_is_remembered(walk):
    visitor = walk(width=390)
    visitor.go("/needs/")
    visitor.press("长辈版")
    assert visitor.page.locator("html").get_attribute("data-mode") == "elder"
    assert visitor.page.url.endswith("/needs/")
    visitor.go("/orgs/")
    assert visitor.page.locator("html").get_attribute("data-mode") == "elder"


def test_each_page_has_its_english_twin_and_keeps_what_was_searched(walk):
    visitor = walk()
    visitor.go("/needs/?q=学生")
    visitor.follow("English")
    assert "/en/needs/" in visitor.page.url and "q=" in visitor.page.url
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    visitor.follow("中文")
    assert "/en/" not in visitor.page.url
