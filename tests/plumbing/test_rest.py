"""Promises of the REST shell: tokens are narrow, end at once, and every error is a problem document."""

from datetime import timedelta

import pytest
from django.test import Client

from bangfu.apps.people.models import Person, RoleGrant
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import NOWHERE, Actor, Grant
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.rest.actions import issue_token, new_secret, revoke_token
from bangfu.plumbing.rest.auth import actor_of_token
from bangfu.plumbing.rest.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    person = Person.objects.create_person(login="auditor", name="甲")
    RoleGrant.objects.create(person=person, role="auditor", scope_kind="all", from_day=today())
    return Actor(person=person.pk, kind="person", grants=(Grant("auditor", "all"),))


def test_a_token_allows_its_scopes_and_nothing_else_the_person_holds(auditor):
    secret = new_secret()
    issue_token(by=auditor, name="报表", scopes=["audit.read"], secret=secret)
    actor = actor_of_token(secret)
    assert actor.may("audit.read", NOWHERE)
    assert not actor.may("needs.read", NOWHERE)


def test_a_token_cannot_carry_what_its_person_does_not_hold(auditor):
    with pytest.raises(Refused) as caught:
        issue_token(by=auditor, name="报表", scopes=["people.grant"], secret=new_secret())
    assert caught.value.refusal.code == "token_beyond"


def test_revoked_expired_and_unknown_tokens_are_nobody(auditor):
    secret, old = new_secret(), new_secret()
    token = issue_token(by=auditor, name="报表", scopes=["audit.read"], secret=secret)
    revoke_token(by=auditor, token_id=token.pk)
    issue_token(by=auditor, name="旧", scopes=["audit.read"], secret=old, at=now() - timedelta(days=91))
    assert [actor_of_token(each) for each in (secret, old, "bf_guess")] == [None, None, None]


def test_the_secret_is_not_in_the_database(auditor):
    secret = new_secret()
    issue_token(by=auditor, name="报表", scopes=["audit.read"], secret=secret)
    assert secret not in str(ApiToken.objects.values())


def test_a_withdrawn_grant_bites_at_the_next_call(auditor):
    secret = new_secret()
    issue_token(by=auditor, name="报表", scopes=["audit.read"], secret=secret)
    RoleGrant.objects.update(from_day=today() - timedelta(days=2), to_day=today() - timedelta(days=1))
    assert not actor_of_token(secret).may("audit.read", NOWHERE)


def test_the_description_is_openapi_3_1():
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/needs/no/such/thing", "/api/v2/needs"])
def test_an_unknown_address_of_the_interface_is_a_problem_document(path):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()["detail"]) == {"zh", "en"}


def test_what_a_program_is_refused_stands_in_the_trail(auditor):
    secret = new_secret()
    issue_token(by=auditor, name="报表", scopes=["audit.read"], secret=secret)
    body = {
        "title": "村卫生站缺血压计",
        "region": "441802101990",
        "themes": ["village_clinic"],
        "lines": [{"item": "血压计", "quantity": 5, "unit": "台"}],
    }
    Region.objects.create(code="441802101990", name="新桥村", full_name="新桥村", level="village")
    answer = Client().post(
        "/api/v1/needs",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "k1"},
    )
    assert answer.status_code == 403, answer.content
    assert AuditRecord.objects.filter(action="people.meet_refusal", person=auditor.person).count() == 1
