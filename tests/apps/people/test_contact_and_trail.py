"""An account's e-mail and telephone are sealed; entering, leaving and being turned away leave a record without a person's data."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bangfu.apps.people import actions
from bangfu.apps.people.models import Person
from bangfu.plumbing.access import Denied
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.web.signin.adapter import AccountAdapter, factors_shown
from tests.cast import cast  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
CANARY = {"email": "canary@example.org", "phone": "139 1111 2222"}
PASSWORD = "fern-otter-quartz-9"


def notes(action):
    return list(AuditRecord.objects.filter(action=action).order_by("id").values_list("person", "note"))


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        people = str(cursor.fetchall())
    return people + str(list(AuditRecord.objects.values()))


def test_everybody_enters_their_own_contact_and_it_stands_sealed(cast):  # noqa: F811
    me = cast["staff"]
    assert me.client.post(reverse("web:contact"), CANARY).status_code == 302
    assert Person.objects.get(pk=me.person.pk).phone == CANARY["phone"]
    assert CANARY["email"] in me.client.get(reverse("web:settings")).content.decode()
    assert not any(text in stored() for text in CANARY.values())
    me.client.post(reverse("web:contact"), {"email": "", "phone": ""})
    assert Person.objects.get(pk=me.person.pk).email == ""


@pytest.mark.parametrize("wrong", [{"email": "不是邮箱"}, {"phone": "没有号码"}, {"phone": "12"}])
def test_what_is_neither_is_refused_with_a_sentence(cast, wrong):  # noqa: F811
    answer = cast["staff"].client.post(reverse("web:contact"), wrong)
    assert answer.status_code == 409 and "写得不对" in answer.content.decode()


def test_an_administrator_enters_it_for_others_and_nobody_else_does(cast):  # noqa: F811
    donor = cast["donor"].person
    address = reverse("people:contact", args=[donor.pk])
    assert cast["bureau"].client.post(address, CANARY).status_code == 403
    with pytest.raises(Denied):
        actions.change_contact(by=cast["staff"].actor, person=donor.pk, **CANARY)
    actions.change_contact(by=cast["administrator"].actor, person=donor.pk, **CANARY)
    assert Person.objects.get(pk=donor.pk).email == CANARY["email"]
    page = cast["administrator"].client.get(reverse("people:person", args=[donor.pk])).content.decode()
    assert "已留邮箱" in page and not any(text in page for text in CANARY.values())
    assert Client().post(reverse("web:contact"), CANARY).status_code == 302


def test_the_trail_says_by_which_factor_somebody_came_in_and_that_they_left():
    person = Person.objects.create_person(login="somebody", name="某人", password=PASSWORD)
    client = Client()
    client.post(reverse("account_login"), {"login": "somebody", "password": PASSWORD})
    assert notes("people.sign_in") == [(person.pk, "password")]
    client.post(reverse("account_logout"))
    assert notes("people.sign_out") == [(person.pk, "asked")]


@pytest.mark.parametrize(
    ("records", "way"),
    [
        ([{"method": "password"}], "password"),
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], "password+totp"),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True}], "passkey"),
    ],
)
def test_each_way_in_has_its_word(records, way, rf, monkeypatch):
    request = rf.get("/")
    request.user = Person()
    monkeypatch.setattr("bangfu.web.signin.adapter.get_authentication_records", lambda *_: records)
    assert factors_shown(request) == way


def test_a_factor_set_up_or_removed_leaves_a_record(rf):
    person = Person.objects.create_person(login="somebody", name="某人", password=PASSWORD)
    request = rf.get("/")
    adapter = AccountAdapter(request)
    for what in ("totp_activated", "totp_deactivated", "webauthn_added"):
        adapter.send_notification_mail(f"mfa/email/{what}", person)
    assert notes("people.change_factor") == [
        (person.pk, "totp_activated"),
        (person.pk, "totp_deactivated"),
        (person.pk, "webauthn_added"),
    ]


def test_being_turned_away_leaves_the_permission_and_nothing_typed(cast):  # noqa: F811
    cast["staff"].client.get("/desk/people/?q=金丝雀")
    assert notes("people.meet_refusal") == [(cast["staff"].person.pk, "people.read")]
    assert "金丝雀" not in stored()
    Client().get("/desk/people/")
    assert len(notes("people.meet_refusal")) == 1, "a stranger is asked to sign in and is nobody in the trail"
