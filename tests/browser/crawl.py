"""Every kind of page that a role can reach by links, one address for each named route; and the links that lead nowhere."""

import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import override
from playwright.sync_api import BrowserContext

HREF = re.compile(r"""<a\b[^>]*?\shref=["']([^"'#][^"']*)["']""")
PAGES_MAX = 120
# Pages of one kind can differ by state (a draft, a published need); so many of each kind are opened for their links.
OF_ONE_KIND = 3
NOT_PAGES = (".json", ".csv", ".xlsx", ".svg", ".png", ".jpg")


@dataclass
class Found:
    """What a crawl saw: ``pages`` maps a route's name to an address without host, ``dead`` maps a bad link to its page."""

    pages: dict[str, str] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)


def kind_of(path: str) -> str:
    """The route's name that answers a path; "" when none does."""
    with override("en" if path.startswith("/en/") else "zh-hans"):
        try:
            return resolve(path).view_name or path
        except Resolver404:
            return ""


def crawl(context: BrowserContext, address: str, starts: tuple[str, ...]) -> Found:
    """Follows links from ``starts`` with the browser's own cookies, breadth first, without posting anything."""
    found, counts, seen = Found(), {}, set(starts)
    waiting = deque((start, "(start)") for start in starts)
    opened = 0
    while waiting and opened < PAGES_MAX:
        path, origin = waiting.popleft()
        kind = kind_of(urlsplit(path).path)
        if not kind:
            if not urlsplit(path).path.startswith(("/static/", "/api/")):
                found.dead[path] = origin
            continue
        if counts.get(kind, 0) >= OF_ONE_KIND or urlsplit(path).path.endswith(NOT_PAGES):
            continue
        counts[kind] = counts.get(kind, 0) + 1
        opened += 1
        answer = context.request.get(address + path)
        if answer.status != 200:
            if answer.status >= 400:
                found.dead[path] = f"{origin} ({answer.status})"
            continue
        if "text/html" not in answer.headers.get("content-type", "") or "attachment" in answer.headers.get(
            "content-disposition", ""
        ):
            continue
        found.pages.setdefault(kind, urlsplit(answer.url)._replace(scheme="", netloc="").geturl())
        for link in links_of(answer.text(), answer.url, address):
            if link not in seen:
                seen.add(link)
                waiting.append((link, path))
    return found


def links_of(html: str, page: str, address: str) -> list[str]:
    """The page's links within the site, without host and fragment."""
    links = []
    for href in HREF.findall(html):
        whole = urldefrag(urljoin(page, href.replace("&amp;", "&"))).url
        if whole.startswith(address + "/"):
            links.append(whole[len(address) :])
    return links
