"""A hub tells its members of a need within two submits; an office composes, looks over, sends and follows a push."""

import pytest

from tests.browser.test_journeys_claims import objections

pytestmark = pytest.mark.browser
RELAY_MAX = 2


def public_needs(site, walk_of):
    """Public needs, page after page."""
    page = 1
    while True:
        answer = walk_of.page.request.get(f"{site}/needs.json?page={page}").json()
        yield from answer["items"]
        page += 1
        if page > answer["pages"]:
            return


# In the deep run: which need suits a member depends on what earlier journeys did to the registry and its lists.
@pytest.mark.deep
def test_a_hub_tells_its_members_within_two_submits(site, walk):
    hub = walk("hub")
    for need in public_needs(site, hub):
        hub.go(f"/my/relay/{need['number']}/")
        if hub.page.locator("main [name=member]").count():
            break
    else:
        pytest.fail("the example has a need that suits a member of the hub")
    hub.go(f"/needs/{need['number']}/")
    before = hub.submitted
    hub.follow("转给会员单位")
    assert hub.sees("推给您，因为") and objections(hub) == []
    hub.press("转给他们")
    assert hub.sees("已转给") and objections(hub) == []
    assert hub.submitted - before <= RELAY_MAX and hub.complaints == []


def test_an_office_pushes_a_need_and_opens_its_figures(site, walk):
    bureau = walk("bureau")
    number = next(public_needs(site, bureau))["number"]
    bureau.go(f"/desk/push/new/?need={number}")
    assert objections(bureau) == []
    bureau.press("看谁会收到")
    assert bureau.sees("谁不会收到，为什么") and objections(bureau) == []
    bureau.press("先发给我自己")
    assert bureau.sees("已发给您自己")
    bureau.go("/desk/push/")
    assert objections(bureau) == []


def test_a_search_is_saved_from_the_explorer(walk):
    staff = walk("staff")
    staff.go("/needs/?urgency=3")
    staff.follow("保存并订阅")
    assert objections(staff) == []
    staff.press("保存并订阅")
    assert staff.sees("我的订阅") and staff.sees("不再订阅") and objections(staff) == []
    staff.go("/my/messages/wishes/")
    assert objections(staff) == [] and staff.complaints == []
