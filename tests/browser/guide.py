"""The pictures of the user guide and of the README: `python -m tests.browser.guide` takes them anew from a fresh example.

Each is small enough to be kept with the sources; what an example city shows differs a little from day to day.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import MISSING, executable
from tests.browser.people import new_context, sign_in
from tests.browser.site import PROJECT, example_site, launch

GUIDE = PROJECT / "docs" / "guide" / "zh" / "images"
HOME = PROJECT / "docs" / "images" / "home.png"
BYTES_MAX = 150_000
PALETTES = (128, 64, 32, 16)
TALLEST = 1100


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: ``name`` of the file, ``role`` that looks ("" for the public), ``path``, then the ``link`` to follow.

    ``query`` is put behind the followed link, ``then`` is one more link to follow from there.
    """

    name: str
    role: str
    path: str
    link: str = ""
    width: int = 1200
    mode: str = ""
    query: str = ""
    then: str = ""


A_PLAN = 'main td a[href^="/desk/match/"]'
SHOTS = (
    Shot("home", "", "/"),
    Shot("elder", "", "/", width=390, mode="elder"),
    Shot("needs", "", "/needs/"),
    Shot("needs-map", "", "/needs/map/"),
    Shot("need", "", "/needs/", 'main a[href^="/needs/N-"]'),
    Shot("orgs", "", "/orgs/"),
    Shot("place", "", "/places/441826105000/"),
    Shot("demo", "", "/demo/"),
    Shot("need-new", "village", "/my/needs/new/"),
    Shot("offers", "village", "/my/todo/", 'main a[href$="/offers/"]'),
    Shot("order", "village", "/offers/?left=1", 'main a[href^="/offers/F-"]', then='a[href$="/order/"]'),
    Shot("accept", "village", "/my/projects/", 'main a[href$="/accept/"]', width=390, mode="elder"),
    Shot("hours", "village", "/my/hours/confirm/", width=390),
    Shot("voices", "village", "/my/voices/", width=390),
    Shot("project", "", "/projects/?state=ended", 'main a[href^="/projects/P-"]'),
    Shot("verify", "frontline", "/desk/verify/"),
    Shot("verify-one", "frontline", "/desk/verify/", 'main a[href^="/desk/needs/N-"]'),
    Shot("survey", "frontline", "/my/survey/", width=390),
    Shot("offline-tray", "frontline", "/my/offline/", width=390),
    Shot("desk", "bureau", "/desk/"),
    Shot("publish", "bureau", "/desk/verify/?state=verified", 'main a[href^="/desk/needs/N-"]'),
    Shot("rounds", "bureau", "/desk/rounds/"),
    Shot("unserved", "bureau", "/desk/unserved/"),
    Shot("push", "bureau", "/desk/push/", 'main td a[href^="/desk/push/"]'),
    Shot("coverage", "bureau", "/desk/pairs/coverage/"),
    Shot("desk-orgs", "bureau", "/desk/orgs/"),
    Shot("duplicates", "bureau", "/desk/orgs/duplicates/"),
    Shot("proposals", "bureau", "/desk/orgs/proposals/"),
    Shot("import", "bureau", "/desk/import/"),
    Shot("contacts", "bureau", "/desk/contacts/"),
    Shot("plan-upload", "bureau", "/desk/match/upload/?kind=villages"),
    Shot("plan-list", "bureau", "/desk/match/"),
    Shot("plan-map", "bureau", "/desk/match/", A_PLAN, width=1440),
    Shot("plan-matrix", "bureau", "/desk/match/", A_PLAN, width=1440, query="?view=matrix"),
    Shot("plan-nobody", "bureau", "/desk/match/", A_PLAN, width=1440, query="?view=none"),
    Shot("plan-pair", "bureau", "/desk/match/", A_PLAN, query="?view=table", then="main .score-cell"),
    Shot("plan-phone", "bureau", "/desk/match/", A_PLAN, width=390),
    Shot("my-org", "staff", "/my/org/"),
    Shot("claim-take", "staff", "/needs/?q=缺", 'main h3 a[href^="/needs/N-"]', then='a[href$="/claim/"]'),
    Shot("claims", "staff", "/my/claims/"),
    Shot("offer-new", "staff", "/my/offers/new/"),
    Shot("invitation", "staff", "/my/invitations/", 'main a[href^="/my/invitations/"]'),
    Shot("project-work", "staff", "/my/projects/", 'main a[href^="/my/projects/P-"]', width=390),
    Shot("propose", "staff", "/my/org/", 'main a[href$="/propose/"]'),
    Shot("people", "administrator", "/desk/people/"),
    Shot("person", "administrator", "/desk/people/", 'main a[href^="/desk/people/"]:not([href$="/new/"])'),
    Shot("second-factor", "administrator", "/accounts/2fa/"),
    Shot("audit", "auditor", "/desk/audit/"),
)


def take(page: Page, address: str, shot: Shot, target: Path) -> None:
    """One picture of the upper part of a page, in as many colours as its weight allows."""
    page.goto(address + shot.path)
    if shot.link:
        page.goto(address + str(page.locator(shot.link).first.get_attribute("href")) + shot.query)
    if shot.then:
        page.goto(address + str(page.locator(shot.then).first.get_attribute("href")))
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=True)
    lighten(target)


def lighten(path: Path) -> None:
    """Cuts and quantises a picture until it is light enough to be kept."""
    with Image.open(path) as whole:
        cut = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, TALLEST)))
    for colours in PALETTES:
        cut.quantize(colours).save(path, optimize=True)
        if path.stat().st_size <= BYTES_MAX:
            return
    raise RuntimeError(f"{path.name}: {path.stat().st_size} bytes, more than {BYTES_MAX}")


def take_all(browser: Browser, address: str, shots: tuple[Shot, ...]) -> Iterator[str]:
    """Takes all pictures, one visitor for those of one kind; gives each name when it is done."""
    for (role, width, mode), group in groupby(shots, key=lambda shot: (shot.role, shot.width, shot.mode)):
        context = new_context(browser, address, width=width, mode=mode)
        page = context.new_page()
        if role:
            sign_in(page, address, role)
        for shot in group:
            take(page, address, shot, GUIDE / f"{shot.name}.png")
            yield shot.name
        context.close()


def main() -> int:
    """Takes the pictures; answers 1 without Chromium."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", help="a site that runs already, instead of a fresh example")
    parser.add_argument("--only", action="append", help="only these")
    args = parser.parse_args()
    if executable() is None:
        print(MISSING, file=sys.stderr)
        return 1
    shots = tuple(shot for shot in SHOTS if not args.only or shot.name in args.only)
    with nullcontext(args.site) if args.site else example_site() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for name in take_all(browser, address, shots):
            print(name, file=sys.stderr)
            if name == "home":
                HOME.parent.mkdir(parents=True, exist_ok=True)
                HOME.write_bytes((GUIDE / "home.png").read_bytes())
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
