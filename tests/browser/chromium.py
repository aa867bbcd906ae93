"""Where the browser of the journeys is, and how it is started without calling anybody."""

import os
import shutil

MISSING = "needs Chromium and a Chinese font (Debian: apt install chromium fonts-noto-cjk)"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """The path of a Chromium; None where there is none. ``BANGFU_CHROMIUM`` names another one."""
    named = os.environ.get("BANGFU_CHROMIUM")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None
