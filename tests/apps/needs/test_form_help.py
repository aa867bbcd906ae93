"""What the form says when something is missing or lies elsewhere: beside its field, with what to write instead."""

from datetime import timedelta

import pytest

from bangfu.apps.needs.models import Need
from bangfu.plumbing.clock import today
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
HREF = "/my/needs/new/all/"


@pytest.fixture
def village(places):
    return make_cast({"village": "441826105990"})["village"].client


def form(**changes):
    return {
        "title": "村卫生站缺 20 台血压计",
        "place": "清远市连南瑶族自治县三排镇芋铃村",
        "theme": "village_clinic",
        "nature": "relief",
        "urgency": "1",
        "beneficiaries": "30",
        "max_partners": "1",
        "min_partners": "0",
        "source": "visit",
        "claim_by": (today() + timedelta(days=20)).isoformat(),
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-item": "血压计",
        "lines-0-quantity": "20",
        "lines-0-unit": "台",
        "lines-0-is_must": "on",
        "submit": "1",
    } | changes


def test_a_missing_deadline_links_to_its_field_and_nothing_is_saved(village):
    page = village.post(HREF, form(claim_by=""))
    assert page.status_code == 422
    assert 'href="#id_claim_by"' in page.content.decode()
    assert "请写接单截止日期。" in page.content.decode()
    assert not Need.objects.exists()


def test_a_place_of_others_is_refused_beside_its_field_with_the_own_place_to_write(village):
    page = village.post(HREF, form(place="梅州市五华县华城镇"))
    assert page.status_code == 422
    text = page.content.decode()
    assert 'href="#id_place"' in text
    assert "您可以填报的地方：清远市连南瑶族自治县三排镇芋铃村" in text
    assert not Need.objects.exists()


def test_a_complete_form_of_the_own_village_is_sent(village):
    assert village.post(HREF, form()).status_code == 302
    assert Need.objects.get().state == "submitted"
