"""Pictures of every kind of page that links lead to, for looking at: `python -m tests.browser.screenshots FOLDER`.

With `--docs` instead the few pictures of the guide and of the README, small enough to be kept with the sources.
"""

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangfu.config.settings")

import django

django.setup()

from tests.browser.chromium import MISSING, executable  # noqa: E402
from tests.browser.crawl import crawl  # noqa: E402
from tests.browser.people import ROLES, new_context, sign_in  # noqa: E402
from tests.browser.site import PROJECT, example_site, launch  # noqa: E402

WIDTHS = (390, 1440)
MODES = ("", "elder")
COLOURS = 128
HEIGHT_MAX = 6000  # taller pages are cut: nobody looks further
DOCS = {
    "images/home.png": ("public", "/", 1200),
    "guide/zh/images/needs.png": ("public", "/needs/", 1200),
    "guide/zh/images/orgs.png": ("public", "/orgs/", 1200),
    "guide/zh/images/need-new.png": ("village", "/my/needs/new/", 1200),
    "guide/zh/images/verify.png": ("bureau", "/desk/verify/", 1200),
    "guide/zh/images/desk.png": ("bureau", "/desk/", 1200),
    "guide/zh/images/desk-orgs.png": ("bureau", "/desk/orgs/", 1200),
    "guide/zh/images/import.png": ("bureau", "/desk/import/", 1200),
    "guide/zh/images/people.png": ("administrator", "/desk/people/", 1200),
}
STARTS = {"public": ("/", "/needs/map/", "/search/?q=%E5%85%BB%E8%80%81", "/en/", "/none/")}


def starts_of(role: str) -> tuple[str, ...]:
    """Where a role's walk begins."""
    return STARTS.get(role, ("/my/", "/desk/", "/my/settings/", "/my/org/", "/my/needs/new/"))


def picture(
    browser: Browser, address: str, role: str, pages: dict[str, str], folder: Path, mode: str, width: int
) -> None:
    """One file for each page of a role, named by width, mode, role and route."""
    context = new_context(browser, address, width=width, mode=mode)
    page = context.new_page()
    if role != "public":
        sign_in(page, address, role)
    for kind, path in sorted(pages.items()):
        page.goto(address + path)
        name = f"{kind.replace(':', '-').replace('/', '_')}.{role}.{width}{'-elder' if mode else ''}.png"
        target = folder / name
        page.screenshot(path=target, full_page=True)
        small(target)
    context.close()


def pictures_of_docs(browser: Browser, address: str) -> None:
    """The few pictures that are kept with the sources."""
    for target, (role, path, width) in DOCS.items():
        context = new_context(browser, address, width=width)
        page = context.new_page()
        if role != "public":
            sign_in(page, address, role)
        page.goto(address + path)
        file = PROJECT / "docs" / target
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
        small(file)
        context.close()


def small(path: Path) -> None:
    """Quantises a picture to a palette and cuts what is very tall."""
    with Image.open(path) as whole:
        cut = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, HEIGHT_MAX)))
    cut.quantize(COLOURS).save(path, optimize=True)


def pages_by_role(browser: Browser, address: str, roles: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """For each role the kinds of pages that no role before it was shown already."""
    taken: set[str] = set()
    found: dict[str, dict[str, str]] = {}
    for role in roles:
        context = new_context(browser, address)
        if role != "public":
            sign_in(context.new_page(), address, role)
        seen = crawl(context, address, starts_of(role))
        for link, origin in seen.dead.items():
            print(f"leads nowhere ({role}): {link} on {origin}", file=sys.stderr)
        found[role] = {
            kind: path for kind, path in seen.pages.items() if kind not in taken or kind in ("web:my", "web:desk")
        }
        taken |= set(seen.pages)
        context.close()
    return found


def main() -> int:
    """Takes the pictures; answers 1 without Chromium."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=PROJECT / "build" / "screenshots")
    parser.add_argument("--docs", action="store_true", help="write docs/guide/zh/images and docs/images instead")
    parser.add_argument("--site", help="pictures of a site that runs already, instead of a fresh example")
    parser.add_argument("--role", action="append", help="only these roles (public, bureau, …)")
    parser.add_argument("--page", action="append", help="only routes whose name contains this")
    parser.add_argument("--width", action="append", type=int, help="only these widths")
    parser.add_argument("--mode", action="append", choices=("normal", "elder"))
    args = parser.parse_args()
    if executable() is None:
        print(MISSING, file=sys.stderr)
        return 1
    args.folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(args.role or ("public", *ROLES))
    modes = ["" if mode == "normal" else mode for mode in args.mode] if args.mode else MODES
    with nullcontext(args.site) if args.site else example_site() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        if args.docs:
            pictures_of_docs(browser, address)
            return 0
        for role, pages in pages_by_role(browser, address, wanted).items():
            chosen = {k: p for k, p in pages.items() if not args.page or any(part in k for part in args.page)}
            print(role, len(chosen), file=sys.stderr)
            for width in args.width or WIDTHS:
                for mode in modes:
                    picture(browser, address, role, chosen, args.folder, mode, width)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
