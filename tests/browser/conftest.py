"""One example site and one Chromium for all journeys; nothing may ask a foreign host for anything."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.people import Walk, new_context, sign_in
from tests.browser.site import build, guard, launch, serving


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small example as it was built, before anybody used it."""
    kept = tmp_path_factory.mktemp("example") / "demo"
    build(kept)
    return kept


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """The address of the small example, served as an operator would serve it: a copy, which journeys change."""
    used = built.with_name("used")
    shutil.copytree(built, used)
    with serving(used) as address:
        yield address


@pytest.fixture(scope="session")
def engine() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread; the tests' own database calls are still one after another.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield playwright


@pytest.fixture(scope="session")
def browser(engine: Playwright) -> Iterator[Browser]:
    running = launch(engine)
    yield running
    running.close()


@pytest.fixture
def walk(site: str, browser: Browser) -> Iterator[Callable[..., Walk]]:
    """Begins a walk: `walk("village")` signs in, `walk()` is a stranger. Afterwards: no foreign host, no script error."""
    begun: list[tuple[Walk, list[str]]] = []

    def begin(role: str = "", **looks: object) -> Walk:
        context = new_context(browser, site, **looks)
        foreign = guard(context, site)
        page: Page = context.new_page()
        page.set_default_timeout(15_000)
        if role:
            sign_in(page, site, role)
        begun.append((Walk(page, site), foreign))
        return begun[-1][0]

    yield begin
    for one, foreign in begun:
        one.page.context.close()
        assert foreign == []
        assert one.complaints == []
