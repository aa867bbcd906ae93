"""The tables of promises and invariants say exactly what the code can show."""

import ast
import re

from bangfu.plumbing.checks import all_invariants
from tests.house.source import PROJECT, python_files, tree_of

ROW = re.compile(r"^\| ([A-Z]\d+) \|.*\| ([^|]+) \|$", re.MULTILINE)


def stated(name: str) -> dict[str, str]:
    """The last column of a reference table by id."""
    return dict(ROW.findall((PROJECT / "docs/reference" / name).read_text("utf-8")))


def checked_promises() -> set[str]:
    """The promises that a test is marked for."""
    return {
        node.args[0].value
        for path in python_files()
        if path.is_relative_to(PROJECT / "tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.promise") and node.args
    }


def test_all_promises_and_capabilities_are_listed():
    assert set(stated("promises.md")) == {f"R{number}" for number in range(1, 25)}
    assert set(stated("capabilities.md")) == {f"M{number:02}" for number in range(1, 23)}


def test_a_promise_is_called_checked_exactly_when_a_test_checks_it():
    said = {number for number, status in stated("promises.md").items() if status.startswith("checked")}
    assert said == checked_promises(), "docs/reference/promises.md and the marks differ"


def test_every_invariant_of_the_code_is_in_the_table_and_the_other_way_round():
    assert set(stated("invariants.md")) == {invariant.id for invariant in all_invariants()}
