"""Gifts: from a scan to a trace, by hand, given back, forgotten; what a forged or odd notice does to the books: nothing."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from bangfu.apps.funds.api import Part, post_spend, reserve_spend, standing_of
from bangfu.apps.giving import actions_gifts, queries_gifts
from bangfu.apps.giving.models import Donor, Gift, Refund
from bangfu.plumbing import openforms
from bangfu.plumbing.access import PUBLIC_ACTOR, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.payments.actions import deliver
from bangfu.plumbing.payments.models import PaymentDoubt, PaymentEvent
from bangfu.plumbing.payments.sandbox import Sandbox, paid
from bangfu.plumbing.publication.models import PublicationRow
from tests.providers.payments import FakeWeChat, wechat
from tests.samples_giving import make_campaign, make_gift, treasurer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(monkeypatch, settings):
    monkeypatch.setattr(openforms, "_sending", openforms.Sending())
    settings.DEMO = True


@pytest.fixture
def campaign(own, charity):
    return make_campaign(own.number, charity.number, "public")


def sums(campaign) -> tuple[int, int, int]:
    standing = standing_of(campaign.pool)
    return standing.received, standing.used, standing.left


def test_two_taps_from_the_campaign_to_a_confirmation_and_the_trace(campaign):
    client = Client()
    page = client.get(reverse("giving:demo", args=[campaign.number])).content.decode()
    assert re.search(r'value="100"[^>]*checked', page) and "爱心人士" in page and "演示" in page
    first = client.post(reverse("giving:demo", args=[campaign.number]), {"amount": "100", "name": "爱心人士"})
    second = client.post(first["Location"])
    confirmation = client.get(second["Location"])
    assert "捐赠确认单（不是票据）" in confirmation.content.decode() and "壹元整" in confirmation.content.decode()
    assert confirmation["Cache-Control"] == "no-store, private"
    gift = Gift.objects.get()
    assert sums(campaign) == (100, 0, 100)
    trace = client.get(reverse("giving:trace", args=[gift.number])).content.decode()
    assert "等村里验收" in trace and "到账先后" in trace
    client.post(first["Location"])  # a second press of the same button
    assert Gift.objects.count() == 1 and sums(campaign) == (100, 0, 100)


@pytest.mark.parametrize("typed", ["0", "-1", "0.001", "1e9", "NaN", "١", "１００", ""])
def test_a_bad_amount_in_the_form_is_a_sentence_and_no_order(campaign, typed):
    answer = Client().post(reverse("giving:demo", args=[campaign.number]), {"amount": "", "other": typed})
    assert answer.status_code == 422 and "error" in answer.content.decode()
    assert not PaymentEvent.objects.exists() and not Gift.objects.exists()


def test_without_the_demo_there_is_no_example_payee(campaign, settings):
    settings.DEMO = False
    assert Client().get(reverse("giving:demo", args=[campaign.number])).status_code == 404
    headers, raw = paid("x", 1)
    for provider in ("sandbox", "wechat", "alipay"):
        path = reverse("giving:notify", args=[provider])
        assert Client().post(path, raw, content_type="application/json", headers=headers).status_code == 404


def test_over_http_a_notice_is_booked_once_and_a_forged_one_is_kept_for_a_person(campaign):
    order = actions_gifts.open_order(by=PUBLIC_ACTOR, campaign=campaign.number, amount=100, channel="sandbox")
    headers, raw = paid(order.number, 100)
    path, client = reverse("giving:notify", args=["sandbox"]), Client(enforce_csrf_checks=True)
    for _ in range(3):
        assert client.post(path, raw, content_type="application/json", headers=headers).status_code == 200
    forged = client.post(path, raw + b" ", content_type="application/json", headers=headers)
    assert forged.status_code == 401 and PaymentDoubt.objects.get().code == "signature"
    assert sums(campaign) == (100, 0, 100) and Gift.objects.count() == 1


def test_a_notice_with_another_amount_or_channel_than_the_order_books_nothing(campaign):
    order = actions_gifts.open_order(by=PUBLIC_ACTOR, campaign=campaign.number, amount=100, channel="sandbox")
    headers, raw = paid(order.number, 99)
    assert (
        deliver(provider=Sandbox(), headers=headers, raw=raw, at=now(), book=actions_gifts.book_event).outcome
        == "doubt"
    )
    headers, raw = FakeWeChat().paid(order.number, 100, now())
    assert (
        deliver(provider=wechat(), headers=headers, raw=raw, at=now(), book=actions_gifts.book_event).outcome == "doubt"
    )
    assert set(PaymentDoubt.objects.values_list("code", flat=True)) == {"other_amount", "no_order"}
    assert sums(campaign) == (0, 0, 0) and not PaymentEvent.objects.exists()


def test_a_refund_told_by_the_provider_waits_for_a_person_and_is_then_in_the_books(campaign, charity):
    order = actions_gifts.open_order(by=PUBLIC_ACTOR, campaign=campaign.number, amount=100, channel="wechat")
    fake = FakeWeChat()
    for headers, raw in (fake.refunded(order.number, 100, 40, "1", now()), fake.paid(order.number, 100, now())):
        deliver(provider=wechat(), headers=headers, raw=raw, at=now(), book=actions_gifts.book_event)
    refund = Refund.objects.get()
    assert (refund.amount, refund.asked_by) == (40, "system") and sums(campaign) == (100, 0, 100)
    actions_gifts.approve_refund(by=treasurer(charity.number), refund=refund.pk)
    assert sums(campaign) == (60, 0, 60)
    trace = queries_gifts.trace_of(Gift.objects.get())
    assert (trace.used, trace.refunded, trace.left) == (0, 40, 60)
    with pytest.raises(Refused, match="giving.refunded"):
        actions_gifts.approve_refund(by=treasurer(charity.number), refund=refund.pk)


def test_nobody_approves_a_refund_that_they_asked_for_and_none_is_more_than_the_gift(campaign, charity):
    gift, one = make_gift(campaign, 100), treasurer(charity.number)
    with pytest.raises(Refused, match="giving.refund_much"):
        actions_gifts.ask_refund(by=one, gift=gift.number, amount=101, reason="捐赠人要求退回")
    refund = actions_gifts.ask_refund(by=one, gift=gift.number, amount=60, reason="捐赠人要求退回")
    with pytest.raises(Refused, match="giving.refund_much"):
        actions_gifts.ask_refund(by=one, gift=gift.number, amount=41, reason="捐赠人要求退回")
    with pytest.raises(Refused, match="giving.own_refund"):
        actions_gifts.approve_refund(by=one, refund=refund.pk)
    with pytest.raises(Denied):
        actions_gifts.approve_refund(by=treasurer("O-26-000009-X", "stranger"), refund=refund.pk)
    actions_gifts.approve_refund(by=treasurer(charity.number, "second"), refund=refund.pk)
    assert sums(campaign) == (40, 0, 40)


def test_what_was_spent_cannot_be_given_back_and_the_trace_tells_used_from_left(campaign, charity):
    first, second = make_gift(campaign, 100), make_gift(campaign, 100, refers="B2")
    spend(campaign, charity, 150)
    traces = [queries_gifts.trace_of(each) for each in (first, second)]
    assert [(each.used, each.left) for each in traces] == [(100, 0), (50, 50)]
    assert any("批准拨付" in event["title"] for event in traces[0].events)
    one, other = treasurer(charity.number), treasurer(charity.number, "second")
    refund = actions_gifts.ask_refund(by=one, gift=first.number, amount=100, reason="捐赠人要求退回")
    with pytest.raises(Refused):
        actions_gifts.approve_refund(by=other, refund=refund.pk)
    assert sums(campaign) == (200, 150, 50)


def test_a_gift_is_found_by_order_amount_and_day_and_by_nothing_less(campaign):
    gift = make_gift(campaign, 100, refers="20260630A77")
    found = {"order": "20260630A77", "amount": 100, "on": today()}
    assert queries_gifts.find_gift(**found) == gift
    for wrong in ({"order": "20260630A78"}, {"amount": 101}, {"on": today() - timedelta(days=1)}, {"order": ""}):
        assert queries_gifts.find_gift(**found | wrong) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT proof, proof_index FROM giving_donor")
        assert "20260630A77" not in repr(cursor.fetchall())
    typed = {"order": "20260630A77", "amount": "1.00", "on": str(today())}
    answer = Client().post(reverse("giving:find"), typed)
    assert answer["Location"].endswith(f"/trace/{gift.number}/")
    assert Client().post(reverse("giving:find"), typed | {"amount": "1.01"}).status_code == 422


def test_the_same_bank_number_is_one_gift(campaign):
    make_gift(campaign, 100, refers="B1")
    with pytest.raises(Refused, match="giving.known"):
        make_gift(campaign, 100, refers="B1")
    with pytest.raises(Refused, match="exists_with_different_body"):
        make_gift(campaign, 101, refers="B1")
    assert sums(campaign) == (100, 0, 100)


def test_a_gift_by_hand_asks_for_the_checklist_and_a_day_that_has_come(campaign):
    with pytest.raises(Refused, match="giving.checklist"):
        make_gift(campaign, checked=["right"])
    with pytest.raises(Refused, match="giving.future"):
        make_gift(campaign, on=today() + timedelta(days=1))
    assert not Gift.objects.exists()


def test_a_giver_is_forgotten_and_the_books_and_public_rows_stay(campaign, charity):
    gift = make_gift(campaign, 100, refers="B1", name="张三")
    before = list(PublicationRow.objects.values_list("digest", flat=True))
    assert all("张三" not in bytes(row.body).decode() for row in PublicationRow.objects.all())
    assert "张三" not in Client().get(reverse("giving:gift", args=[gift.number])).content.decode()
    actions_gifts.forget_giver(by=treasurer(charity.number), gift=gift.number)
    assert not Donor.objects.exists() and sums(campaign) == (100, 0, 100)
    assert list(PublicationRow.objects.values_list("digest", flat=True)) == before
    assert Client().get(reverse("giving:trace", args=[gift.number])).status_code == 200


@pytest.mark.both_engines
def test_the_database_keeps_gifts_and_approved_refunds_as_they_are(campaign, charity):
    gift = make_gift(campaign, 100)
    refund = actions_gifts.ask_refund(by=treasurer(charity.number), gift=gift.number, amount=1, reason="捐赠人要求退回")
    attempts = (
        lambda: Gift.objects.filter(pk=gift.pk).update(amount=1),
        lambda: Refund.objects.filter(pk=refund.pk).update(amount=2),
        lambda: Refund.objects.filter(pk=refund.pk).update(approved_by="cashier", approved_at=now(), voucher=1),
        lambda: Refund.objects.filter(pk=refund.pk).delete(),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def spend(campaign, charity, amount: int) -> None:
    """Pay ``amount`` fen out of the campaign's pool, asked by one and approved by another."""
    one, other = treasurer(charity.number), treasurer(charity.number, "second")
    kept = reserve_spend(by=one, parts=[Part(campaign.pool, amount)], on=today(), narrative="买血压计")
    post_spend(by=other, reservation=kept.pk, on=today(), narrative="买血压计")
