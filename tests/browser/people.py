"""Signing in as the demo's cast, and what a browser context is to look like."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

ROLES = ("bureau", "administrator", "village", "frontline", "staff", "hub", "auditor")


def new_context(browser: Browser, address: str, *, width: int = 1440, mode: str = "", **more: Any) -> BrowserContext:
    """A fresh visitor at this width. ``mode``: "" or "elder"."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 900 else 900}, locale="zh-CN", reduced_motion="reduce", **more
    )
    if mode:
        context.add_cookies([{"name": "mode", "value": mode, "url": address}])
    return context


def sign_in(page: Page, address: str, role: str) -> None:
    """One click on the demo's page of roles."""
    page.goto(f"{address}/demo/")
    page.locator(f'form[action="/demo/{role}/"] button').click()
    page.wait_for_load_state()
