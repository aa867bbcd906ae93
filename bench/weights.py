"""How heavy public pages are: bytes as they travel (gzip) of the page, its style sheets and its scripts."""

import gzip
import re
import urllib.request

PAGE_MAX, SCRIPT_MAX = 75_000, 20_000
LINKED = re.compile(r'(?:<link[^>]+rel="stylesheet"[^>]+href|<script[^>]+src)="([^"]+)"')


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read()


def weigh(base: str, path: str) -> dict[str, object]:
    """Compressed bytes of one page with everything that it loads before photos."""
    page = _fetch(base + path)
    linked = sorted(set(LINKED.findall(page.decode())))
    sizes = {link: len(gzip.compress(_fetch(base + link))) for link in linked}
    script = sum(size for link, size in sizes.items() if ".js" in link)
    return {
        "what": f"页面 {path}",
        "bytes": len(gzip.compress(page)) + sum(sizes.values()),
        "goal_bytes": PAGE_MAX,
        "script_bytes": script,
        "goal_script_bytes": SCRIPT_MAX,
    }
