"""Kept pages never say what is no longer so, and never hold anything of a signed-in reader."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bangfu.apps.needs import actions
from bangfu.plumbing import kept
from bangfu.plumbing.access import PUBLIC_ACTOR
from bangfu.plumbing.kept import kept_for_public, may_be_taken_back
from tests.apps.needs.conftest import AT, BUREAU, VILLAGE, draft, places, published, submitted, values, verified

__all__ = ["draft", "places", "published", "submitted", "values", "verified"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
TITLE = "村卫生站缺 20 台血压计"
LISTS = ["/needs/", "/needs/?view=table", "/en/needs/", "/api/v1/needs"]


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    """An empty memory, and the test's own transaction taken for settled: the trail cannot be emptied between tests."""
    caches["public"].clear()
    monkeypatch.setattr(kept, "may_be_taken_back", lambda: False)


def _request(actor=PUBLIC_ACTOR, **headers):
    request = RequestFactory().get("/needs/", **headers)
    request.actor, request.user = actor, AnonymousUser()
    return request


@pytest.mark.parametrize("path", LISTS)
def test_a_published_need_shows_at_the_next_request(client, verified, path):
    assert TITLE not in client.get(path).content.decode()
    actions.publish_need(by=BUREAU, at=AT, number=verified.number)
    assert _says(client, path)


def _says(client, path):
    said = client.get(path)
    return (
        TITLE in (said.json()["items"] or [{"title": ""}])[0]["title"]
        if "/api/" in path
        else TITLE in said.content.decode()
    )


@pytest.mark.parametrize("path", LISTS)
def test_a_withdrawn_need_is_gone_at_the_next_request(client, published, path):
    assert _says(client, path)
    actions.withdraw_need(by=BUREAU, at=AT, number=published.number, reason="村里已经买到")
    assert not _says(client, path)


def test_a_withdrawn_need_does_not_stay_public_on_its_own_page(client, published):
    before = client.get(f"/needs/{published.number}/").content.decode()
    actions.withdraw_need(by=BUREAU, at=AT, number=published.number, reason="村里已经买到")
    answer = client.get(f"/needs/{published.number}/")
    assert answer.status_code == 404 or answer.content.decode() != before


def queries_of_a_second_reading(client, path):
    """How many queries the second of two readings takes, and whether it says the same."""
    first = client.get(path)
    with CaptureQueriesContext(connection) as asked:
        again = client.get(path)
    return len(asked), len(again.content) == len(first.content)  # the token in its forms differs


def test_a_second_reading_asks_the_database_once(client, published):
    # On PostgreSQL the server's own housekeeping between the two counts as a change: then the pair is read again.
    tries = 5 if connection.vendor == "postgresql" else 1
    for path in ("/needs/", f"/needs/{published.number}/", "/orgs/", "/api/v1/needs", "/api/v1/organisations"):
        assert (1, True) in [queries_of_a_second_reading(client, path) for _try in range(tries)]


def test_two_languages_and_two_addresses_are_kept_apart(client, published):
    assert client.get("/needs/").content != client.get("/en/needs/").content
    assert TITLE not in client.get("/needs/?urgency=3").content.decode()
    assert TITLE in client.get("/needs/?urgency=2").content.decode()


def test_nothing_of_a_signed_in_reader_is_kept(published):
    kept_for_public(_request(VILLAGE), lambda: "of one reader")
    assert kept_for_public(_request(), lambda: "of everybody") == "of everybody"
    assert kept_for_public(_request(VILLAGE), lambda: "of another") == "of another"


def test_nothing_asked_with_a_token_is_kept(published):
    kept_for_public(_request(HTTP_AUTHORIZATION="Bearer bf_x"), lambda: "of a token")
    assert kept_for_public(_request(), lambda: "of everybody") == "of everybody"


def test_an_error_is_not_kept(published):
    with pytest.raises(ZeroDivisionError):
        kept_for_public(_request(), lambda: 1 // 0)
    assert kept_for_public(_request(), lambda: "well") == "well"


def test_inside_a_transaction_nothing_is_kept_because_it_may_be_taken_back(published, monkeypatch):
    monkeypatch.setattr(kept, "may_be_taken_back", may_be_taken_back)
    assert kept.newest_change() == ""
