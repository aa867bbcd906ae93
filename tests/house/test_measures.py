"""The measures: how long a function, a module, a door and a feature may be, and what nothing is called."""

import ast
import re

from tests.house import exceptions
from tests.house.source import APPS, PACKAGE, functions_of, modules, name_of, python_files, rooms, shown, tree_of

FUNCTION_LINES, MODULE_LINES, DOOR_NAMES, FEATURE_LINES = 70, 600, 25, 4500
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "shared", "manager", "managers"}
VAGUE |= {"handler", "handlers", "service", "services"}
VAGUE_ENDINGS = re.compile(r"(Utils?|Helpers?|Misc|Handler|Service)$")


def test_no_function_is_longer_than_seventy_lines():
    long = {
        f"{shown(path)}: {name}": lines
        for path in python_files()
        for name, node in functions_of(path)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert_excepted(long, exceptions.LONG_FUNCTIONS)


def test_no_module_is_longer_than_six_hundred_lines():
    long = {
        shown(path): lines
        for path in python_files()
        if (lines := len(path.read_text("utf-8").splitlines())) > MODULE_LINES
    }
    assert_excepted(long, exceptions.LONG_MODULES)


def test_no_door_has_more_than_twenty_five_names():
    wide = {
        room: names
        for room in rooms()
        if (APPS / room / "api.py").exists() and (names := len(door_of(room) or ())) > DOOR_NAMES
    }
    assert_excepted(wide, exceptions.WIDE_DOORS)


def test_a_door_is_imports_shapes_and_a_list_of_names():
    for room in rooms():
        path = APPS / room / "api.py"
        if not path.exists():
            continue
        assert door_of(room) is not None, f"{shown(path)} has no __all__"
        for node in tree_of(path).body:
            shown_there = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.Expr | ast.ClassDef
            assert isinstance(node, shown_there), f"{shown(path)}:{node.lineno}: a door decides nothing itself"


def test_no_feature_grows_beyond_one_readers_head():
    large = {
        room: lines
        for room in rooms()
        if (lines := sum(len(p.read_text("utf-8").splitlines()) for p in modules() if in_room(p, room))) > FEATURE_LINES
    }
    assert_excepted(large, exceptions.LARGE_FEATURES)


def test_no_module_has_a_name_that_says_nothing():
    vague = {
        shown(path): path.stem
        for path in python_files()
        if VAGUE & {part for piece in path.with_suffix("").parts[-2:] for part in piece.lower().split("_")}
    }
    assert_excepted(vague, exceptions.NAMES)


def test_no_class_has_a_name_that_says_nothing():
    vague = [
        f"{shown(path)}:{node.lineno}: {node.name}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and VAGUE_ENDINGS.search(node.name)
    ]
    assert not vague, "\n".join(vague)


def test_public_functions_of_values_engines_and_doors_say_what_they_do():
    silent = [
        f"{shown(path)}:{node.lineno}: {name}"
        for path in modules()
        if path.is_relative_to(PACKAGE / "values") or path.is_relative_to(PACKAGE / "engines")
        for name, node in functions_of(path)
        if "." not in name and not name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(silent)


def test_every_module_says_what_it_is_for():
    silent = [
        shown(path)
        for path in modules()
        if path.name != "__init__.py" and tree_of(path).body and not ast.get_docstring(tree_of(path))
    ]
    assert not silent, "\n".join(silent)


def assert_excepted(found: dict, excepted: dict[str, str]) -> None:
    """Fails on a find without a reason, and on a reason without a find."""
    unexplained = {where: size for where, size in found.items() if where not in excepted}
    assert not unexplained, f"over the measure: {unexplained}"
    assert not set(excepted) - set(found), f"no longer needed: {set(excepted) - set(found)}"
    assert all(excepted.values()), "an exception has a reason"


def door_of(room: str) -> list[str] | None:
    """The names in a room's `__all__`; None if there is none."""
    for node in tree_of(APPS / room / "api.py").body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return list(ast.literal_eval(node.value))
    return None


def in_room(path, room: str) -> bool:
    """True for a module of a feature."""
    return name_of(path).startswith(f"bangfu.apps.{room}")
