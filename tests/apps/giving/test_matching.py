"""A sponsor's deposit matches gifts one for one, never beyond what lies in its own pool, and the public log knows each voucher."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from bangfu.apps.funds.api import Voucher, standing_of, standings_of
from bangfu.apps.giving import matching, queries, queries_gifts
from bangfu.apps.giving.models import Matched, Matching
from bangfu.plumbing.access import Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.publication.models import PublicationRow
from tests.apps.giving.test_gifts import spend
from tests.samples_giving import make_campaign, make_gift, treasurer

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(own, charity):
    return make_campaign(own.number, charity.number, "public")


def deposit(campaign, **changes):
    given = {
        "sponsor": campaign.organisation,
        "amount": 500,
        "most": 200,
        "through": "bank",
        "on": today(),
        "refers": "D1",
    }
    return matching.open_matching(by=treasurer(campaign.payee), campaign=campaign.number, **given | changes)


def test_a_gift_is_matched_one_for_one_up_to_the_most_and_while_the_deposit_lasts(campaign, own):
    early = make_gift(campaign, 100, refers="B0")
    made = deposit(campaign)
    gifts = [make_gift(campaign, fen, refers=f"B{fen}") for fen in (150, 300, 250, 100)]
    assert [one.matched.amount if hasattr(one, "matched") else 0 for one in gifts] == [150, 200, 150, 0]
    assert not hasattr(early, "matched") and standing_of(made.pool).left == 0
    figures = queries.rows_of([campaign])[0].figures
    assert (figures.received, figures.matched, figures.left) == (900, 500, 1400)
    assert [(one.matched, one.left) for one in matching.offers_of(campaign.pk)] == [(500, 0)]
    assert any("配捐" in event["title"] for event in queries_gifts.trace_of(gifts[0]).events)
    page = Client().get(reverse("giving:one", args=[campaign.number])).content.decode()
    assert "一比一配捐" in page and own.name in page


def test_a_deposit_is_once_by_who_keeps_the_books_from_a_known_organisation_and_a_whole_sum(campaign, own):
    with pytest.raises(Denied):
        matching.open_matching(
            by=treasurer("O-26-000009-X"), campaign=campaign.number, sponsor=own.number, amount=1, most=1, through="bank",
            on=today(), refers="",
        )  # fmt: skip
    for wrong, code in (
        ({"sponsor": "O-1"}, "unknown_sponsor"),
        ({"most": 0}, "amount_zero"),
        ({"amount": -1}, "amount_zero"),
    ):
        with pytest.raises(Refused, match=f"giving.{code}"):
            deposit(campaign, **wrong)
    assert not Matching.objects.exists()
    deposit(campaign)
    with pytest.raises(Refused, match="pool_exists"):
        deposit(campaign, refers="D2")


@pytest.mark.both_engines
def test_matches_stay_as_they_were_booked(campaign):
    deposit(campaign)
    make_gift(campaign, 100, refers="B1")
    for rows, change in ((Matching.objects.all(), {"most": 9}), (Matched.objects.all(), {"amount": 9})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_many_pools_stand_as_each_stands_in_three_questions(campaign, charity, own, django_assert_num_queries):
    deposit(campaign)
    for fen in (150, 100):
        make_gift(campaign, fen, refers=f"B{fen}")
    spend(campaign, charity, 120)
    other = make_campaign(own.number, charity.number, "public", title="另一项活动", plan_no="另一个备案号")
    pools = [campaign.pool, other.pool, Matching.objects.get().pool]
    with django_assert_num_queries(3):
        found = standings_of(pools)
    assert found == {pool: standing_of(pool) for pool in pools} and standings_of([]) == {}
    assert found[campaign.pool].used == 120


def test_the_trace_leads_to_the_entry_of_the_log_that_the_gift_is(campaign):
    found = queries_gifts.trace_of(make_gift(campaign, 100))
    assert PublicationRow.objects.get(kind="funds.voucher", subject=found.logged)
    assert found.logged == Voucher.objects.get(pk=found.gift.voucher).public_name
    page = Client().get(reverse("giving:trace", args=[found.gift.number])).content.decode()
    assert f"/verify/?no={found.logged.replace('/', '%2F')}" in page
