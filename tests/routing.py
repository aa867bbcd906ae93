"""Every address of the site and what its room says of it: the denominators of R5, R10 and R16."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from bangfu.plumbing.access import Route


@dataclass(frozen=True)
class Address:
    """A named pattern of the resolver; ``name`` with its namespaces, ``pattern`` as it is written."""

    name: str
    pattern: str


def _walk(resolver: URLResolver, spaces: tuple[str, ...] = (), before: str = "") -> Iterator[Address]:
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield Address(":".join((*spaces, each.name or f"nameless {pattern}")), pattern)
        else:
            yield from _walk(each, (*spaces, each.namespace) if each.namespace else spaces, pattern)


def addresses() -> list[Address]:
    """What the resolver knows, sign-in pages and the programs' interface included."""
    return list(_walk(get_resolver()))


def tables() -> dict[str, tuple[Route, ...]]:
    """The ROUTES of every piece that has a ``policy.py``, by the piece's name."""
    pieces = [app for app in settings.INSTALLED_APPS if app.startswith("bangfu.")]
    modules = [f"{app}.policy" for app in pieces if find_spec(f"{app}.policy")]
    return {name: getattr(import_module(name), "ROUTES", ()) for name in modules}


def rows() -> list[Route]:
    """All rows of all tables."""
    return [row for table in tables().values() for row in table]


def has_arguments(pattern: str) -> bool:
    """Whether an address names something."""
    return bool(re.search(r"<", pattern))
