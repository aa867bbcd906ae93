"""A small true tree: every place down to the town, and the villages of two towns."""

import pytest

from bangfu.apps.regions.api import SHIPPED_EDITION, load_regions, read_pack
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Grant
from bangfu.values import RegionCode, RegionLevel

WITH_VILLAGES = ("441826105", "440111103", "441900003")


@pytest.fixture(scope="session")
def rows():
    return [
        row
        for row in read_pack()
        if RegionCode(row.code).level < RegionLevel.VILLAGE or row.code.startswith(WITH_VILLAGES)
    ]


@pytest.fixture
def tree(db, rows):
    load_regions(by=SYSTEM_ACTOR, rows=rows, edition=SHIPPED_EDITION)
    return rows


@pytest.fixture
def county_official():
    """An official of 连南: may change what is said of places there."""
    return Actor(person="7", kind="person", grants=(Grant("county", "region", "441826"),))
