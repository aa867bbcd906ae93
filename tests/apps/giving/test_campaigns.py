"""Campaigns from draft to end: who may, what the law wants, what everybody reads."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from bangfu.apps.giving import actions, queries
from bangfu.apps.giving.invariants import INVARIANTS
from bangfu.apps.giving.models import Campaign
from bangfu.apps.organisations.models import Organisation
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.publication.models import PublicationRow
from tests.samples_giving import campaign_values, make_campaign

pytestmark = pytest.mark.django_db
PAGE = "https://gongyi.example.org/p/1"


def broken() -> set[str]:
    return {each.id for each in INVARIANTS if list(each.broken())}


def page(client, campaign) -> str:
    return client.get(reverse("giving:one", args=[campaign.number])).content.decode()


def test_a_campaign_is_entered_submitted_and_let_through_by_another_person(people, own, charity):
    made = actions.draft_campaign(
        by=people["staff"].actor, organisation=own.number, values=campaign_values(charity.number)
    )
    actions.submit_campaign(by=people["staff"].actor, number=made.number)
    assert [each.number for each in queries.to_check(people["bureau"].actor)] == [made.number]
    with pytest.raises(Denied):
        actions.publish_campaign(by=people["staff"].actor, number=made.number)
    with pytest.raises(Hidden):
        actions.publish_campaign(by=people["village"].actor, number=made.number)
    made = actions.publish_campaign(by=people["bureau"].actor, number=made.number)
    assert made.state == "public" and broken() == set()
    assert PublicationRow.objects.get(kind="campaign.published").subject == made.number
    actions.end_campaign(by=people["staff"].actor, number=made.number)
    assert PublicationRow.objects.filter(kind="campaign.ended").count() == 1 and broken() == set()


def test_nobody_lets_through_what_they_entered(people, own, charity):
    made = make_campaign(own.number, charity.number, "submitted")
    Campaign.objects.filter(pk=made.pk).update(entered_by=people["bureau"].actor.person)
    with pytest.raises(Refused, match="giving.own"):
        actions.publish_campaign(by=people["bureau"].actor, number=made.number)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"plan_no": ""}, "giving.no_plan"),
        ({"agreement": ""}, "giving.no_agreement"),
        ({"platform_url": "http://gongyi.example.org/"}, "giving.no_page"),
        ({"plan_until": None}, "giving.no_days"),
        ({"plan_until": today() - timedelta(days=1)}, "giving.over"),
    ],
)
def test_what_the_law_wants_is_asked_before_it_is_public(people, own, charity, changes, code):
    made = make_campaign(own.number, charity.number, "submitted", **changes)
    with pytest.raises(Refused, match=code):
        actions.publish_campaign(by=people["bureau"].actor, number=made.number)


def test_the_one_button_leads_to_the_filed_page_and_goes_when_the_right_lapses(client, own, charity):
    made = make_campaign(own.number, charity.number, "public")
    body = page(client, made)
    assert body.count(f'href="{PAGE}"') == 1 and made.plan_no in body and charity.credit_code in body
    Organisation.objects.filter(pk=charity.pk).update(fundraising_until=today() - timedelta(days=1))
    body = page(client, made)
    assert PAGE not in body and "公开募捐资格" in body and "现在不能捐" in body
    data = client.get(reverse("giving:one-json", args=[made.number])).json()
    assert data["filed_page"] is None and data["closed_because"][0]["code"] == "giving.no_right"


def test_a_campaign_before_its_first_day_is_shown_without_a_button(client, own, charity):
    made = make_campaign(own.number, charity.number, "public", plan_from=today() + timedelta(days=3))
    assert PAGE not in page(client, made) and "还没有到" in page(client, made)


def test_what_is_not_public_is_nobodys_business(client, own, charity):
    made = make_campaign(own.number, charity.number, "submitted")
    for name in ("one", "one-json", "one-poster"):
        assert client.get(reverse(f"giving:{name}", args=[made.number])).status_code == 404
    assert made.title not in client.get(reverse("giving:list")).content.decode()


def test_a_promise_is_shown_apart_and_never_added_to_what_came_in(client, people, own, charity):
    made = make_campaign(own.number, charity.number, "public")
    actions.pledge(by=people["staff"].actor, number=made.number, amount=500_00, on=today())
    data = client.get(reverse("giving:one-json", args=[made.number])).json()
    assert data["pledged_fen"] == 500_00 and data["received_fen"] in (None, 0)
    with pytest.raises(Refused, match="giving.amount_zero"):
        actions.pledge(by=people["staff"].actor, number=made.number, amount=0, on=today())


def test_the_list_costs_the_same_for_one_and_for_many(client, own, charity, django_assert_max_num_queries):
    for _ in range(4):
        make_campaign(own.number, charity.number, "public")
    with django_assert_max_num_queries(10):
        assert client.get(reverse("giving:list")).status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(reverse("giving:list-csv")).status_code == 200


def test_a_draft_is_sent_back_with_a_reason_and_changed(people, own, charity):
    made = make_campaign(own.number, charity.number, "submitted")
    with pytest.raises(Refused, match="giving.reason"):
        actions.return_campaign(by=people["bureau"].actor, number=made.number, reason="")
    actions.return_campaign(by=people["bureau"].actor, number=made.number, reason="备案号查不到")
    made = actions.change_campaign(
        by=people["staff"].actor, number=made.number, values=campaign_values(charity.number, plan_no="A9")
    )
    assert (made.state, made.plan_no) == ("draft", "A9")


def test_a_form_with_a_bad_amount_says_so_and_saves_nothing(client, people, own, charity):
    client.force_login(people["staff"].person)
    values = campaign_values(charity.number) | {"organisation": own.number, "place": "441802101990", "target": "１e9"}
    answer = client.post(reverse("giving:new"), values)
    assert answer.status_code == 422 and "全角" in answer.content.decode() and not Campaign.objects.exists()


@pytest.mark.both_engines
def test_the_database_keeps_a_public_campaign_as_it_was_checked(own, charity):
    made = make_campaign(own.number, charity.number, "public")
    attempts = (
        lambda rows: rows.update(payee=own.number),
        lambda rows: rows.update(plan_no="X"),
        lambda rows: rows.update(state="draft"),
        lambda rows: rows.update(checked_by=made.entered_by),
        lambda rows: rows.delete(),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt(Campaign.objects.filter(pk=made.pk))


def test_the_check_finds_a_campaign_without_its_row(own, charity):
    made = make_campaign(own.number, charity.number, "public")
    copy = {f.attname: getattr(made, f.attname) for f in Campaign._meta.concrete_fields} | {"id": None, "number": "C-0"}
    Campaign.objects.create(**copy)
    assert broken() == {"B2"}
