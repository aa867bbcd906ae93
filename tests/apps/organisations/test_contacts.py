"""Whom to reach stands sealed and is shown only where somebody may read contacts."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bangfu.apps.organisations import actions
from bangfu.apps.organisations.models import Office, ResponsiblePerson
from bangfu.plumbing.audit.models import AuditRecord
from tests.cast import make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
CANARY = {"contact_name": "金丝雀甲", "contact_phone": "13911112222", "contact_email": "canary@example.org"}


@pytest.fixture
def one(verified):
    return verified()


@pytest.fixture
def members(one):
    """The cast: district of 天河, hub and staff of ``one``; the county sits elsewhere."""
    own = dict.fromkeys(("hub", "staff", "treasurer", "employer"), one.number)
    return make_cast(own | {"bureau": "4401", "district": "440106"})


@pytest.fixture
def office(places, author):
    """An office in 天河 with somebody to reach."""
    values = {"body": "town", "name": "示例镇办公室", "duty": "对接", "valid_from": date(2026, 1, 1), **CANARY}
    return actions.record_office(by=author, values=values | {"region_id": places["440106000000"].pk})


def raw(*tables):
    """Everything that the tables hold, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from this file
            found.append(str(cursor.fetchall()))
    return "".join(found)


def seen(client, url):
    body = client.get(url).content.decode()
    return [text for text in CANARY.values() if text in body]


def test_a_contact_is_sealed_in_the_database_and_absent_from_the_trail(office, one, author):
    actions.hand_over(by=author, number=one.number, duty="principal", person="cccccccccccccccc", contact=CANARY)
    stored = raw("organisations_office", "organisations_responsibleperson", "audit_auditrecord")
    assert not any(text in stored for text in CANARY.values())
    assert Office.objects.get().contact_phone == ResponsiblePerson.objects.get().contact_phone == "13911112222"
    changes = AuditRecord.objects.get(action="organisations.record_office").changes
    assert changes["contact_phone"][0] == "sealed", "the trail proves a change without telling it"


def test_the_book_shows_whom_to_reach_only_where_one_may_read_contacts(office, members):
    url = reverse("organisations:contacts")
    assert seen(members["district"].client, url) == list(CANARY.values())
    for role in ("county", "frontline", "hub"):
        assert "示例镇办公室" in members[role].client.get(url).content.decode()
        assert seen(members[role].client, url) == [], f"{role} reads contacts elsewhere, not here"
    for role in ("staff", "village", "administrator"):
        assert members[role].client.get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_a_form_changes_a_contact_and_an_empty_field_removes_it(office, members):
    url = reverse("organisations:contact", args=[office.pk])
    typed = {"body": "town", "name": "示例镇办公室", "duty": "对接", "region_id": "440106", "valid_from": "2026-01-01"}
    client = members["district"].client
    assert seen(client, url) == list(CANARY.values())
    assert client.post(url, typed | {"contact_name": "", "contact_email": "不是邮箱"}).status_code == 422
    assert client.post(url, typed | {"contact_name": "乙", "version": "1"}).status_code == 302
    office = Office.objects.get()
    assert (office.contact_name, office.contact_phone, office.contact_email) == ("乙", "", "")
    assert members["county"].client.get(url).status_code == 403


def test_a_hand_over_keeps_how_the_one_before_was_reached(one, author, members):
    actions.hand_over(by=author, number=one.number, duty="principal", person="cccccccccccccccc", contact=CANARY)
    later = {"contact_name": "接任者", "contact_phone": "13922223333", "contact_email": ""}
    actions.hand_over(by=author, number=one.number, duty="principal", person="dddddddddddddddd", contact=later)
    before, after = ResponsiblePerson.objects.order_by("id")
    assert (before.contact_name, after.contact_name, before.handed_over_to) == ("金丝雀甲", "接任者", after)
    desk, own = (reverse(f"organisations:{name}", args=[one.number]) for name in ("desk-profile", "own"))
    assert len(seen(members["district"].client, desk)) == 3 and len(seen(members["hub"].client, own)) == 3
    assert seen(members["staff"].client, own) == [] and members["staff"].client.get(own).status_code == 200
    assert seen(members["auditor"].client, desk) == [] and members["auditor"].client.get(desk).status_code == 200
    for public in ("detail", "detail-json"):
        assert seen(Client(), reverse(f"organisations:{public}", args=[one.number])) == []


def test_one_takes_over_by_the_form_with_their_contact(one, members):
    person = members["staff"].person.pk
    url = reverse("organisations:own-hand-over", args=[one.number])
    members["staff"].client.post(url, {"duty": "principal", "person": person, **CANARY})
    assert (
        ResponsiblePerson.objects.get(person=person, duty="principal", to_day=None).contact_email
        == "canary@example.org"
    )
