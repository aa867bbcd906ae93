"""Every kind of page that links lead to: no dead link, axe clean, nothing wider than the screen, light enough for a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from bench.weights import PAGE_MAX, SCRIPT_MAX, weigh
from tests.browser.crawl import crawl
from tests.browser.people import ROLES, new_context, sign_in
from tests.browser.screenshots import starts_of

pytestmark = pytest.mark.browser
EVERYBODY = ("public", *ROLES)
PUBLIC_LIGHT = (
    "/",
    "/needs/",
    "/needs/map/",
    "/orgs/",
    "/places/",
    "/programme/",
    "/search/?q=学生",
    "/accounts/login/",
)
# Pages of the second factor sign somebody up for something when opened a second time with other cookies.
AXE = {"resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def found(site, browser):
    """What each role can reach: the pages of a role are those that no role before it was shown."""
    taken, every = set(), {}
    for role in EVERYBODY:
        context = new_context(browser, site)
        if role != "public":
            sign_in(context.new_page(), site, role)
        seen = crawl(context, site, starts_of(role))
        pages = {kind: path for kind, path in seen.pages.items() if kind not in taken or kind == "web:my"}
        every[role] = (pages, seen.dead)
        taken |= set(seen.pages)
        context.close()
    return every


def violations(page):
    """What axe objects to, with the elements, in short."""
    return [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:3])
        for one in Axe().run(page, options=AXE).response["violations"]
    ]


def looked_at(browser, site, role, pages, *, widths, modes):
    """Complaints about the pages of a role at each width and in each mode."""
    wrong = []
    for mode in modes:
        context = new_context(browser, site, width=widths[0], mode=mode)
        page = context.new_page()
        if role != "public":
            sign_in(page, site, role)
        for kind, path in sorted(pages.items()):
            page.goto(site + path)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 844})
                where = f"{kind} {path} {width} {mode}"
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    wrong.append((where, f"{wide} px wide"))
                wrong += [(where, one) for one in violations(page)]
        context.close()
    return wrong


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_link_leads_nowhere(found, role):
    pages, dead = found[role]
    starts = starts_of(role)
    assert pages
    wrong = {link: page for link, page in dead.items() if link not in starts}
    assert wrong == {}, "\n".join(f"{link} on {page}" for link, page in wrong.items())


@pytest.mark.parametrize("role", EVERYBODY)
def test_pages_are_clean_on_a_phone_in_both_modes(browser, site, found, role):
    wrong = looked_at(browser, site, role, found[role][0], widths=(390,), modes=("", "elder"))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.deep
@pytest.mark.parametrize("role", EVERYBODY)
def test_pages_are_clean_at_every_width_in_both_modes(browser, site, found, role):
    wrong = looked_at(browser, site, role, found[role][0], widths=(320, 390, 1440), modes=("", "elder"))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize("path", PUBLIC_LIGHT)
def test_public_pages_are_light(site, path):
    found = weigh(site, path.replace("学生", "%E5%AD%A6%E7%94%9F"))
    assert found["bytes"] <= PAGE_MAX, found
    assert found["script_bytes"] <= SCRIPT_MAX, found
