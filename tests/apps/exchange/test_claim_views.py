"""How claims are told on pages: time in words, bars that add up, the way from a need to its offers."""

from datetime import timedelta

import pytest

from bangfu.apps.exchange.models import Claim
from bangfu.apps.exchange.queries.claim_views import time_left
from bangfu.plumbing.clock import now
from tests.apps.exchange.test_claim_pages import need, staffed, take, world  # noqa: F401 - fixtures


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(days=2, hours=3), "还有 2 天 3 小时", "warn"),
        (timedelta(days=2), "还有 2 天整", "warn"),
        (timedelta(hours=5, minutes=59), "还有 5 小时", "err"),
        (timedelta(minutes=20), "还有 20 分钟", "err"),
        (timedelta(seconds=3), "还有 1 分钟", "err"),
        (timedelta(0), "已到期", "err"),
    ],
)
def test_time_left_is_told_in_days_and_hours(left, words, tone):
    at = now()
    assert time_left(at + left, at) == {"text": words, "tone": tone}


def test_nothing_is_told_where_no_clock_runs():
    assert time_left(None, now()) is None


def test_the_village_finds_the_way_to_its_offers_with_their_count(world, need, staffed):  # noqa: F811
    client, number = staffed
    village = world.cast["village"].client
    for address in (f"/needs/{need.number}/", f"/desk/needs/{need.number}/"):
        assert "谁在接单" not in village.get(address).content.decode()
    take(client, need.number, number)
    for address in (f"/needs/{need.number}/", f"/desk/needs/{need.number}/"):
        page = village.get(address).content.decode()
        assert "1 份方案等村里选定" in page and f"/my/needs/{need.number}/offers/" in page


def test_strangers_and_other_organisations_do_not_see_who_claims(world, need, staffed, client):  # noqa: F811
    own, number = staffed
    take(own, need.number, number)
    for reader in (client, world.cast["donor"].client):
        page = reader.get(f"/needs/{need.number}/").content.decode()
        assert "谁在接单" not in page and "您已接这条需求" not in page
    assert "您已接这条需求" in own.get(f"/needs/{need.number}/").content.decode()


def test_who_is_in_a_need_already_is_led_to_the_claim(need, staffed):  # noqa: F811
    client, number = staffed
    where = take(client, need.number, number)["Location"]
    assert client.get(f"/needs/{need.number}/claim/")["Location"] == where


def test_the_place_in_the_line_and_the_bars_stand_on_the_claim(need, staffed):  # noqa: F811
    client, number = staffed
    page = client.get(take(client, need.number, number)["Location"]).content.decode()
    assert "接 5 台" in page and "已占住 5 台" in page and "共要 20 台" in page


def test_stepping_back_without_a_word_is_refused_beside_the_field(need, staffed):  # noqa: F811
    client, number = staffed
    where = take(client, need.number, number)["Location"]
    said = client.post(f"{where}withdraw/", {"reason": "x", "key": "k"})
    assert (
        said.status_code == 409
        and 'id="reason_error"' in said.content.decode()
        and 'value="x"' in said.content.decode()
    )
    client.post(f"{where}withdraw/", {"reason": "人手排满了", "key": "k2"})
    assert Claim.objects.get(need=need).state == "released"
    assert "再接一次" in client.get(where).content.decode()
