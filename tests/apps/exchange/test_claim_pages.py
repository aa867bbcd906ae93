"""Taking on a need in pages: in three steps at most, refused in words, and the village's answer reaches the one who asked."""

import pytest

from bangfu.apps.exchange.models import Claim
from bangfu.apps.needs.models import NeedLine
from bangfu.apps.notices.models import Message
from bangfu.apps.organisations import actions as organisations
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.values import Quarter
from tests.samples import make_need, make_world

pytestmark = pytest.mark.both_engines
PLAN = "派两名师傅带新机下乡，月底前送到并教会村医。"


@pytest.fixture
def world(db):
    return make_world(samples=False)


@pytest.fixture
def need(world):
    return make_need(
        "441802101990",
        "published",
        {role: member.actor for role, member in world.cast.items()},
        title="新桥村缺 20 台血压计",
    )


@pytest.fixture
def staffed(world):
    """The staff's browser, their organisation with room in this quarter."""
    number = world.objects["organisation"].number
    organisations.record_capacity(by=SYSTEM_ACTOR, number=number, quarter=Quarter.of(today()).text, slots=99)
    return world.cast["staff"].client, number


def take(client, number, organisation, **said):
    body = {"organisation": organisation, "units_1": "5", "plan": PLAN, "step": "offer", "key": "k1"} | said
    return client.post(f"/needs/{number}/claim/", body)


def test_an_organisation_takes_on_a_part_in_one_page_and_sees_what_happens_next(need, staffed):
    client, number = staffed
    page = client.get(f"/needs/{need.number}/")
    assert f"/needs/{need.number}/claim/" in page.content.decode()
    said = take(client, need.number, number)
    assert said.status_code == 302
    shown = client.get(said["Location"]).content.decode()
    assert "等村里答复" in shown
    assert NeedLine.objects.get(need=need).held == 5
    assert "洽谈中 5 台" in client.get(f"/needs/{need.number}/").content.decode()


def test_an_offer_without_a_plan_holds_nothing_and_keeps_what_was_typed(need, staffed):
    client, number = staffed
    said = take(client, need.number, number, plan="好的")
    assert said.status_code == 422
    assert "至少 10 个字" in said.content.decode()
    assert "好的" in said.content.decode()
    assert Claim.objects.filter(need=need).count() == 0
    assert NeedLine.objects.get(need=need).held == 0


def test_pressing_twice_takes_once(need, staffed):
    client, number = staffed
    assert take(client, need.number, number)["Location"] == take(client, need.number, number)["Location"]
    assert Claim.objects.filter(need=need).count() == 1


def test_more_than_is_missing_is_refused_at_its_field(need, staffed):
    client, number = staffed
    said = take(client, need.number, number, units_1="21")
    assert said.status_code == 422
    assert 'href="#id_units_1"' in said.content.decode()


def test_nobody_claims_for_an_organisation_that_is_not_theirs(need, staffed):
    client, _number = staffed
    assert take(client, need.number, "O-26-000001-X").status_code == 422
    assert Claim.objects.filter(need=need).count() == 0


def test_the_village_chooses_in_one_page_and_the_organisation_is_told(world, need, staffed):
    client, number = staffed
    take(client, need.number, number)
    village = world.cast["village"].client
    assert "去选定" in village.get("/my/").content.decode()
    shown = village.get(f"/my/needs/{need.number}/offers/").content.decode()
    assert PLAN in shown
    claim = Claim.objects.get(need=need)
    said = village.post(f"/my/needs/{need.number}/offers/", {"chosen": [claim.pk], "others": "go", "key": "k"})
    assert said.status_code == 302
    line = NeedLine.objects.get(need=need)
    assert (line.held, line.committed) == (0, 5)
    while deliver_pending(at=now()):
        pass
    assert Message.objects.filter(
        person=world.cast["staff"].actor.person, notice__title__startswith="您的方案被选定"
    ).exists()
    assert "已签约 5 台" in client.get(f"/needs/{need.number}/").content.decode()


def test_choosing_nobody_is_refused_in_words(world, need, staffed):
    client, number = staffed
    take(client, need.number, number)
    said = world.cast["village"].client.post(f"/my/needs/{need.number}/offers/", {"key": "k"})
    assert said.status_code == 409
    assert "请选一份还有效的方案" in said.content.decode()


def test_the_bureau_reads_the_offers_and_does_not_choose(world, need, staffed):
    client, number = staffed
    take(client, need.number, number)
    bureau = world.cast["bureau"].client
    shown = bureau.get(f"/my/needs/{need.number}/offers/")
    assert shown.status_code == 200
    assert 'name="chosen"' not in shown.content.decode()
    assert bureau.post(f"/my/needs/{need.number}/offers/", {"chosen": ["x"]}).status_code == 403


def test_a_contact_is_shown_to_the_village_only_after_the_choice(world, need, staffed):
    client, number = staffed
    take(client, need.number, number, contact="欧阳 020-87654321")
    village, claim = world.cast["village"].client, Claim.objects.get(need=need)
    address = f"/my/needs/{need.number}/offers/"
    assert "87654321" not in village.get(address).content.decode()
    village.post(address, {"chosen": [claim.pk], "key": "k"})
    assert "87654321" in village.get(address).content.decode()
    assert "87654321" not in world.cast["bureau"].client.get(address).content.decode()


def test_the_pages_stay_within_ten_queries(need, staffed, django_assert_max_num_queries):
    client, number = staffed

    def visit(address):
        client.get(address)
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200

    visit(f"/needs/{need.number}/claim/")
    where = take(client, need.number, number)["Location"]
    visit("/my/claims/")
    visit(where)


def test_the_village_proposes_less_and_the_organisation_agrees_on_their_pages(world, need, staffed):
    client, number = staffed
    take(client, need.number, number)
    claim, village = Claim.objects.get(need=need), world.cast["village"].client
    where = f"/my/needs/{need.number}/offers/"
    assert "想改一改再定" in village.get(where).content.decode()
    bad = village.post(f"{where}{claim.pk}/propose/", {"units_1": "99", "key": "a"})
    assert bad.status_code == 409 and "最多能改到 20" in bad.content.decode()
    said = village.post(f"{where}{claim.pk}/propose/", {"units_1": "3", "words": "先送三台", "key": "b"})
    assert said.status_code == 302
    assert "先送三台" in client.get(f"/my/claims/{claim.pk}/").content.decode()
    assert client.post(f"/my/claims/{claim.pk}/proposal/", {"answer": "yes", "key": "c"}).status_code == 302
    assert NeedLine.objects.get(need=need).held == 3
    changed = client.post(f"/my/claims/{claim.pk}/units/", {"units_1": "4", "key": "d"})
    assert changed.status_code == 302 and NeedLine.objects.get(need=need).held == 4
    stale = village.post(where, {"chosen": claim.pk, f"v-{claim.pk}": "1", "key": "e"})
    assert stale.status_code == 409 and "刚被组织改过" in stale.content.decode()
    claim.refresh_from_db()
    village.post(where, {"chosen": claim.pk, f"v-{claim.pk}": str(claim.version), "key": "f"})
    assert NeedLine.objects.get(need=need).committed == 4
    assert village.post(f"{where}{claim.pk}/undo/", {"reason": "", "key": "g"}).status_code == 409
    assert village.post(f"{where}{claim.pk}/undo/", {"reason": "选错了", "key": "h"}).status_code == 302
    assert NeedLine.objects.get(need=need).committed == 0
    assert "村里撤销了选定" in client.get(f"/my/claims/{claim.pk}/").content.decode()
