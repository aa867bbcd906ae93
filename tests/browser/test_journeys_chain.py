"""The whole chain through six people's browsers: published on a phone, verified without a network, claimed in parts, a team for the
rest, delivered, accepted in elder mode with one line "less", and the bureau sees the funnel move."""

import re

import pytest

from tests.browser.test_journeys_claims import PLAN, objections
from tests.browser.test_journeys_needs import four_pages, in_days, number_of
from tests.browser.test_journeys_offline import count, open_kept, wait_for_count
from tests.browser.test_journeys_projects import opened_project, settled

pytestmark = pytest.mark.browser
TITLE = "村道 12 盏路灯不亮，六个人一起办"
PARTS = {"staff": 5, "hub": 4}
PUBLISH_MAX = 4


def reached(bureau, station):
    """How many needs of the bureau's places reached a station of the funnel."""
    bureau.go("/desk/")
    link = bureau.page.locator(f'.funnel a[href*="reached={station}"]')
    return int(re.sub(r"\D", "", link.first.inner_text())) if link.count() else 0


def verify_offline(walk, number):
    """The team looks at it in the village without a network; the phone sends it later."""
    team = walk("frontline", width=390)
    open_kept(team, "/my/onsite/")
    team.go(f"/my/onsite/{number}/")
    team.page.wait_for_selector("form[data-ready]")
    team.page.context.set_offline(True)
    team.page.check("#decision_verify")
    team.page.fill("#note", "到现场数过，十二盏都不亮。")
    team.page.get_by_role("button", name="发送核实结果").click()
    team.page.wait_for_selector("[data-tray][data-ready]")
    assert count(team, "waiting") == 1 and team.sees("没有网络，已存在手机上")
    team.page.context.set_offline(False)
    wait_for_count(team, "sent", 1)
    team.complaints[:] = [said for said in team.complaints if "ERR_" not in said]


def offer(walk_of, number, units):
    """An organisation takes on a part and hands in how it would do it."""
    walk_of.go(f"/needs/{number}/")
    walk_of.follow("我要接单")
    walk_of.fill(units_1=str(units), plan=PLAN, starts_on=in_days(2), ends_on=in_days(20), contact="欧阳 020-00000000")
    walk_of.press("提交方案")
    assert walk_of.sees("等村里答复")


def deliver(staff, units):
    """Their part is brought to the village."""
    staff.page.goto(staff.address + opened_project(staff, TITLE))
    staff.follow("交付一批")
    staff.press("交给村里验收")
    assert staff.sees("等村里验收") and staff.sees(str(units))


def accept_with_one_less(walk, units):
    """Somebody of the village answers in elder mode: one of them did not come."""
    elder = walk("village", width=390, mode="elder")
    elder.go("/my/projects/")
    elder.page.locator("main a.rowlink", has_text=TITLE).first.click()
    elder.page.wait_for_url("**/accept/")
    item = elder.page.locator(".receipt-item").first
    item.locator("input[value=less]").check(force=True)
    item.locator("[name^=units_]").fill(str(units - 1))
    elder.press("就这样回答")
    settled(elder)
    assert elder.sees("少了") and objections(elder) == []


def test_from_a_villages_phone_to_an_answer_in_elder_mode_and_the_funnel_moves(site, walk):
    bureau = walk("bureau")
    before = {station: reached(bureau, station) for station in ("published", "claimed")}

    phone = walk("village", width=390)
    four_pages(phone, TITLE)
    number = number_of(phone.page)
    assert phone.submitted <= PUBLISH_MAX
    verify_offline(walk, number)
    bureau.go(f"/desk/needs/{number}/")
    bureau.press("发布", exact=True)

    parties = {role: walk(role) for role in PARTS}
    for role, party in parties.items():
        offer(party, number, PARTS[role])

    hub = parties["hub"]
    hub.go(f"/desk/teams/new/?need={number}")
    assert hub.sees("盏") or hub.page.locator("[name=title]").input_value(), "the team's form knows the need"
    hub.fill(title="补齐三盏路灯", max_members="2")
    hub.press("保存并求解")
    hub.page.get_by_role("button", name="重新求解", exact=True).wait_for(timeout=60_000)

    village = walk("village")
    village.go(f"/my/needs/{number}/offers/")
    for box in village.page.locator(".offer-pick input").all():
        box.check()
    village.press("选定承接方")

    staff = parties["staff"]
    deliver(staff, PARTS["staff"])
    accept_with_one_less(walk, PARTS["staff"])

    visitor = walk(width=390)
    visitor.go(f"/needs/{number}/")
    assert visitor.sees(TITLE) and visitor.sees("已验收") and objections(visitor) == []
    after = {station: reached(bureau, station) for station in ("published", "claimed")}
    assert after == {station: held + 1 for station, held in before.items()}
    bureau.go("/desk/figures/rows/?reached=claimed")
    while not bureau.sees(TITLE):
        bureau.page.locator("a[rel=next]").first.click()
