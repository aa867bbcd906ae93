"""Signing in as the demo's cast, what a browser context looks like, and counting the pages that somebody submits."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request

ROLES = ("bureau", "administrator", "village", "frontline", "staff", "hub", "auditor")


def new_context(browser: Browser, address: str, *, width: int = 1440, mode: str = "", **more: Any) -> BrowserContext:
    """A fresh visitor at this width. ``mode``: "" or "elder"."""
    height = 844 if width < 900 else 900
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce", **more
    )
    if mode:
        context.add_cookies([{"name": "mode", "value": mode, "url": address}])
    return context


def sign_in(page: Page, address: str, role: str) -> None:
    """One click on the demo's page of roles."""
    page.goto(f"{address}/demo/")
    page.locator(f'form[action="/demo/{role}/"] button').click()
    page.wait_for_url(lambda url: "/demo/" not in url)


class Walk:
    """Somebody with a browser: ``page``, the number of pages ``submitted`` so far, and what the console complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.submitted = 0
        self.complaints: list[str] = []
        page.on("request", self._count)
        page.on("console", lambda message: self.complaints.append(message.text) if self._is_ours(message) else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _count(self, request: Request) -> None:
        if request.is_navigation_request() and request.method == "POST":
            self.submitted += 1

    @staticmethod
    def _is_ours(message: Any) -> bool:
        # A page that answers 4xx is reported by Chromium itself; what it says is looked at in the page.
        return message.type == "error" and "Failed to load resource" not in message.text

    def go(self, path: str) -> None:
        """Opens an address of the site."""
        self.page.goto(self.address + path)

    def press(self, name: str, **more: Any) -> None:
        """Presses the one button with this name and waits for the next page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, **more).first.click()

    def follow(self, name: str, **more: Any) -> None:
        """Follows the first link with this name."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, **more).first.click()

    def fill(self, **values: str) -> None:
        """Types into fields by their names."""
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').first.fill(value)

    def sees(self, text: str) -> bool:
        """Whether the page shows this text."""
        return self.page.locator("body").inner_text().find(text) >= 0
