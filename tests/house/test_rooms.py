"""Every feature has a place, the one shape, classified fields, and answers for the questions that lower rooms ask."""

import configparser
import re

import pytest
from django.apps import apps
from django.conf import settings

from bangfu.plumbing.fieldclasses import unclassified
from bangfu.plumbing.questions import all_questions
from tests.house.source import APPS, PACKAGE, PROJECT, modules, rooms, shown

DRAWERS = {
    "README",
    "models",
    "rules",
    "policy",
    "actions",
    "queries",
    "api",
    "wording",
    "forms",
    "views",
    "urls",
    "routes",
}
DRAWERS |= {"sheets", "tasks", "templates", "migrations", "static", "templatetags"}  # the shape of docs/adr/0002
DRAWERS |= {"apps", "triggers", "invariants", "management"}  # what Django and plumbing look for by name
DRAWERS |= {"events", "answers", "example"}  # outbox subscribers; answers to lower rooms; the share of the example city


def placed_rooms() -> set[str]:
    """The rooms that `.importlinter` gives a place, built or not."""
    contracts = configparser.ConfigParser()
    contracts.read(PROJECT / ".importlinter", "utf-8")
    return set(re.findall(r"\w+", contracts["importlinter:contract:features"]["layers"]))


def test_every_feature_has_a_place_and_is_installed():
    assert set(rooms()) <= placed_rooms()
    installed = {config.label for config in apps.get_app_configs() if config.name.startswith("bangfu.apps.")}
    assert installed == set(rooms()), "config/settings.py lists what is built, and only that"


def test_an_unplaced_feature_would_be_found():
    assert "parking" not in placed_rooms() and "insight" in placed_rooms()


def test_every_feature_has_the_one_shape_or_explains_what_else_it_holds():
    strange = [
        f"{room}/{entry.name}"
        for room in rooms()
        for entry in sorted((APPS / room).iterdir())
        if not {entry.stem, entry.stem.split("_")[0]} & DRAWERS and entry.stem not in {"__init__", "__pycache__"}
        if f"`{entry.stem}`" not in readme_of(room)
    ]
    assert not strange, f"no drawer of the one shape; say in the room's README why it is there: {strange}"


def readme_of(room: str) -> str:
    """A room's README; empty where there is none yet."""
    path = APPS / room / "README.md"
    return path.read_text("utf-8") if path.exists() else ""


@pytest.mark.parametrize("room", [room for room in rooms() if (APPS / room / "models.py").exists()])
def test_a_feature_that_keeps_something_says_why_it_exists(room):
    readme = APPS / room / "README.md"
    assert readme.exists(), f"{shown(APPS / room)}: a README says why the room exists, its nouns, who may see what"
    assert len(readme.read_text("utf-8")) > 200, f"{shown(readme)} says next to nothing"


def our_models():
    """Every model of ours."""
    return [model for model in apps.get_models() if model.__module__.startswith("bangfu.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_public_internal_personal_or_confidential(model):
    assert list(unclassified(model)) == []


def test_every_question_is_listed_in_the_wiring():
    unanswered = [name for name, question in all_questions().items() if not question.is_wired]
    assert not unanswered, f"list them in config/wiring.py: {unanswered}"


def test_no_administration_pages_stand_beside_our_own():
    assert not any(name.startswith("django.contrib.admin") for name in settings.INSTALLED_APPS)
    assert not [shown(path) for path in modules() if path.name == "admin.py"]


def test_only_actions_and_named_places_write():
    """Views, queries and routes never save: every change goes through an action that leaves a trace."""
    writes = re.compile(r"\.(save|delete|bulk_create|bulk_update|update_or_create|get_or_create)\(|objects\.create\(")
    readers = {"views", "queries", "routes", "forms", "urls", "policy", "rules", "wording", "api"}
    found = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in modules()
        if (path.is_relative_to(APPS) or path.is_relative_to(PACKAGE / "web"))
        and (path.stem.split("_")[0] in readers or path.parent.name in readers)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if writes.search(line)
    ]
    assert not found, "\n".join(found)
