"""The frame around every page: reading mode, menus, gallery."""

import pytest
from django.test import RequestFactory
from django.utils.translation import override

from bangfu.plumbing.ui import nav
from bangfu.plumbing.ui.gallery import exhibits
from bangfu.plumbing.ui.looks import STATES, TONES

AWAY = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    " //evil.example",
    "https:/evil.example",
    "data:text/html,x",
    "evil.example/",
)


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


@pytest.mark.parametrize("target", AWAY)
def test_the_mode_switch_never_leads_off_the_site(client, target):
    answer = client.post("/mode/", {"next": target})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_one_tap_turns_elder_mode_on_and_back_and_stays_on_the_page(client):
    on = client.post("/mode/", {"next": "/dev/ui/?a=1"})
    assert on["Location"] == "/dev/ui/?a=1"
    assert on.cookies["mode"].value == "elder"
    assert b'data-mode="elder"' in client.get("/dev/ui/").content
    off = client.post("/mode/", {"next": "/"})
    assert off.cookies["mode"].value == ""


def test_looking_never_changes_the_mode(client):
    assert client.get("/mode/").status_code == 405


@pytest.mark.parametrize("path", ["/dev/ui/", "/en/dev/ui/"])
def test_the_gallery_shows_every_component_in_both_languages(client, path):
    page = client.get(path).content.decode()
    for exhibit in exhibits(RequestFactory().get(path)):
        assert f'data-component="{exhibit.name}"' in page
        assert all(drawing.strip() for drawing in exhibit.drawings), exhibit.name
    for part in ('class="skip"', 'class="strip"', 'class="top"', 'class="tabs"', 'class="foot"'):
        assert part in page


def test_menus_name_only_rooms_that_exist():
    links = (nav.Link("/", "首页"), nav.Link("/no-such-room/", "没有"))
    assert [link["path"] for link in nav.shown(links, "/")] == ["/"]


def test_the_link_of_the_current_page_is_marked_in_either_language():
    links = (nav.Link("/", "首页"), nav.Link("/dev/ui/", "设计"))
    for path in ("/dev/ui/", "/en/dev/ui/"):
        assert [link["current"] for link in nav.shown(links, path)] == [False, True]


def test_a_link_that_needs_a_permission_is_hidden_from_the_public():
    links = (nav.Link("/", "首页", needs="needs.verify"),)
    assert nav.shown(links, "/") == []
    assert nav.shown(links, "/", lambda permission: permission == "needs.verify")


def test_the_other_language_leads_to_the_same_page():
    assert nav.other_language("/dev/ui/") == "/en/dev/ui/"
    assert nav.other_language("/en/dev/ui/") == "/dev/ui/"
    assert nav.other_language("/healthz") == "/en/"


def test_every_state_has_a_tone_an_icon_and_a_word():
    assert all(look.tone in TONES and look.icon and str(look.label) for look in STATES.values())


def test_a_path_names_its_language_once():
    with override("en"):
        assert nav.localised("/desk/") == "/en/desk/"
        assert nav.localised(nav.localised("/desk/")) == "/en/desk/"
        assert nav.localised("/energy/") == "/en/energy/"
    with override("zh-hans"):
        assert nav.localised("/desk/") == "/desk/"
