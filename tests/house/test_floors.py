"""Imports go downwards, features are entered by their door, engines are pure, and nothing happens behind a reader's back."""

import sys

import pytest
from importlinter import cli as import_linter

from tests.house import exceptions
from tests.house.source import PACKAGE, PROJECT, imports_of, modules, name_of, shown

SIGNAL_MODULES = ("django.dispatch", "django.db.models.signals", "django.db.backends.signals", "django.core.signals")
ENGINE_LIBRARIES = {
    "numpy",
    "scipy",
    "ortools",
    "rjieba",
    "pypinyin",
    "rapidfuzz",
    "cryptography",
    "rfc8785",
    "holidays",
}


def test_the_import_contracts_hold(monkeypatch, capsys):
    monkeypatch.chdir(PROJECT)
    monkeypatch.syspath_prepend(str(PROJECT / "src"))
    # It would set up logging and thereby silence every logger that there is, for all tests that come later.
    monkeypatch.setattr(import_linter.logging_config, "dictConfig", lambda _: None)
    code = import_linter.lint_imports(config_filename=str(PROJECT / ".importlinter"), no_cache=True, no_logo=True)
    assert code == import_linter.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_features_are_entered_only_by_their_door():
    breaches = [
        f"{shown(path)}:{found.line}: {found.target}"
        for path in modules()
        for found in imports_of(path)
        if enters_by_the_window(name_of(path), found.target)
    ]
    assert not breaches, "import the room's api instead:\n" + "\n".join(breaches)


@pytest.mark.parametrize(
    ("inside", "target", "breach"),
    [
        ("bangfu.apps.needs.views", "bangfu.apps.regions.models.Region", True),
        ("bangfu.web.views.home", "bangfu.apps.needs.queries", True),
        ("bangfu.config.wiring", "bangfu.apps.people.api", False),
        ("bangfu.apps.needs.views", "bangfu.apps.needs.queries.page", False),
        ("bangfu.apps.needs.actions", "bangfu.apps.regions.api.region_of", False),
        ("bangfu.config.example", "bangfu.apps.people.actions", True),
        ("bangfu.web.views.home", "bangfu.apps.needs.routes.router", True),
    ],
)
def test_the_door_rule_tells_door_from_window(inside, target, breach):
    assert enters_by_the_window(inside, target) is breach


def enters_by_the_window(inside: str, target: str) -> bool:
    """True if a module imports something of a feature that is neither its own nor that feature's door."""
    parts = target.split(".")
    if parts[:2] != ["bangfu", "apps"] or len(parts) < 3:
        return False
    own = inside.split(".")[:3] == parts[:3]
    # `config` puts rooms together: answers, routes and examples are drawers made to be put together there.
    doors = ["api", "answers", "routes", "example"] if inside.startswith("bangfu.config.") else ["api"]
    return not own and (not parts[3:4] or parts[3] not in doors)


def test_values_use_the_standard_library_only():
    foreign = [
        f"{shown(path)}:{found.line}: {found.target}"
        for path in modules()
        if path.is_relative_to(PACKAGE / "values")
        for found in imports_of(path)
        if not is_standard(found.target) and not found.target.startswith("bangfu.values")
    ]
    assert not foreign, "\n".join(foreign)


def test_engines_use_no_library_that_is_not_named_for_them():
    foreign = [
        f"{shown(path)}:{found.line}: {found.target}"
        for path in modules()
        if path.is_relative_to(PACKAGE / "engines")
        for found in imports_of(path)
        if not is_standard(found.target)
        and found.target.split(".")[0] not in ENGINE_LIBRARIES
        and not found.target.startswith(("bangfu.values", "bangfu.engines"))
    ]
    assert not foreign, "\n".join(foreign)


def is_standard(target: str) -> bool:
    """True for a module of the standard library."""
    return target.split(".")[0] in sys.stdlib_module_names


def test_nothing_is_imported_inside_a_function_but_named_heavy_libraries():
    found = {
        f"{shown(path)}: {inner.target}": inner.line
        for path in modules()
        for inner in imports_of(path)
        if inner.in_function and inner.target.split(".")[0] not in exceptions.HEAVY_LIBRARIES
    }
    unexplained = set(found) - set(exceptions.INNER_IMPORTS)
    assert not unexplained, "import at the head of the module:\n" + "\n".join(sorted(unexplained))
    assert not set(exceptions.INNER_IMPORTS) - set(found), "an exception is no longer needed"


def test_there_are_no_signals():
    found = [
        f"{shown(path)}:{inner.line}: {inner.target}"
        for path in modules()
        for inner in imports_of(path)
        if inner.target.startswith(SIGNAL_MODULES) or ".signals." in f"{inner.target}."
    ]
    assert not found, "say it in the action, or in config/wiring.py:\n" + "\n".join(found)
