"""Pages of goods: the keeper's store, the village's answer on a phone, what everybody reads."""

from datetime import timedelta

import pytest

from bangfu.apps.goods import actions
from bangfu.apps.goods.example import build_example
from bangfu.apps.goods.models import GoodsLot, Trip
from bangfu.apps.people.example import add_colleague
from bangfu.apps.regions.models import Region
from bangfu.plumbing.clock import now, today
from tests.apps.goods.conftest import broken
from tests.cast import VILLAGE
from tests.samples_goods import make_lot

pytestmark = pytest.mark.django_db


def typed(own, **changes):
    plain = {"organisation": own.number, "item": "大米", "quantity": "20", "unit": "袋", "received_on": str(today())}
    plain |= {"basis": "invoice", "unit_yuan": "58.00", "donor_kind": "named", "donor": "穗丰粮油行", "key": "k1"}
    return plain | changes


def test_a_keeper_records_sends_and_the_village_answers_on_the_pages(own, people, client):
    keeper, village = people["staff"].client, people["village"].client
    assert "仓库是空的" in keeper.get("/my/goods/").content.decode()
    bad = keeper.post("/my/goods/new/", typed(own, unit_yuan="abc"))
    assert bad.status_code == 422 and "不是金额" in bad.content.decode()
    assert keeper.post("/my/goods/new/", typed(own)).status_code == 302
    lot = GoodsLot.objects.get()
    assert (lot.unit_fen, lot.in_store) == (5_800, 20)
    asked = f"/my/goods/send/?store={own.number}&goods={lot.kind}&units=6&place={VILLAGE}"
    page = keeper.get(asked).content.decode()
    assert lot.number in page and 'value="6"' in page
    sent = keeper.post(asked, {f"units_{lot.number}": "6", "on": str(today()), "key": "k2"})
    trip = Trip.objects.get()
    assert sent.status_code == 302 and trip.pk in sent["Location"]
    assert "大米" in village.get("/my/arrivals/").content.decode()
    line = trip.lines.get().pk
    empty = village.post(f"/my/arrivals/{trip.pk}/", {"key": "k3"})
    assert empty.status_code == 409 and "选一张图" in empty.content.decode()
    said = {f"answer_{line}": "less", f"units_{line}": "5", f"reason_{line}": "破了一袋", "key": "k4"}
    assert village.post(f"/my/arrivals/{trip.pk}/", said).status_code == 302
    assert "没收好的去哪了" in keeper.get(f"/my/goods/trips/{trip.pk}/").content.decode()
    given = {"kind": "lost_on_way", "units": "1", "reason": "路上破了", "key": "k5"}
    assert keeper.post(f"/my/goods/lines/{line}/settle/", given).status_code == 302
    public = client.get(f"/goods/{lot.number}/").content.decode()
    assert "收好 5 袋" in public and "路上破了" in public and "穗丰" not in public
    data = client.get(f"/goods/{lot.number}.json").json()
    assert (data["accepted"], data["gone"], data["in_store"], data["donor"]) == (5, 1, 14, None) and broken() == set()


def test_a_donor_is_named_by_their_choice_only(own, people, client):
    lot, keeper = make_lot(own.number), people["staff"].client
    assert "穗丰" in keeper.get(f"/my/goods/{lot.number}/").content.decode()
    assert keeper.post(f"/my/goods/{lot.number}/donor/", {"shown": "1", "key": "k1"}).status_code == 302
    assert "穗丰" in client.get(f"/goods/{lot.number}/").content.decode()
    keeper.post(f"/my/goods/{lot.number}/donor/", {"shown": "0", "key": "k2"})
    assert "穗丰" not in client.get(f"/goods/{lot.number}/").content.decode()


def test_stock_is_found_by_word_and_by_expiry(own, people):
    soon = make_lot(own.number, expires_on=today() + timedelta(days=3))
    late = make_lot(own.number)
    keeper = people["staff"].client
    for query, there, missing in (
        ("?show=red", soon, late),
        ("?show=ok", late, soon),
        (f"?q={late.number}", late, soon),
    ):
        page = keeper.get(f"/my/goods/{query}").content.decode()
        assert there.number in page and missing.number not in page, query
    assert "没有符合条件" in keeper.get("/my/goods/?q=棉被").content.decode()
    assert soon.number in people["auditor"].client.get("/desk/goods/").content.decode()


def test_the_example_shows_every_state_and_pages_ask_little(own, people, client, django_assert_max_num_queries):
    second = add_colleague(login="store-2", name="田有禾", role="staff", scope_id=own.number)
    hands = {role: people[role].person.pk for role in ("staff", "treasurer", "village")} | {"second": second.pk}
    places = [Region.objects.get(code=VILLAGE), Region.objects.get(code="440106001990")]
    build_example(people=hands, own=own.number, villages=places, at=now())
    assert set(Trip.objects.values_list("state", flat=True)) == {"on_way", "answered", "called_back"}
    assert broken() == set()
    lot = GoodsLot.objects.filter(accepted__gt=0).first()
    trip = Trip.objects.filter(state="on_way", region__code=VILLAGE).first()
    for who, path in (
        ("staff", "/my/goods/"),
        ("staff", f"/my/goods/{lot.number}/"),
        ("staff", f"/my/goods/trips/{trip.pk}/"),
        ("treasurer", f"/my/goods/{lot.number}/"),
        ("village", "/my/arrivals/"),
        ("village", f"/my/arrivals/{trip.pk}/"),
        ("bureau", "/desk/goods/"),
    ):
        people[who].client.get(path)
        with django_assert_max_num_queries(10):
            assert people[who].client.get(path).status_code == 200, path
    for path in ("/goods/", f"/goods/{lot.number}/"):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
    assert actions.limits_on(today()).second_person_fen == 100_000
