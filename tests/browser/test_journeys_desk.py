"""The registry, imports, grants and second factors, in a real browser."""

import base64
import hmac
import itertools
import struct
import time
from datetime import date

import pytest

from bangfu.values import CreditCode

pytestmark = pytest.mark.browser
serials = itertools.count(int(time.time()) % 100_000)
IMPORT_STEPS = 4


def one_time_code(secret, at):
    """The six digits of RFC 6238 with its usual parameters."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_an_organisation_proposes_a_change_and_the_bureau_accepts_it(walk):
    staff = walk("staff")
    staff.go("/my/org/")
    if staff.page.get_by_role("link", name="提交变更").count() == 0:
        staff.page.locator("main a[href*='/my/org/O-']").first.click()
        staff.page.wait_for_url("**/my/org/O-**")
    staff.follow("提交变更")
    summary = f"每月进村两次，可带 3 位老师，第 {next(serials)} 版。"
    staff.fill(summary=summary)
    staff.press("提交变更")
    assert staff.sees("待")
    bureau = walk("bureau")
    bureau.go("/desk/orgs/proposals/")
    panel = bureau.page.locator("section.panel", has_text=summary).first
    address = panel.locator("h2 a").get_attribute("href")
    with bureau.page.expect_navigation():
        panel.get_by_role("button", name="核实采纳").click()
    bureau.go(address)
    assert bureau.sees(summary)


def test_a_twin_is_noticed_merged_and_parted_again(walk):
    bureau = walk("bureau")
    bureau.go("/desk/orgs/duplicates/")
    panel = bureau.page.locator("section.panel[data-row]").first
    assert "相像" in panel.inner_text() and panel.locator("header p").inner_text().strip(), "each pair says why"
    second = panel.locator(".cols-2 a").nth(1)
    name, address = second.inner_text(), second.get_attribute("href")
    panel.get_by_label("理由").fill("同一块牌子，两次录入。")
    with bureau.page.expect_navigation():
        panel.get_by_role("button", name="并入左边").click()
    bureau.go(address)
    assert bureau.sees(name) and bureau.sees("并入")
    bureau.page.locator("#undo-reason").fill("核对后是两家。")
    bureau.press("撤销合并")
    bureau.go(address)
    assert bureau.page.get_by_role("button", name="撤销合并").count() == 0


def test_the_bureau_registers_an_organisation(walk):
    bureau = walk("bureau")
    name = f"广州市天河区青禾支教促进会{next(serials)}"
    bureau.go("/desk/orgs/new/")
    bureau.fill(name=name, region_id="广州市天河区", summary="组织教师周末进村上课。")
    bureau.page.locator("[name=kind]").select_option(label="社区社会组织")
    bureau.press("登记", exact=True)
    assert bureau.sees(name)
    assert bureau.page.locator("[aria-invalid=true]").count() == 0


def test_a_sheet_with_a_mistake_names_its_cell_is_mended_in_place_written_and_undone(walk, tmp_path):
    serial = next(serials)
    sheet = tmp_path / "名录.csv"
    sheet.write_text(
        "名称,统一社会信用代码,组织类型,所在区划,可承接数量\n"
        f"广州甲{serial}助学会,{CreditCode.example('51', serial)},社会团体,广州市天河区,3\n"
        f"广州乙{serial}义诊队,,社区社会组织,广州市越秀区,负二\n",
        "utf-8",
    )
    clerk = walk("bureau")
    clerk.go("/desk/import/")
    form = clerk.page.locator("section", has_text="社会组织").locator("form").first
    form.locator("input[type=file]").set_input_files(str(sheet))
    with clerk.page.expect_navigation():
        form.get_by_role("button", name="上传并预览").click()
    assert clerk.page.locator("#errors").is_visible()
    assert clerk.sees("E3") and clerk.sees("负二"), "the bad cell is named with its value"
    clerk.page.locator("tbody input[name^='cell:']").first.fill("2")
    clerk.press("保存修改并重新检查")
    clerk.press("确认写入：新增 2 行")
    assert clerk.sees("已全部写入")
    assert clerk.submitted - 1 <= IMPORT_STEPS, "one of the pages was the sign-in"
    clerk.press("撤销这一批")
    assert clerk.sees("已经撤销")


def test_a_role_is_granted_and_taken_back(walk):
    chief = walk("administrator")
    chief.go("/desk/people/")
    chief.page.locator("tr", has_text="demo-volunteer").locator("a").first.click()
    chief.page.wait_for_url("**/desk/people/**")
    held = chief.page.get_by_role("button", name="收回").count()
    chief.page.locator("[name=role]").select_option("donor")
    chief.fill(from_day=date.today().isoformat())
    chief.press("授权", exact=True)
    assert chief.page.get_by_role("button", name="收回").count() == held + 1
    chief.page.locator("tr", has_text="捐赠人").get_by_role("button", name="收回").first.click()
    chief.page.wait_for_load_state()
    chief.page.reload()
    assert chief.page.get_by_role("button", name="收回").count() == held


def test_an_authenticator_is_set_up_with_the_code_it_shows(walk):
    person = walk("county")
    person.go("/accounts/2fa/totp/activate/")
    secret = person.page.locator("#secret").input_value()
    person.fill(code=one_time_code(secret, time.time()))
    person.press("启用")
    person.go("/accounts/2fa/")
    assert person.page.locator("a[href*='totp/deactivate']").count() == 1


def test_a_passkey_is_added_and_signs_in_without_a_password(walk, site):
    person = walk("district")
    devices = person.page.context.new_cdp_session(person.page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    person.go("/accounts/2fa/webauthn/add/")
    person.press("添加", exact=True)
    person.go("/accounts/2fa/webauthn/")
    assert person.page.locator("tbody tr").count() == 1
    person.page.context.clear_cookies()
    person.go("/accounts/login/?next=/my/")
    person.page.locator("#passkey_login").click()
    person.page.wait_for_url(f"{site}/my/")
    assert person.sees("陈可嘉")
