"""Pages of offers: everybody reads the library, each side does its part, a few queries however many rows."""

import pytest

from bangfu.apps.offers.example import KINDS
from bangfu.apps.offers.models import Offer, Order
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.programmes.api import vocabulary
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import today
from bangfu.values import Quarter
from tests.cast import make_cast
from tests.samples import make_organisation, make_places
from tests.samples_offers import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """(cast, organisation of the cast's own, its published offer)."""
    make_places()
    own = make_organisation(901)
    cast = make_cast(dict.fromkeys(("hub", "staff"), own.number))
    quarter = Quarter.of(today()).text
    organisations.record_capacity(by=SYSTEM_ACTOR, number=own.number, quarter=quarter, slots=3)
    return cast, own, make_offer(own, "published")


def test_the_library_its_twins_and_its_filters_say_the_same(site, client):
    offer = site[2]
    assert offer.title in client.get("/offers/").content.decode()
    assert client.get("/offers.json").json()["items"][0]["number"] == offer.number
    assert offer.number in client.get("/offers.csv").content.decode("utf-8-sig")
    for query, total in (
        ("way=goods", 1),
        ("way=money", 0),
        ("region=4418", 1),
        ("region=4401", 0),
        ("q=血压计", 1),
        ("left=1", 1),
    ):
        assert client.get(f"/offers.json?{query}").json()["total"] == total, query
    said = client.get("/offers/?way=money").content.decode()
    assert "没有符合条件的供给" in said


def test_the_library_asks_the_database_little_however_many_offers_there_are(
    site, client, django_assert_max_num_queries
):
    for _more in range(3):
        make_offer(site[1], "published")
    with django_assert_max_num_queries(10):
        client.get("/offers/")
    with django_assert_max_num_queries(10):
        client.get(f"/offers/{site[2].number}/")


def test_no_contact_and_no_draft_is_read_outside(site, client):
    draft = make_offer(site[1], "draft")
    assert client.get(f"/offers/{draft.number}/").status_code == 404
    said = (
        client.get(f"/offers/{site[2].number}/").content.decode()
        + client.get(f"/offers/{site[2].number}.json").content.decode()
    )
    assert "李师傅" not in said and "我村要点单" not in said


def test_a_village_orders_on_the_page_and_the_organisation_accepts_there(site):
    cast, _own, offer = site
    village, staff = cast["village"].client, cast["staff"].client
    assert "我村要点单" in village.get(f"/offers/{offer.number}/").content.decode()
    empty = village.post(
        f"/offers/{offer.number}/order/", {"region": "441802101990", "purpose": "给村卫生站的老人量血压用", "key": "k1"}
    )
    assert empty.status_code == 422 and "至少写一项" in empty.content.decode()
    made = village.post(
        f"/offers/{offer.number}/order/",
        {
            "region": "441802101990",
            "units_1": "4",
            "purpose": "给村卫生站的老人量血压用",
            "contact": "王站长",
            "key": "k2",
        },
    )
    order = Order.objects.get()
    assert made.status_code == 302 and made["Location"].endswith(f"/my/orders/{order.pk}/")
    page = staff.get(f"/my/orders/{order.pk}/").content.decode()
    assert "接受点单" in page and "王站长" not in page
    assert staff.post(f"/my/orders/{order.pk}/accept/", {"key": "k3"}).status_code == 302
    assert "王站长" in staff.get(f"/my/orders/{order.pk}/").content.decode()
    assert "李师傅" in village.get(f"/my/orders/{order.pk}/").content.decode()
    assert offer.title in village.get("/my/orders/").content.decode()


def test_an_organisation_writes_hands_in_and_the_office_checks_on_the_pages(site):
    cast, own, _offer = site
    typed = {
        "organisation": own.number,
        "title": "长者健康讲座下乡",
        "way": "training",
        "theme": "village_clinic",
        "served": "清远市",
    }
    typed |= {"ends_on": str(today().replace(year=today().year + 1)), "submit": "1", "key": "n1"}
    rows = {
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-item": "讲座",
        "lines-0-quantity": "6",
        "lines-0-unit": "场",
    }
    bad = cast["staff"].client.post("/my/offers/new/", typed | rows | {"served": "没有这个地方"})
    assert bad.status_code == 422
    assert cast["staff"].client.post("/my/offers/new/", typed | rows).status_code == 302
    offer = Offer.objects.get(title="长者健康讲座下乡")
    assert offer.state == "submitted" and offer.lines.get().quantity == 6
    assert offer.title in cast["district"].client.get("/desk/offers/").content.decode()
    again = cast["district"].client.post(f"/desk/offers/{offer.number}/return/", {"reason": "", "key": "r"})
    assert again.status_code == 409 and "请写一句原因" in again.content.decode()
    assert cast["district"].client.post(f"/desk/offers/{offer.number}/publish/", {"key": "p"}).status_code == 302
    assert cast["staff"].client.get("/my/offers/").status_code == 200


def test_the_example_speaks_only_of_themes_that_the_pack_knows():
    assert [theme for _t, _w, theme, _i, _c in KINDS if vocabulary().get("themes", theme) is None] == []
    assert not Region.objects.exists()
