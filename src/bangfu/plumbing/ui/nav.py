"""Links of the frame around every page: which there are, and which lead to a room that exists.

The lists themselves stand in the module named by the setting `UI_NAVIGATION`; the design system knows no feature.
A link whose path no URL pattern answers is left out, so a room appears in the menus on the day it is built.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import get_language, override

ENGLISH_PREFIX = "/en"
HOMES = ("/", "/my/", "/desk/")


@dataclass(frozen=True)
class Link:
    """One entry: path without language prefix, label (lazy), icon of the sprite, permission that shows it."""

    path: str
    label: Any
    icon: str = ""
    needs: str = ""


@dataclass(frozen=True)
class Section:
    """A titled group of links in a side menu."""

    label: Any
    links: tuple[Link, ...] = field(default_factory=tuple)


@lru_cache(maxsize=512)
def exists(path: str) -> bool:
    """Whether some room answers this path (asked of the Chinese, unprefixed URLs)."""
    with override("zh-hans"):
        try:
            resolve(path)
        except Resolver404:
            return False
    return True


def localised(path: str) -> str:
    """The path under the language of the running request; one that names its language already (from ``reverse``) stays."""
    english = (get_language() or "").startswith("en") and not f"{path}/".startswith(f"{ENGLISH_PREFIX}/")
    return f"{ENGLISH_PREFIX}{path}" if english else path


def other_language(path: str) -> str:
    """The same page in the other language: `/needs/` ↔ `/en/needs/`. Pages without a twin lead to its home page."""
    if path == ENGLISH_PREFIX or path.startswith(f"{ENGLISH_PREFIX}/"):
        return path[len(ENGLISH_PREFIX) :] or "/"
    with override("en"):
        try:
            resolve(ENGLISH_PREFIX + path)
        except Resolver404:
            return f"{ENGLISH_PREFIX}/"
    return ENGLISH_PREFIX + path


def shown(links: tuple[Link, ...], current: str, may: Any = None) -> list[dict[str, Any]]:
    """The links that exist and that the reader may use, with the one of the current page marked.

    `current` is the request's path; `may` a function of a permission name, or None for the public.
    """
    bare = current[len(ENGLISH_PREFIX) :] if current.startswith(f"{ENGLISH_PREFIX}/") else current
    usable = [link for link in links if exists(link.path) and (not link.needs or (may is not None and may(link.needs)))]
    here = max((link.path for link in usable if _under(bare, link.path)), key=len, default="")
    return [
        {"path": localised(link.path), "label": link.label, "icon": link.icon, "current": link.path == here}
        for link in usable
    ]


def _under(path: str, root: str) -> bool:
    """Homes are current on their own page only: everything else of a workspace lies below them."""
    return path == root or (root not in HOMES and path.startswith(root))
