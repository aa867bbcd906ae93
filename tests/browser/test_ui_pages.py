"""The gallery in a real browser: axe clean, nothing refused by the site's policy, no sideways scrolling, targets large enough."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.browser.chromium import ARGUMENTS, MISSING, executable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(executable() is None, reason=MISSING),
    pytest.mark.django_db(transaction=True),
]
WIDTHS = (320, 390, 1440)
SMALL = """() => [...document.querySelectorAll('a,button,select,summary,input:not([type=hidden],[type=checkbox],[type=radio])')]
  .filter(node => {
    const box = node.getBoundingClientRect();
    if (!box.width || node.closest('p,svg,li>b,.skip,.exhibit-skip_link,.errors')) return false;
    return box.height < 43.5;
  }).map(node => node.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser():
    # Playwright keeps an event loop in this thread; the test's own database calls are still one after another.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.mark.parametrize("mode", ["", "elder"])
@pytest.mark.parametrize("path", ["/dev/ui/", "/en/dev/ui/"])
def test_the_gallery_is_clean_at_every_width(browser, live_server, path, mode):
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 844})
    if mode:
        context.add_cookies([{"name": "mode", "value": mode, "url": live_server.url}])
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        if width == 390:
            assert page.evaluate(SMALL) == []
    assert complaints == []
    context.close()


def test_filters_and_menu_open_without_javascript(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/dev/ui/#filters")
    assert page.locator("#filters button[type=submit]").is_visible()
    page.goto(f"{live_server.url}/dev/ui/#menu")
    assert page.locator("#menu .side-close a").is_visible()
    context.close()


def test_one_tap_changes_to_elder_mode_and_text_grows(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{live_server.url}/dev/ui/")
    page.locator(".strip button").click()
    page.wait_for_load_state()
    assert page.url == f"{live_server.url}/dev/ui/"
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 20
    smallest = """() => Math.min(...[...document.querySelectorAll('main *')].filter(n => !n.closest('svg') &&
        [...n.childNodes].some(c => c.nodeType === 3 && c.data.trim())).map(n => parseFloat(getComputedStyle(n).fontSize)))"""
    assert page.evaluate(smallest) >= 18
    context.close()
