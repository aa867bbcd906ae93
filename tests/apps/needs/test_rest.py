"""Needs over the interface: tokens, one effect per key, problems with code and sentences."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from bangfu.apps.needs.models import Need
from bangfu.apps.people.models import Person, RoleGrant
from bangfu.apps.people.queries import grants_of
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import today
from bangfu.plumbing.rest.actions import issue_token, new_secret

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def official(places):
    """A county official with a token for writing and verifying needs: a function that posts."""
    person = Person.objects.create_person(login="official", name="乙")
    RoleGrant.objects.create(
        person=person, role="county", scope_kind="region", scope_id="441826", from_day=today() - timedelta(days=1)
    )
    actor = Actor(person=person.pk, kind="person", grants=grants_of(person.pk))
    secret = new_secret()
    issue_token(by=actor, name="系统", scopes=["needs.draft", "needs.verify", "needs.read"], secret=secret)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def post(path, body, key=""):
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(path, json.dumps(body), content_type="application/json", headers=headers)

    return post


BODY = {
    "title": "村卫生站缺 20 台血压计",
    "region": "441826105990",
    "themes": ["village_clinic"],
    "lines": [{"item": "血压计", "quantity": 20, "unit": "台"}],
    "claim_by": "2099-01-31",
}


def test_a_repeated_post_with_one_key_drafts_one_need(official):
    answers = [official("/api/v1/needs", BODY, key="k-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["number"] == answers[1].json()["number"]
    assert Need.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(official):
    official("/api/v1/needs", BODY, key="k-1")
    answer = official("/api/v1/needs", BODY | {"title": "另一件完全不同的事"}, key="k-1")
    assert answer.json()["code"] == "key_reused"


def test_who_drafted_it_does_not_verify_it_by_token_either(official):
    number = official("/api/v1/needs", BODY, key="k-1").json()["number"]
    assert official(f"/api/v1/needs/{number}/submit", {}, key="k-2").status_code == 200
    answer = official(f"/api/v1/needs/{number}/verify", {"reason": "看过"}, key="k-3")
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "own_need"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"themes": ["no_such_theme"]}, "unknown_theme"), ({"region": "999999999999"}, None), ({"lines": []}, None)],
)
def test_a_bad_body_is_a_problem_with_a_code(official, change, code):
    answer = official("/api/v1/needs", BODY | change, key="k-1")
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"].startswith("application/problem+json")
    assert code is None or answer.json()["code"] == code
    assert not Need.objects.exists()


def test_a_stranger_reads_and_does_not_write(places, client):
    assert client.get("/api/v1/needs").json()["items"] == []
    answer = client.post(
        "/api/v1/needs", json.dumps(BODY), content_type="application/json", headers={"Idempotency-Key": "x"}
    )
    assert answer.status_code in (401, 403)
    assert not Need.objects.exists()


def test_an_unknown_number_and_an_unknown_step_are_problems(official):
    number = official("/api/v1/needs", BODY, key="k-1").json()["number"]
    assert official(f"/api/v1/needs/{number}/fly", {}, key="k-2").json()["code"] == "unknown_step"
    assert official("/api/v1/needs/N-26-999999-X/submit", {}, key="k-3").status_code == 404
