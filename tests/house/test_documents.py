"""The printed pages of the reference are what the code would print now, and leave nothing out."""

import pytest

from bangfu.cli import COMMANDS
from bangfu.config.options import OPTIONS
from bangfu.plumbing.access import PERMISSIONS, ROLES
from tests.house.documents import IN_ENGLISH, PAGES, REFERENCE, life_cycles, routes, table


@pytest.mark.parametrize("name", PAGES)
def test_a_printed_page_is_current(name):
    assert (REFERENCE / name).read_text("utf-8") == PAGES[name](), "run `make documents`"


def test_every_command_stands_in_the_reference():
    text = (REFERENCE / "cli.md").read_text("utf-8")
    assert set(IN_ENGLISH) == set(COMMANDS)
    assert not [name for name in COMMANDS if f"## bangfu {name}\n" not in text]


def test_every_setting_role_and_permission_stands_in_the_reference():
    settings, access = ((REFERENCE / name).read_text("utf-8") for name in ("settings.md", "access.md"))
    assert not [option.name for option in OPTIONS if f"`BANGFU_{option.name}`" not in settings]
    assert not [name for name in (*ROLES, *PERMISSIONS) if f"`{name}`" not in access]


def test_every_room_with_a_life_cycle_is_drawn():
    assert set(life_cycles()) >= {"needs", "organisations", "followups"}


def test_routes_of_all_rooms_are_listed():
    assert {route.name.partition(":")[0] for route in routes()} >= {
        "needs",
        "organisations",
        "people",
        "regions",
        "web",
    }


def test_a_bar_in_a_cell_does_not_break_the_table():
    assert table(("a", "b"), [("x|y", "z")]).splitlines()[-1] == "| x\\|y | z |"
