"""A phone scans, gives one yuan to the demo's example payee, gets the confirmation, follows it, and verifies it on the phone."""

import re

import pytest

from tests.browser.test_journeys_claims import objections

pytestmark = pytest.mark.browser
TAPS_MAX = 2
CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


def scanned(visitor) -> str:
    """The address that the printed code of the first one-yuan campaign opens."""
    visitor.go("/give/?kind=one_yuan")
    assert objections(visitor) == []
    number = visitor.page.locator('main h3 a[href^="/give/C-"]').first.get_attribute("href")
    visitor.go(f"{number}poster/")
    assert visitor.page.locator("main .qr svg path").count() == 1
    return str(number)


def test_a_phone_gives_one_yuan_follows_it_and_verifies_it_itself(walk):
    phone = walk(width=390)
    campaign = scanned(phone)
    phone.go(campaign)
    assert phone.sees("募捐方案备案号") and phone.sees("公开募捐资格") and objections(phone) == []
    assert phone.page.locator("main [name=amount]:checked").get_attribute("value") == "100"
    before = phone.submitted
    phone.press("捐这一份")
    assert phone.sees("示例付款页") and phone.sees("1.00 元") and objections(phone) == []
    phone.press("确认支付")
    assert phone.submitted - before <= TAPS_MAX
    assert phone.sees("捐赠确认单（不是票据）") and phone.sees("壹元整") and objections(phone) == []
    code = CODE.search(phone.page.locator("main").inner_text())
    assert code is not None
    phone.follow("看这笔钱到了哪里")
    assert (
        phone.sees("捐出 1.00 元") and phone.sees("进入基金") and phone.sees("等村里验收") and objections(phone) == []
    )
    phone.follow("在我的手机上验证")
    phone.page.locator("[data-outcome=good]").first.wait_for()
    assert phone.sees("相符") and phone.sees('"funds.voucher"') and objections(phone) == []
    with phone.page.expect_download() as receipt:
        phone.page.get_by_role("link", name="凭据", exact=True).first.click()
    assert receipt.value.suggested_filename.endswith(".tlog-proof")
    phone.go("/gifts/find/")
    phone.fill(number=code.group())
    phone.press("查我的捐赠")
    assert phone.sees("跟着这笔钱走") and phone.complaints == []


def test_a_campaign_without_a_filed_plan_has_no_button_and_says_why(walk):
    visitor = walk(width=390, mode="elder")
    visitor.go("/give/?kind=own")
    visitor.follow("老榕树下的图书角")
    assert visitor.sees("现在不能捐，原因是") and visitor.sees("没有新的备案") and objections(visitor) == []
    assert visitor.page.locator("main .btn-give").count() == 0
    visitor.go("/give/?kind=heart")
    visitor.follow("我为慈善献爱心：一老一幼过暖冬")
    assert visitor.sees("一比一配捐") and visitor.sees("认捐（说了要捐）") and objections(visitor) == []


def test_an_example_gift_is_followed_to_what_it_paid_for(walk):
    visitor = walk()
    visitor.go(scanned(visitor))
    visitor.follow("看一笔示例捐赠的去向")
    assert visitor.sees("1.00 元已全部使用") and visitor.sees("批准拨付") and objections(visitor) == []
