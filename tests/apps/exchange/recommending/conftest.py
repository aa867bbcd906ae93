"""The small world of `declining`, and the clock that stands at its moment."""

import pytest

from bangfu.apps.exchange.queries import ground as grounds
from bangfu.apps.exchange.queries import recommend
from tests.apps.exchange.recommending import declining


@pytest.fixture
def world(db, monkeypatch):
    """Needs and organisations on the day of the world."""
    monkeypatch.setattr(grounds, "today", lambda: declining.DAY)
    monkeypatch.setattr(recommend, "today", lambda: declining.DAY)
    monkeypatch.setattr(recommend, "now", lambda: declining.AT)
    return declining.make_world()
