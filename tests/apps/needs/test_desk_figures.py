"""Promises of the desk's figures: only one's own places are counted, and the cells add up to what is open."""

import pytest

from bangfu.apps.needs.api import desk_figures
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_the_desk_home_shows_figures_and_counts_nothing_outside_ones_places(client):
    cast = make_cast()
    found = desk_figures(cast["bureau"].actor)
    assert sum(found.open_cells.values()) == found.open_total
    page = cast["bureau"].client.get("/desk/").content.decode()
    assert "供需对接成功率" in page and "待接单" in page


def test_who_reads_no_needs_gets_no_figures(client):
    cast = make_cast()
    page = cast["supervisor"].client.get("/desk/").content.decode()
    assert "供需对接成功率" not in page
