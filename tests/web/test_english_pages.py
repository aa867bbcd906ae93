"""Pages under /en/: no Han character but in what records tell, and that is marked as Chinese."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.samples import World, make_world

HAN = re.compile(r"[\u3400-\u9fff]")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
# The title of a page names its record, and a text field holds what somebody wrote.
UNMARKED = ("title", "script", "style", "textarea")


class Chrome(HTMLParser):
    """Collects Han text outside elements that are marked as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def _chinese(self) -> bool:
        return any(quiet for _tag, quiet in self.stack)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = (dict(attrs).get("lang") or "").startswith("zh") and tag != "html"
        if tag not in VOID:
            self.stack.append((tag, own or tag in UNMARKED))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and any(name == tag for name, _quiet in self.stack):
            name, _quiet = self.stack.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if HAN.search(data) and not self._chinese():
            self.found.append(data.strip())


def han_in(page: str) -> list[str]:
    chrome = Chrome()
    chrome.feed(page)
    return chrome.found


def test_the_reader_of_pages_finds_unmarked_han_and_passes_marked():
    assert han_in('<p>帮扶 <span lang="zh-Hans">村</span><br>ok</p>') == ["帮扶"]


HREF = re.compile(r"""<a\b[^>]*?\shref=["']([^"'#]+)["'#]""")
STARTS = {
    "public": ("/en/", "/en/needs/?view=table", "/en/orgs/", "/en/places/", "/en/programme/", "/en/accounts/login/"),
    "village": ("/en/my/", "/en/my/needs/new/", "/en/my/settings/", "/en/my/messages/", "/en/my/followups/"),
    "county": ("/en/desk/", "/en/desk/verify/", "/en/desk/needs/?state=published", "/en/desk/import/"),
    "bureau": ("/en/desk/", "/en/desk/orgs/", "/en/desk/import/", "/en/desk/places/", "/en/desk/programme/"),
    "staff": ("/en/my/", "/en/my/org/"),
    "administrator": ("/en/desk/people/", "/en/desk/people/new/", "/en/desk/audit/", "/en/desk/settings/"),
    "nobody": ("/en/my/", "/en/desk/", "/en/no-such-page/"),
}
OF_ONE_ROUTE = 2


@pytest.fixture
def world(db: None, settings: Any) -> World:
    """One small world with every role."""
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def route_of(path: str) -> str:
    """The name of the route that answers under English; the path itself when none does."""
    with translation.override("en"):
        try:
            return resolve(path).view_name
        except Resolver404:
            return path


def english_pages(client: Client, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Address and text of what a role reaches by links under /en/, a few pages of each route."""
    waiting, seen, counts = deque(starts), set(starts), Counter()
    while waiting:
        address = waiting.popleft()
        route = route_of(urlsplit(address).path)
        counts[route] += 1
        if counts[route] > OF_ONE_ROUTE or "logout" in route:
            continue
        answer = client.get(address)
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code in (301, 302):
            continue
        page = answer.content.decode()
        yield address, page
        for link in HREF.findall(page):
            whole = urldefrag(urljoin(address, link.replace("&amp;", "&"))).url
            if whole.startswith("/en/") and whole not in seen:
                seen.add(whole)
                waiting.append(whole)


def test_english_pages_show_han_only_where_a_record_tells_it(world):
    found = [
        f"{role} {address}: {text}"
        for role, starts in STARTS.items()
        for address, page in english_pages(world.cast[role].client, starts)
        for text in dict.fromkeys(han_in(page))
    ]
    assert not found, "\n".join(found)


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "twin"), [("/orgs/?q=x", "/en/orgs/?q=x"), ("/en/places/", "/places/")])
def test_the_language_switch_leads_to_the_same_page(page, twin):
    assert f'href="{twin}"' in Client().get(page).content.decode()
