"""Help and the statement on access: open to everybody, in both languages, linked from every page."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/help/", "/accessibility/", "/en/help/", "/en/accessibility/"])
def test_a_stranger_reads_how_the_site_is_used(client, path):
    assert client.get(path).status_code == 200


def test_every_public_page_links_to_help_and_to_the_statement_on_access(client):
    page = client.get("/").content.decode()
    assert 'href="/help/"' in page
    assert 'href="/accessibility/"' in page


def test_the_phones_filter_button_knows_where_to_ask_for_its_count(client):
    assert 'data-count="/needs.json"' in client.get("/needs/").content.decode()
